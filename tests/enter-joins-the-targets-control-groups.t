#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# The command is in the target's control groups, in both manners, in every hierarchy; a frozen one is
# refused before anything hangs.
# root: needed
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh

# The hierarchies that can have a group of ours: version 2, and version 1's freezer, pids and memory.
name=cns-enter-test-$$
unified=$(awk '$9 == "cgroup2" || $8 == "cgroup2" || $10 == "cgroup2" { print $5; exit }' /proc/self/mountinfo)
freezer=$(awk '/ - cgroup .*freezer/ { print $5; exit }' /proc/self/mountinfo)
pids=$(awk '/ - cgroup .*pids/ { print $5; exit }' /proc/self/mountinfo)
groups=
trap 'end_containers; remove_groups; rm -rf "$test_folder"' EXIT
remove_groups() {
	for group in $groups; do
		[ ! -e "$group/freezer.state" ] || echo THAWED >"$group/freezer.state"
		until rmdir "$group/leaf" "$group" 2>/dev/null || [ ! -d "$group" ]; do :; done
	done
	groups=
}
for mount in $unified $freezer $pids; do
	mkdir "$mount/$name" 2>/dev/null && groups="$groups $mount/$name"
done
[ -n "$groups" ] || skip_all "no control group can be made here"
start -muipn --mount-proc
for group in $groups; do echo "$target" >"$group/cgroup.procs"; done
theirs=$(cat "/proc/$target/cgroup")
is "$(cns-enter -t "$target" cat /proc/self/cgroup)" "$theirs" "in as the target is, they are the target's"
is "$(cns-enter -t "$target" -m -p cat /proc/self/cgroup)" "$theirs" "as nsenter does it, too"
is "$(cns-enter -t "$target" -u cat /proc/self/cgroup)" "$theirs" "also without a fork"
is "$(cns-enter -t "$target" --no-cgroup cat /proc/self/cgroup)" "$(cat /proc/self/cgroup)" "--no-cgroup stays out"
like "$(cns-enter -t "@$name" cat /proc/1/comm)" sleep "the group's name is enough as a target"
if [ -d "$pids/$name" ]; then
	echo 3 >"$pids/$name/pids.max"
	like "$(cns-enter -t "$target" sh -c 'sleep 0 & sleep 0 & sleep 0 & sleep 0 & wait; echo done' 2>&1)" "*ork*" "its limit on processes holds for the command"
	echo 1 >"$pids/$name/pids.max"
	like "$(cns-enter -t "$target" true 2>&1)" "*EAGAIN*hint: a limit on processes*" "and when it is reached, that is the hint"
	echo max >"$pids/$name/pids.max"
fi
if [ -d "$freezer/$name" ]; then
	echo FROZEN >"$freezer/$name/freezer.state"
else
	[ ! -e "$unified/$name/cgroup.freeze" ] || echo 1 >"$unified/$name/cgroup.freeze"
	until grep -q "frozen 1" "$unified/$name/cgroup.events"; do :; done
fi
like "$(cns-enter -t "$target" true 2>&1)" "*it is frozen*hint: *thaw*" "a frozen one is refused"
is "$(cns-enter -t "$target" --no-cgroup echo fine)" fine "unless it is not joined"
if [ -d "$freezer/$name" ]; then echo THAWED >"$freezer/$name/freezer.state"; else echo 0 >"$unified/$name/cgroup.freeze"; fi
if [ -n "$unified" ] && [ -d "$unified/$name" ] && command -v strace >/dev/null; then
	mkdir "$unified/$name/leaf"
	sleep 1000 &
	containers="$containers $!"
	echo $! >"$unified/$name/leaf/cgroup.procs"
	said=$(strace -f -qq -o /dev/null -e signal=none -P "$unified/$name/cgroup.procs" -e inject=write:error=EBUSY cns-enter -t "$target" sh -c 'grep ^0:: /proc/self/cgroup' 2>&1)
	like "$said" "*has children*leaf leaf*0::*/$name/leaf" "a group with children: its leaf is joined, aloud"
fi
done_testing
