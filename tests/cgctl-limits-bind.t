#!/bin/sh
# A memory, a cpu, a pids and an io limit hold what runs under them; what the kernel changed is noticed.
# root: needed
# vm: 6.1 6.12
. tests/lib.sh
. tests/cgctl.sh
needs_controllers memory cpu pids cpuset io
needs_groups

like "$(cns-cgctl info -r -o controller,usable,place)" "*memory 1 v2*" "info: memory is in version 2"
cns-cgctl create -p "/$group/a"
like "$(cns-cgctl info "/$group/a" -o controller,why)" "*memory*/* does not pass it on*" "info names the ancestor that does not pass a controller on"
like "$(cns-cgctl get "/$group/a" memory.max 2>&1)" "*(ENOENT)
*the controller memory: * does not pass it on*" "and so does a value that is missing"

cns-cgctl run -s memory.max=16M -s memory.swap.max=0 "/$group/memory" sh -c 'head -c 64M /dev/zero | tail -c 64M >/dev/null' 2>/dev/null
like "$(value "$group/memory/memory.events")" "*oom_kill [1-9]*" "memory.max=16M ends who wants 64M"
is "$(value "$group/memory/memory.max")" 16777216 "and holds what was asked"
cns-cgctl run -s pids.max=3 "/$group/pids" sh -c 'for i in 1 2 3 4 5 6; do sleep 0.1 & done; wait' 2>/dev/null
like "$(value "$group/pids/pids.events")" "max [1-9]*" "pids.max=3 refuses the fourth"
cns-cgctl run -s cpu.max=10% "/$group/cpu" timeout 2 sh -c 'while :; do :; done'
throttled=$(value "$group/cpu/cpu.stat" | awk '$1 == "nr_throttled" { print $2 }')
yes "cpu.max=10% throttles a loop (${throttled:-none} times)" test "${throttled:-0}" -gt 0
# shellcheck disable=SC2016
is "$(cns-cgctl run -s cpuset.cpus=1 "/$group/set" awk '/^Cpus_allowed_list/ { print $2 }' /proc/self/status)" 1 "cpuset.cpus=1 confines"
cns-cgctl set "/$group/set" cpuset.cpus=
is "$(value "$group/set/cpuset.cpus")" "" "cpuset.cpus= inherits again"
like "$(cns-cgctl set "/$group/set" cpuset.cpus=999 2>&1)" "*set cpuset.cpus*(E*)*" "a processor that is not there is refused"

# What cannot be passed on is undone, and why is said.
cns-cgctl run "/$group/full/sub" sh -c 'sleep 1000 >/dev/null 2>&1 &'
cns-cgctl move "/$group/full" "@$group/full/sub"
said=$(cns-cgctl create -s memory.max=16M "/$group/full/new" 2>&1)
like "$said" "*pass the controller memory on to the children of /$group/full: write(*): Device or resource busy (EBUSY)
*no controller on*" "a group with processes passes nothing on, and that is said"
no "what was made for it is gone" test -d "$cgroup_mount/$group/full/new"
like "$(cns-cgctl create --try -s memory.max=16M "/$group/full/new" 2>&1)" \
	"*memory.max is not set: cannot pass the controller memory on*write(*): Device or resource busy (EBUSY)" \
	"--try goes on, and says why"
cns-cgctl rm "/$group/full/new"
said=$(cns-cgctl move "/$group" "@$group/full" 2>&1)
like "$said" "*(EBUSY)
*passes controllers on to its children*" "a group that passes controllers on takes no process, and that is said"
cns-cgctl set "/$group/pids" pids.max=7 cpu.weight=50
is "$(value "$group/pids/cpu.weight")" 50 "set enables the controllers it needs"
is "$(cns-cgctl ls -r -n -o CGROUP,PIDS.MAX "/$group" | grep /pids)" "/$group/pids 7" "and ls shows it"
done_testing
