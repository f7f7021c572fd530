# shellcheck shell=sh disable=SC2154,SC2013,SC2317
# Sourced by the tests of cns-cgctl, behind tests/lib.sh: a group of the test's own, removed at its end.
mount_of_v2() { awk '$0 ~ / - cgroup2 / && $4 == "/" { print $5; exit }' /proc/self/mountinfo; }
cgroup_mount=$(mount_of_v2)
[ -n "$cgroup_mount" ] || skip_all "cgroup version 2 is mounted nowhere"
group=cns-test-$$
passed_on=$(cat "$cgroup_mount/cgroup.subtree_control")

# The group goes, and the root passes on again only what it did.
cgctl_end() {
	[ ! -d "$cgroup_mount/$group" ] || cns-cgctl rm --kill --recursive "/$group"
	for controller in $(cat "$cgroup_mount/cgroup.subtree_control"); do
		case " $passed_on " in
		*" $controller "*) ;;
		*) echo "-$controller" >"$cgroup_mount/cgroup.subtree_control" 2>/dev/null ;;
		esac
	done
	rm -rf "$test_folder"
}
needs_groups() {
	[ -w "$cgroup_mount" ] || skip_all "the root of the cgroups is not writable"
	trap cgctl_end EXIT
}
needs_controllers() {
	for controller; do
		case " $(cat "$cgroup_mount/cgroup.controllers") " in
		*" $controller "*) ;;
		*) skip_all "the controller $controller is not in version 2 here" ;;
		esac
	done
}
value() { cat "$cgroup_mount/$1"; }
# Ends with the status of the last command of a child that is in the group.
is_gone() { [ ! -d "$cgroup_mount/$1" ]; }
