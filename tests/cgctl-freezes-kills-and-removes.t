#!/bin/sh
# freeze, thaw, kill, move and rm do the whole of it before they return, and nothing unasked.
# root: needed
# vm-also: 6.1
. tests/lib.sh
. tests/cgctl.sh
needs_groups
state() { sed -n 's/^State:[[:space:]]*\(.\).*/\1/p' "/proc/$1/status"; }

cns-cgctl create -p "/$group/a/b"
sleep 1000 &
one=$!
sleep 1001 &
two=$!
echo $one | cns-cgctl move "/$group/a" -
is "$(value "$group/a/cgroup.procs")" $one "move takes process ids from standard input"
cns-cgctl move "/$group/a/b" $two "@$group/a"
is "$(value "$group/a/b/cgroup.procs" | sort)" "$(printf '%s\n' $one $two | sort)" "and targets of every form"
cns-cgctl move "/$group/a" $one

cns-cgctl freeze "/$group"
is "$(value "$group/a/cgroup.events" | sed -n 2p)" "frozen 1" "freeze returns when all are frozen"
like "$(cns-cgctl thaw -t 0.1 "/$group/a" 2>&1)" "*took more than 100 ms
*a group above*" "a group under a frozen one stays frozen, and that is said"
cns-cgctl thaw "/$group"
is "$(value "$group/a/cgroup.events" | sed -n 2p)" "frozen 0" "thaw returns when they go on"

# When the time is over all is as before.  What was read is hidden: nobody seems to stop, or to go on.
if is_plain_build && command -v strace >/dev/null; then
	late() { strace -qq -o /dev/null -e inject=pread64:retval=0 cns-cgctl "$1" -t 0.1 "/$group/a" 2>&1; }
	like "$(late freeze)" "*took more than 100 ms
*state D in cns-cgctl ps*" "who cannot be frozen in time is told of"
	is "$(value "$group/a/cgroup.freeze")" 0 "and goes on"
	cns-cgctl freeze "/$group/a"
	no "one that is frozen is not seen to be" late freeze
	is "$(value "$group/a/cgroup.freeze")" 1 "and stays so, for it was before"
	no "nor is it seen to thaw" late thaw
	is "$(value "$group/a/cgroup.freeze")" 1 "and stays frozen"
	cns-cgctl thaw "/$group/a"
	like "$(strace -qq -o /dev/null -e inject=pread64:retval=0 cns-cgctl kill -t 0.1 "/$group/a/b" 2>&1)" \
		"*took more than 100 ms
*state D in cns-cgctl ps*" "who does not end in time is told of, too"
	sleep 1001 &
	two=$!
	cns-cgctl move "/$group/a/b" $two
else
	skip "the way back when the time is over" "strace is not installed, or what it changes is not ours alone"
fi
if [ -e "$cgroup_mount/$group/a/cgroup.stat.local" ]; then
	cns-cgctl freeze "/$group/a"
	yes "how long it was frozen is counted" cns-cgctl wait -t 60 "/$group/a" "cgroup.stat.local:frozen_usec>=1000"
	cns-cgctl thaw "/$group/a"
	like "$(cns-cgctl get "/$group/a" cgroup.stat.local)" "frozen_usec [1-9]*" "and can be read"
else
	skip "how long it was frozen" "cgroup.stat.local needs Linux 6.18"
fi

no "a group with processes is not removed" cns-cgctl rm "/$group/a/b"
is "$(value "$group/a/b/cgroup.procs")" $two "and nobody is moved out of it"
cns-cgctl freeze "/$group/a/b"
cns-cgctl kill "/$group/a/b"
is "$(value "$group/a/b/cgroup.events" | sed -n 1p)" "populated 0" "kill ends frozen processes too, and waits for their end"
yes "the processes beside stay" kill -0 $one
cns-cgctl kill -s TERM "/$group/a"
wait $one
is $? 143 "kill -s sends another signal"

# 500 processes end, and one rmdir for each group is enough.  They wait for a writer that never
# comes, and none becomes another program: 500 programs would be some 8,000 open files.
mkfifo "$test_folder/never"
# shellcheck disable=SC2016
cns-cgctl run "/$group/many" sh -c \
	'i=0; while [ $i -lt 500 ]; do (read -r _ <"$0") & i=$((i + 1)); done' "$test_folder/never"
is "$(value "$group/many/cgroup.procs" | wc -l)" 500 "500 processes run"
if command -v strace >/dev/null; then
	strace -qq -e trace=unlinkat -o "$test_folder/trace" cns-cgctl rm --kill "/$group/many"
	is "$(grep -c unlinkat "$test_folder/trace")" 1 "rm --kill needs one rmdir"
else
	cns-cgctl rm --kill "/$group/many"
fi
yes "and they are gone" is_gone "$group/many"

# The root of a tree, here of that of a namespace, stays, and so does all that is in it.
cat >"$test_folder/inside" <<'END'
umount -l "$1" && mount -t cgroup2 none "$1" || exit
cns-cgctl create /empty /to
for how in "-r" "-r --migrate /to" "--migrate /to" "-r --kill"; do
	# shellcheck disable=SC2086
	cns-cgctl rm $how / 2>&1
done
cns-cgctl ls -q /
grep -c . "$1/to/cgroup.procs"
END
refusal="cns-cgctl rm: cannot remove the cgroup /: the root of the tree cannot be removed"
is "$(cns-cgctl run --rm "/$group/own" cns-unshare --mount --cgroup sh "$test_folder/inside" "$cgroup_mount")" "$refusal
$refusal
$refusal
$refusal
/empty
/to
0" "rm of the root of the tree touches nothing below it, and moves nobody"

cns-cgctl rm -r "/$group"
yes "rm -r removes all below" is_gone "$group"
is "$(cns-cgctl rm -f "/$group" 2>&1)" "" "rm -f minds none that is not there"
done_testing
