#!/bin/sh
# run joins the group and becomes the command; --rm leaves nothing behind, however it ends.
# root: needed
. tests/lib.sh
. tests/cgctl.sh
needs_groups
cd "$test_folder" || exit 1

is "$(cns-cgctl run "/$group/a" -- sed -n s/^0:://p /proc/self/cgroup)" "/$group/a" "the command is in the group"
sh -c 'echo $$; exec cns-cgctl run "$0" sh -c "echo \$\$"' "/$group/a" >pids
is "$(uniq pids | wc -l)" 1 "it keeps its process id: there is no fork"
cns-cgctl run "/$group/a" sh -c 'exit 7'
is $? 7 "its status is the command's"
cns-cgctl run "/$group/a" sh -c 'kill -TERM $$'
is $? 143 "and that of a signal"
is "$(echo in | cns-cgctl run "/$group/a" cat)" in "standard input passes through"
is "$(cns-cgctl run "/$group/new" /no/such/command 2>/dev/null; echo $?)" 127 "a command that is not there is status 127"
yes "and the group that was made for it is gone" is_gone "$group/new"
is "$(cns-cgctl run --rm "/$group/new" /etc/passwd 2>/dev/null; echo $?)" 126 "one that is not runnable 126"
yes "and with --rm too" is_gone "$group/new"
is "$(cns-cgctl run --summary "/$group/new" /no/such/command 2>/dev/null; echo $?)" 127 "with --summary the same"
yes "and with --summary, whose command is a child, too" is_gone "$group/new"
is "$(cns-cgctl run --summary "/$group/new" sh -c 'exit 127' 2>/dev/null; echo $?)" 127 "a command that ended so by itself"
yes "has begun, and keeps its group" rmdir "$cgroup_mount/$group/new"

is "$(cns-cgctl run --rm "/$group/new" sed -n s/^0:://p /proc/self/cgroup)" "/$group/new" "--rm: the command is in the group"
yes "--rm: and the group is gone afterwards" is_gone "$group/new"
mkfifo left ready
cns-cgctl run --rm "/$group/new" sh -c 'sleep 1000 >left & exit 5'
is $? 5 "--rm: the status is the command's"
yes "--rm: with what it left in it" is_gone "$group/new"
sh -c 'exec cns-cgctl run --rm "$0" sh -c "echo >ready; exec sleep 1000"' "/$group/new" &
ours=$!
read -r _ <ready
kill -TERM $ours
wait $ours
is $? 143 "--rm: a signal reaches the command"
yes "--rm: and the group is gone" is_gone "$group/new"

# Killed itself, the guard does the work: the fifo's reader sees the end of the last process in the group.
(exec cns-cgctl run --rm "/$group/new" sh -c 'sleep 1000 >left & sleep 1001 >left & exec sleep 1002 >left') 2>/dev/null &
ours=$!
exec 3<left
yes "--rm: it runs" test -d "$cgroup_mount/$group/new"
kill -KILL $ours
cat <&3
for _ in $(seq 1000); do
	is_gone "$group/new" && break
	cns-cgctl info >/dev/null
done
yes "--rm: killed with SIGKILL it leaves no group either" is_gone "$group/new"

cns-cgctl freeze "/$group/a"
like "$(cns-cgctl run "/$group/a" true 2>&1)" "*it is frozen
*thaw*" "it does not walk into a frozen group"
done_testing
