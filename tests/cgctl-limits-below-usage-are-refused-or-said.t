#!/bin/sh
# A memory limit below what is in use is refused, or reached by reclaim; shares of the parent; a summary of a run.
# root: needed
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/cgctl.sh
needs_controllers memory pids cpu
needs_groups
cns-cgctl create -p -s memory.max=200M "/$group/p/a" "/$group/p/b"
cns-cgctl set "/$group/p" memory.max=200M

# 24M that cannot be reclaimed, for there is no swap.
mkfifo "$test_folder/ready" "$test_folder/go"
# shellcheck disable=SC2016
cns-cgctl run "/$group/p/a" perl -e 'my $held = "x" x (24 << 20); open my $f, ">", "$ARGV[0]/ready"; close $f;
	open $f, "<", "$ARGV[0]/go"; <$f>' "$test_folder" &
holder=$!
cat "$test_folder/ready"
like "$(cns-cgctl set "/$group/p/a" memory.max=8M 2>&1)" "*memory.current is * already: the kernel ends processes*
*--safe*--force*" "memory.max below the usage is refused"
is "$(value "$group/p/a/memory.max")" 209715200 "nothing was changed"
like "$(cns-cgctl set --safe "/$group/p/a" memory.max=8M 2>&1)" "*cannot be reclaimed*" "--safe does not end anybody either"
is "$(value "$group/p/a/memory.max") $(value "$group/p/a/memory.high")" "209715200 max" "and leaves all as it was"
yes "the process lives" kill -0 $holder
if command -v tmux >/dev/null; then
	terminal() { tmux -L "$group" -f /dev/null "$@"; }
	# shown TEXT: the screen has it, in time
	shown() {
		i=0
		until terminal capture-pane -p | grep -q "$1"; do
			i=$((i + 1))
			[ $i -lt 600 ] || return 1
			sleep 0.1
		done
	}
	terminal new-session -d -x 200 -y 24 "cns-cgctl top -i 1 -l /$group/p/a"
	shown CPU%
	terminal send-keys j s memory.max=8M Enter
	yes "top refuses it too" shown "cannot set memory.max of /$group/p/a to 8388608: memory.current is .* already"
	terminal kill-server
	yes "and the process lives on" kill -0 $holder
	is "$(value "$group/p/a/memory.max")" 209715200 "under the limit it had"
else
	skip "top refuses it too" "tmux is not installed"
fi
like "$(cns-cgctl set "/$group/p/a" pids.max=0 2>&1)" "*pids.current is 1 already*nobody can fork*" "a limit that ends nobody is set, and said"
is "$(value "$group/p/a/pids.max")" 0 "as asked"
cns-cgctl set --force "/$group/p/a" memory.max=8M 2>"$test_folder/said"
like "$(cat "$test_folder/said")" "*memory.current is * already*" "--force says it"
wait $holder
is $? 137 "and the kernel ends who does not fit"

yes "--safe lowers a limit that nothing stands against" cns-cgctl set --safe "/$group/p/b" memory.max=64M
is "$(value "$group/p/b/memory.high")" max "and memory.high is as before"

yes "a share of the parent" cns-cgctl set "/$group/p/b" memory.high=50%parent
is "$(value "$group/p/b/memory.high")" $((100 << 20)) "is one of what the groups above let it have"
like "$(cns-cgctl set --explain "/$group/p/b" memory.high=25%parent 2>&1)" "*let it have 209715200 bytes: 25.00% is 52428800*" "which is said"

# A plan with a share is done once it is applied.
printf '[.]\nmemory.high=25.5%%parent\n' >"$test_folder/plan"
is "$(cns-cgctl diff "/$group/p/b" "$test_folder/plan"; cns-cgctl diff "/$group/p/new" "$test_folder/plan")" \
	"[/$group/p/b]
-memory.high=52428800
+memory.high=53477376
+[/$group/p/new]
+memory.high=25.50%parent" "diff says what it would be, and where the group is to be made what it is a share of"
cns-cgctl apply "/$group/p/b" "$test_folder/plan"
is "$(cns-cgctl diff "/$group/p/b" "$test_folder/plan")" "" "and when it was applied nothing"
is "$(cns-cgctl apply --explain "/$group/p/b" "$test_folder/plan" 2>&1 | grep -c 'write(')" 0 "nor does apply"

# -R is one transaction: a group below that refuses takes the others back.
cns-cgctl set -R "/$group/p" pids.max=100 2>/dev/null
is "$(value "$group/p/pids.max") $(value "$group/p/b/pids.max")" "100 100" "set -R sets all below"
cns-cgctl run "/$group/p/b" sleep 1000 &
holder=$!
cns-cgctl wait "/$group/p/b" populated
no "a group below that cannot pass the controller on refuses" cns-cgctl set -R "/$group/p" pids.max=50 memory.max=4096
is "$(value "$group/p/pids.max") $(value "$group/p/b/pids.max")" "100 100" "and all is as before"
kill $holder

# shellcheck disable=SC2016
said=$(cns-cgctl run --summary --rm -s memory.max=100M "/$group/s" perl -e 'my $held = "x" x (24 << 20); exit 3' 2>&1)
is $? 3 "run --summary ends as its command"
like "$said" "cns-cgctl run: /$group/s: *cpu *s, user *s, system *s, oom kills 0*" "and says what it used"
# shellcheck disable=SC2016
said=$(cns-cgctl run --summary -s memory.max=8M -s memory.swap.max=0 "/$group/o" perl -e 'my $held = "x" x (64 << 20)' 2>&1)
is $? 137 "who wants too much is ended"
like "$said" "*oom kills 1*" "which the summary tells"
done_testing
