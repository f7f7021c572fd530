#!/bin/sh
# No death of cns-unshare leaves the command behind, when that was asked for.
# vm: 6.1 6.12
. tests/lib.sh
mkfifo "$test_folder/ready" "$test_folder/alive"

# ended_by SIGNAL OPTIONS...: the command holds a pipe open; its end of file says that it is gone.
ended_by() {
	signal=$1
	shift
	# shellcheck disable=SC2086
	cns-unshare "$@" sh -c "echo >$test_folder/ready; exec sleep 30" 3>"$test_folder/alive" &
	unshare=$!
	exec 4<"$test_folder/alive"
	read -r _ <"$test_folder/ready"
	kill -"$signal" $unshare
	if timeout 5 cat <&4 >/dev/null; then echo ended; else echo "left behind"; fi
	exec 4<&-
	wait $unshare 2>/dev/null
}
for signal in KILL TERM HUP; do
	for options in "-rf --kill-child" "-rpf --kill-child" "-r --init" "-rp --kill-child=TERM"; do
		# TERM does nothing to a PID 1 without a handler; KILL is what takes it.
		[ "$options" = "-rp --kill-child=TERM" ] && [ $signal = KILL ] && continue
		# shellcheck disable=SC2086
		is "$(ended_by $signal $options 2>/dev/null)" ended "SIG$signal to cns-unshare $options ends the command"
	done
done
for options in "-rf" "-rpf" "-rp"; do
	# shellcheck disable=SC2086
	is "$(ended_by TERM $options 2>/dev/null)" ended "SIGTERM to cns-unshare $options reaches the command"
	# shellcheck disable=SC2086
	is "$(ended_by HUP $options 2>/dev/null)" ended "SIGHUP to cns-unshare $options reaches the command"
done
timeout 1 cns-unshare -rpf sleep 20
is $? 124 "timeout 1 cns-unshare -pf sleep ends"
done_testing
