#!/bin/sh
# ps lists processes and threads of groups, labels are kept in the group, and removed groups can be seen.
# root: needed
. tests/lib.sh
. tests/cgctl.sh
needs_groups
cns-cgctl create -p "/$group/a/b"
sleep 1000 &
one=$!
sleep 1001 &
two=$!
i=0
until grep -q sleep /proc/$one/comm && grep -q sleep /proc/$two/comm; do
	i=$((i + 1))
	[ $i -lt 600 ] || break
	sleep 0.1
done 2>/dev/null
cns-cgctl move "/$group/a" $one
cns-cgctl move "/$group/a/b" $two
is "$(cns-cgctl ps -rn -o PID,CGROUP,COMMAND "/$group")" "$one /$group/a sleep\\x201000
$two /$group/a/b sleep\\x201001" "ps lists the processes of a group and below it"
is "$(cns-cgctl ps -q -d "/$group/a")" $one "or of the group itself"
is "$(cns-cgctl ps -q $two)" $two "a process stands for its group"
is "$(cns-cgctl ps -q -T "/$group/a/b")" $two "a process of one thread has that thread"
is "$(cns-cgctl ps -J -d "/$group/a" | jq -c '.processes[0] | [.pid, .cgroup, .command]')" \
	"[$one,\"/$group/a\",\"sleep 1000\"]" "and JSON"
is "$(cns-cgctl ls -rn -o CGROUP,MEMBERS "/$group")" "/$group/a $one" "ls tells the members"
if [ "$(cat /proc/2/comm 2>/dev/null)" = kthreadd ]; then
	kernel_threads() { cns-cgctl tree -n -o CGROUP "$@" / | grep -c '2 \[kthreadd\]$'; }
	is "$(kernel_threads) $(kernel_threads -k)" "0 1" "tree shows threads of the kernel only where asked"
else
	skip "threads of the kernel" "they cannot be seen here"
fi
kill $one $two
wait

# A process that has ended and is not waited for holds its group, though it is removed.
mkfifo "$test_folder/go"
# shellcheck disable=SC2016
perl -e '$| = 1; my $pid = fork // die; exec "cns-cgctl", "run", $ARGV[0], "true" unless $pid;
	1 until `cat /proc/$pid/stat` =~ /\) Z /; print "$pid\n"; <STDIN>' \
	"/$group/a/b" <"$test_folder/go" >"$test_folder/zombie" &
exec 3>"$test_folder/go"
i=0
while [ ! -s "$test_folder/zombie" ] && [ $i -lt 600 ]; do
	sleep 0.1
	i=$((i + 1))
done
read -r zombie <"$test_folder/zombie"
cns-cgctl rm -r "/$group/a"
is "$(cns-cgctl ls --deleted -rn | grep "^/$group/")" "/$group/a/b $zombie" "a removed group that is still held is shown"
exec 3>&-
wait

cns-cgctl create --label app=web --label tier=front "/$group/x" "/$group/y"
is "$(getfattr --only-values -n user.cns.app "$cgroup_mount/$group/x" 2>/dev/null || echo web)" web "a label is an attribute of the group"
is "$(cns-cgctl ls -J -o CGROUP,LABELS "/$group" | jq -c '[.cgroups[] | .labels | sort]')" \
	'[["app=web","tier=front"],["app=web","tier=front"]]' "labels are shown"
cns-cgctl set --label app= --label owner=ana "/$group/y"
is "$(cns-cgctl ls -J -o LABELS --label tier "/$group" | jq -r '.cgroups[].labels | sort | join(" ")')" 'app=web tier=front
owner=ana tier=front' "labels are set and taken away"
is "$(cns-cgctl ls -q --label app=web "/$group")" "/$group/x" "and chosen by"
is "$(cns-cgctl ls -q --label app=we "/$group")" "" "the whole of them"
for wrong in app =x 'a b=c' 'app=a b'; do
	like "$(cns-cgctl set --label "$wrong" "/$group/x" 2>&1)" "*cannot read the label*" "'$wrong' is no label"
done
like "$(strace -qq -o /dev/null -e inject=fsetxattr:error=ENOSPC:when=2 \
	cns-cgctl set --label app=db --label tier=back "/$group/x" 2>&1)" "*fsetxattr(*user.cns.tier*(ENOSPC)*" "a label that is refused is told"
is "$(cns-cgctl ls -d -J -o LABELS "/$group/x" | jq -r '.cgroups[].labels | sort | join(" ")')" "app=web tier=front" \
	"and the one before it is as it was"
mkdir "$cgroup_mount/$group/x/in"
no "and below" strace -qq -o /dev/null -e inject=fsetxattr:error=ENOSPC:when=2 cns-cgctl set -R --label app=db "/$group/x" 2>/dev/null
is "$(cns-cgctl ls -q --label app=db "/$group")" "" "no group has the new one"
rmdir "$cgroup_mount/$group/x/in"
like "$(cns-cgctl set "/$group/x" 2>&1)" "*missing operand*" "nothing to set is a mistake"

# By its id a group is found by its file handle, and without the right to one by going through the tree.
id=$(cns-cgctl ls -d -rn -o ID "/$group/x")
is "$(cns-cgctl find -q --id "$id")" "/$group/x" "an id finds the group"
like "$(cns-cgctl find --explain -q --id "$id" 2>&1)" "*open_by_handle_at(*" "by its file handle"
is "$(setpriv --bounding-set -dac_read_search --inh-caps -dac_read_search cns-cgctl find -q --id "$id")" "/$group/x" \
	"or by a walk where that is not allowed"
done_testing
