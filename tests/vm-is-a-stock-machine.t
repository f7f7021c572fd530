#!/bin/sh
# Each kernel has its controllers and its modules, and lets root do what root may.
# root: needed
. tests/lib.sh
. tests/vm.sh
needs_machine 6.1 6.12

cat >"$test_folder/inside" <<'END'
exec 2>&1
uname -r | cut -d. -f1,2
cat /sys/fs/cgroup/cgroup.controllers
cat /proc/1/comm
grep CapEff /proc/self/status
ip link add left type veth peer name right && ip link add bridge type bridge && echo links
nft 'add table t; add chain t c { type nat hook postrouting priority 100; }; add rule t c masquerade' &&
	nft list ruleset | grep -c masquerade
: <>/dev/net/tun && echo tun
mkdir /tmp/lower /tmp/upper /tmp/work /tmp/over
mount -t overlay -o lowerdir=/tmp/lower,upperdir=/tmp/upper,workdir=/tmp/work over /tmp/over && echo overlay
mkfs.ext4 -q /dev/vda && mount /dev/vda /mnt && stat -f -c %T /mnt
test -e /proc/pressure/cpu && test -e /sys/kernel/btf/vmlinux && echo pressure and types
END
for kernel in 6.1 6.12; do
	is "$(cd "$test_folder" && "$OLDPWD/scripts/vm" -k $kernel --disk 16M sh inside)" "$kernel
cpuset cpu io memory hugetlb pids rdma misc
sh
CapEff:	000001ffffffffff
links
1
tun
overlay
ext2/ext3
pressure and types" "$kernel: control groups, links, rules, tunnels, overlays and disks work"
done
done_testing
