#!/bin/sh
# A limit above a group's own is counted by the parent that has it, and by both who was ended for it.
# root: needed
# vm: 6.12
. tests/lib.sh
. tests/cgctl.sh
needs_controllers memory pids
needs_groups
cns-cgctl create -p "/$group/pod/a"
cns-cgctl enable "/$group" pids
[ -e "$cgroup_mount/$group/pod/pids.events.local" ] || skip_all "this kernel counts in the group of who forks (before 6.11)"
cns-cgctl set "/$group/pod" memory.max=16M memory.swap.max=0 pids.max=3
cns-cgctl set "/$group/pod/a" memory.max=16M pids.max=10
cns-cgctl events "/$group/pod" "/$group/pod/a" >"$test_folder/events" &
listener=$!
i=0
until [ -n "$(find "/proc/$listener/fd" -lname "*/$group/pod/a/pids.events" 2>/dev/null)" ] || [ $i -ge 600 ]; do
	i=$((i + 1))
	sleep 0.1
done
# shellcheck disable=SC2016
cns-cgctl run "/$group/pod/a" perl -e 'my $held = "x" x (64 << 20)' 2>/dev/null
cns-cgctl run "/$group/pod/a" sh -c 'for i in 1 2 3 4 5 6; do sleep 0.1 & done; wait' 2>/dev/null
# counts GROUP FILE KEY...
counts() {
	counted="" from=$1/$2
	shift 2
	for key; do
		counted="$counted $key $(value "$group/$from" | awk -v key="$key" '$1 == key { print $2 }')"
	done
	echo "${counted# }"
}
like "$(counts pod memory.events oom oom_kill)" "oom [1-9]* oom_kill 1" "a memory limit above is met there, and ends one"
is "$(counts pod/a memory.events oom oom_kill)" "oom 0 oom_kill 1" "who was in the group below, which met no limit"
is "$(counts pod memory.events.local oom_kill) $(counts pod/a memory.events.local oom_kill)" "oom_kill 0 oom_kill 1" \
	"as the local events tell, too"
like "$(counts pod pids.events max) $(counts pod/a pids.events max)" "max [1-9]* max 0" "and so it is with processes"
cns-cgctl rm -r --kill "/$group/pod"
wait $listener
is "$(jq -r 'select(.event == "oom_kill") | .cgroup + " " + .file' "$test_folder/events" | sort)" "/$group/pod memory.events
/$group/pod/a memory.events" "events tells both that one was ended"
is "$(jq -r 'select(.event == "max" or .event == "oom") | .cgroup + " " + .file' "$test_folder/events" | sort -u)" \
	"/$group/pod memory.events
/$group/pod pids.events" "and the limits only where they are"
done_testing
