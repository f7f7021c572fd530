#!/bin/sh
# move takes whole trees of processes and single threads; rm --migrate empties a group first, and says where to.
# root: needed
# vm-also: 6.1
. tests/lib.sh
. tests/cgctl.sh
needs_groups
cns-cgctl create -p "/$group/a/b" "/$group/to" "/$group/threads/t"

# A tree of processes: a shell, its child, and the child's own.
mkfifo "$test_folder/never" "$test_folder/ready"
# shellcheck disable=SC2016
cns-cgctl run "/$group/a" sh -c '(sh -c "(read -r _ <\"\$0/never\") & echo >\"\$0/ready\"; wait" "$0"; :) & wait' "$test_folder" &
root=$!
read -r _ <"$test_folder/ready"
members() { sort "$cgroup_mount/$1/cgroup.procs"; }
before=$(members "$group/a")
cns-cgctl move --tree "/$group/to" $root
is "$(members "$group/to")" "$before" "move --tree takes a process and all below it"
is "$(members "$group/a")" "" "and leaves none behind"

cns-cgctl move "/$group/a/b" $root
is "$(members "$group/a/b")" $root "move alone takes one"
like "$(cns-cgctl rm "/$group/a/b" 2>&1)" "*(EBUSY)*
*--migrate*" "a group with a process is not removed, and --migrate is named"
cns-cgctl rm -r --migrate "/$group/to" "/$group/a"
is "$(members "$group/to")" "$before" "rm --migrate moves the processes of a group and below it"
yes "and removes it" is_gone "$group/a"
like "$(cns-cgctl rm --migrate "/$group/to" "/$group/to" 2>&1)" "*is to be removed too" "not into itself"
like "$(cns-cgctl rm --migrate /no/such/group "/$group/to" 2>&1)" "*(ENOENT)*" "nor to where nothing is"
is "$(members "$group/to")" "$before" "and then nobody is moved"
is "$(cns-cgctl rm --kill --migrate / "/$group/to" 2>&1 | head -1)" \
	"cns-cgctl rm: --kill and --migrate exclude each other" "one of the two"
cns-cgctl rm --kill "/$group/to"
wait

# Threads: only where the group was made threaded on purpose.
if command -v python3 >/dev/null; then
	python3 -c '
import threading, sys
wake = threading.Event()
thread = threading.Thread(target=wake.wait)
thread.start()
print(thread.native_id, flush=True)
sys.stdin.read()
wake.set()' <"$test_folder/never" >"$test_folder/thread" &
	exec 3>"$test_folder/never"
	i=0
	while [ ! -s "$test_folder/thread" ] && [ $i -lt 600 ]; do
		sleep 0.1
		i=$((i + 1))
	done
	read -r thread <"$test_folder/thread"
	cns-cgctl move "/$group/threads" $!
	like "$(cns-cgctl move --threads "/$group/threads/t" "$thread" 2>&1)" "*(EOPNOTSUPP)
*cgroup.type*" "a thread of its own goes into no domain, and nothing is made threaded for it"
	is "$(value "$group/threads/t/cgroup.type")" domain "the group is as it was"
	cns-cgctl set "/$group/threads/t" cgroup.type=threaded
	cns-cgctl move --threads "/$group/threads/t" "$thread"
	is "$(value "$group/threads/t/cgroup.threads")" "$thread" "where it was asked for, the thread goes there"
	is "$(cns-cgctl ps -q -T -d "/$group/threads/t")" "$thread" "and ps --threads shows it there"
	# Whose threads these are stands in the domain above.
	yes "a signal goes to the processes of a tree with threaded groups" cns-cgctl kill -s CONT "/$group/threads"
	no "and not to a threaded one itself" cns-cgctl kill -s CONT "/$group/threads/t"
	exec 3>&-
	wait
else
	skip "threads" "python3 is not installed"
fi
like "$(cns-cgctl move -T "/$group/threads" x 2>&1)" "*it is no number of a thread" "a word is no thread"
cns-cgctl create "/$group/ice"
cns-cgctl freeze "/$group/ice"
sleep 1000 &
like "$(cns-cgctl move "/$group/ice" $! 2>&1)" "*is frozen*" "that a group is frozen is said"
cns-cgctl rm --kill "/$group/ice"
done_testing
