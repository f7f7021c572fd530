#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# The target's limits on memory and on processes hold for what enters it, in both manners, alone and
# together with what runs in the target.
# root: needed
# vm: 6.12
# vm-also: 6.1
. tests/lib.sh
. tests/enter.sh
. tests/cgctl.sh
command -v perl >/dev/null || skip_all "perl is not installed"
needs_controllers memory pids
needs_groups

cns-cgctl create -p -s memory.max=32M -s memory.swap.max=0 -s pids.max=8 "/$group/box" || exit 1
box=$cgroup_mount/$group/box
start -m -p -f --mount-proc
echo "$target" >"$box/cgroup.procs"
count() { sed -n "s/^$2 //p" "$box/$1"; }

for manner in '' '-m -p'; do
	killed=$(count memory.events oom_kill)
	cns-enter -t "$target" $manner sh -c 'head -c 128M /dev/zero | tail -c 128M >/dev/null' 2>/dev/null
	yes "memory.max=32M ends who wants 128M: ${manner:-as the target is}" test "$(count memory.events oom_kill)" -gt "$killed"
	yes "and not the target" kill -0 "$target"
	refused=$(count pids.events max)
	# Of 128 that would be there at once.
	cns-enter -t "$target" $manner perl -e 'fork for 1 .. 7; select undef, undef, undef, 0.1; 1 while wait > 0'
	yes "pids.max=8 stops a fork bomb: ${manner:-as the target is}" test "$(count pids.events max)" -gt "$refused"
done
no "--no-cgroup leaves it out of them" cns-enter -t "$target" --no-cgroup grep "$group/box" /proc/self/cgroup
end_containers
done_testing
