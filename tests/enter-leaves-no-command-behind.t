#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034,SC2046
# A signal to cns-enter reaches the command; a command never outlives a cns-enter that was killed, nor,
# with --die-with-caller, its caller.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh

start -muipn --mount-proc
command -v pgrep >/dev/null || skip_all "pgrep is not installed"
number=$((2000000 + $$))
command="echo up; exec sleep $number"
# Waits for the command to be there, and to be gone: never, if it is left behind.
there() { until pgrep -x -f "sleep $number" >/dev/null; do :; done; }
gone() { while pgrep -x -f "sleep $number" >/dev/null; do :; done; }
for signal in TERM HUP USR1 KILL; do
	cns-enter -t "$target" sh -c "$command" >/dev/null &
	enter=$!
	there
	kill -$signal $enter
	wait $enter 2>/dev/null
	gone
	ok "the command is gone after $signal to cns-enter"
done
for manner in "" "-n $(is_root || echo -U)"; do
	sh -c 'cns-enter --die-with-caller '"$manner"' -t "$0" sh -c "$1" >/dev/null & wait' "$target" "$command" &
	caller=$!
	there
	kill -KILL $caller
	gone
	ok "--die-with-caller $manner: it is gone after its caller"
	wait $caller 2>/dev/null
done
# A shell that started us sees that the command is stopped, and its fg continues both.
for manner in "" "-p $(is_root || echo -U)"; do
	cns-enter -t "$target" $manner sh -c 'kill -STOP $$; echo on; exit 6' >"$test_folder/out" </dev/null &
	enter=$!
	looks=0
	until grep -q '^State:.T' "/proc/$enter/status" || [ $looks -gt 10000 ]; do looks=$((looks + 1)); done
	is "$(sed -n 's/^State:.\(.\).*/\1/p' "/proc/$enter/status") $(cat "$test_folder/out")" "T " "stopped with its command $manner"
	kill -CONT $enter
	wait $enter
	is "$? $(cat "$test_folder/out")" "6 on" "and continued with it $manner"
done
done_testing
