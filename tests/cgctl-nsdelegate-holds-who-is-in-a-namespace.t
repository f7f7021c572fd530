#!/bin/sh
# With nsdelegate the root of a cgroup namespace is ruled from outside only, but for what is delegated; without, from inside too.
# root: needed
# vm: 6.12
# vm-also: 6.1
. tests/lib.sh
. tests/cgctl.sh
needs_controllers memory pids
needs_groups
[ -e /run/vm/supervise ] || skip_all "the tree of the groups of this machine is not mounted anew"
options=$(awk '$0 ~ / - cgroup2 / { print $6 "," $NF; exit }' /proc/self/mountinfo)
trap 'mount -o "remount,$options" cgroup2 "$cgroup_mount"; cgctl_end' EXIT
cat >"$test_folder/inside" <<'END'
cns-cgctl move "/$2/beside" $$ 2>&1
echo "beside $?"
umount -l "$1" && mount -t cgroup2 none "$1" || exit
for setting in memory.max=64M cgroup.max.depth=3 cgroup.freeze=0 cgroup.type=threaded cgroup.pressure=1 memory.oom.group=1; do
	cns-cgctl set / $setting 2>&1
	echo "$setting $?"
done
cns-cgctl create /below
cns-cgctl move /below $$ 2>&1
cns-cgctl set /below memory.max=64M 2>&1
echo "below $?"
# Pages to take back: what was read before is charged to who read it then.
dd if="$(command -v cns-netns)" iflag=nocache count=0 2>/dev/null
cat "$(command -v cns-netns)" >/dev/null
cns-cgctl reclaim / 4K 2>&1
echo "reclaim $?"
cns-cgctl enable / pids 2>&1
echo "enable $?"
cns-cgctl kill / 2>&1
echo "kill $?"
END
cns-cgctl create -p "/$group/beside"
cns-cgctl enable "/$group" memory pids
# in_namespace OPTIONS: what is said in a cgroup namespace of a tree mounted with them
in_namespace() {
	# With both names nothing is added to the options.
	mount -o "remount,$1" cgroup2 "$cgroup_mount"
	cns-cgctl create "/$group/own"
	timeout 60 cns-cgctl run "/$group/own" \
		cns-unshare --mount --cgroup sh "$test_folder/inside" "$cgroup_mount" "$group" 2>&1
	cns-cgctl rm -r --kill "/$group/own"
}
said=$(in_namespace rw,nosuid,nodev,noexec)
case $said in
*"memory.max=64M 0
cgroup.max.depth=3 0
cgroup.freeze=0 0
"*"below 0"*) ok "without nsdelegate who is inside takes his own limits away" ;;
*) fail "without nsdelegate who is inside takes his own limits away" "$said" ;;
esac
said=$(in_namespace rw,nosuid,nodev,noexec,nsdelegate)
for setting in memory.max=64M cgroup.max.depth=3 cgroup.freeze=0 cgroup.type=threaded cgroup.pressure=1; do
	like "$said" "*cannot set ${setting%%=*} of / *(EPERM)
*nsdelegate*
$setting 1*" "$setting of the namespace's own root is refused, and why"
done
like "$said" "*cgroup.kill*(EPERM)
*nsdelegate*
kill 1" "it is not killed from inside"
like "$said" "*(ENOENT)*
beside 1
*" "nobody leaves it"
like "$said" "*memory.oom.group=1 0
*" "what is delegated can be set"
like "$said" "*
below 0
*" "and everything below"
like "$said" "*
reclaim 0
enable 0
*" "memory is reclaimed, and controllers are passed on"
done_testing
