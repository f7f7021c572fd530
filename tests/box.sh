# shellcheck shell=sh disable=SC2154
# Sourced after tests/lib.sh by tests that let programs of others make containers.  Such programs
# leave folders, mounts and control groups behind; so the test is run again inside of a box: a PID
# namespace (nothing outlives it), mounts of its own with empty folders where those programs keep
# their state, and a control group whose tree is all that is seen of control groups.

# What they write to.
box_folders='/run /var/lib/lxc /var/lib/machines /var/lib/containers /var/lib/systemd /var/cache/lxc'

# The first process and the test leave the top of the tree, so that groups below it can have
# controllers.
fill_box() {
	umount --recursive --lazy /sys/fs/cgroup
	mount -t cgroup2 none /sys/fs/cgroup || return 1
	mkdir /sys/fs/cgroup/test && echo 1 >/sys/fs/cgroup/test/cgroup.procs &&
		echo $$ >/sys/fs/cgroup/test/cgroup.procs || return 1
	tr ' ' '\n' </sys/fs/cgroup/cgroup.controllers | while read -r controller; do
		echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control
	done
	for folder in $box_folders; do
		[ ! -d "$folder" ] || mount -t tmpfs -o mode=755 none "$folder" || return 1
	done
}

in_box() {
	box=cns-test-box-$$
	cns-cgctl run "$box" -- \
		cns-unshare --mount --pid --cgroup --ipc --net --lo --init --mount-proc -- "$@"
	status=$?
	cns-cgctl rm --kill --recursive --force "$box" && return $status
}

if [ -z "${CNS_BOX-}" ]; then
	is_root || skip_all "only root can make the box"
	said=$(in_box true 2>&1) || skip_all "no box can be made here: $(echo "$said" | head -n 1)"
	export CNS_BOX=yes TMPDIR="$test_folder"
	in_box sh "$0"
	exit
fi
fill_box >"$test_folder/box" 2>&1 || skip_all "no box can be made here: $(head -n 1 "$test_folder/box")"
unset CNS_BOX
# What is mounted in the folder goes with the box, and then the folder with the one around it.
trap - EXIT
