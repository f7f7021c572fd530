#!/bin/sh
# What a stock kernel with all controllers takes, refuses with a bare error, or does by halves: each is said in words.
# root: needed
# vm: 6.12
. tests/lib.sh
. tests/cgctl.sh
needs_controllers memory cpu io pids cpuset rdma misc hugetlb
needs_groups
for command in losetup mkfs.ext4 fsfreeze; do
	command -v $command >/dev/null || skip_all "$command is not installed"
done
# told STATUS PATTERN VERB ARGUMENT...
told() {
	wanted=$1 pattern=$2
	shift 2
	said=$(timeout 60 cns-cgctl "$@" 2>&1)
	status=$?
	if [ $status = "$wanted" ]; then
		like "$said" "$pattern" "cns-cgctl $(echo "$*" | sed "s|$group|G|g" | tr '\n' ' ' | cut -c 1-100)"
	else
		fail "cns-cgctl $* ends in $wanted" "status $status: $said"
	fi
}
cns-cgctl create -p "/$group/a/b"
cns-cgctl enable "/$group/a" memory cpu io pids cpuset rdma misc

# Weights of a disk without io.cost; its parameters, some of which the kernel clamps in silence.
# The disk has a partition of 1 MiB to 15: byte 446 of a disk is its first entry, 510 the mark of such a table.
truncate -s 16M "$test_folder/disk"
put() { printf '%b' "$2" | dd of="$test_folder/disk" bs=1 seek="$1" conv=notrunc 2>/dev/null; }
put 446 '\0000\0000\0000\0000\0203\0000\0000\0000\0000\0010\0000\0000\0000\0160\0000\0000'
put 510 '\0125\0252'
disk=$(losetup -P -f --show "$test_folder/disk") || skip_all "no loop device"
# What is set for a disk is set for the next that gets its number.
trap 'cns-cgctl set / "io.cost.qos=$disk enable=0" >/dev/null 2>&1; umount -q "$test_folder/mounted"; losetup -d "$disk"; cgctl_end' EXIT
number=$(cat "/sys/class/block/${disk##*/}/dev")
told 1 "*(EOPNOTSUPP)
*io.cost.qos=DISK enable=1*" set "/$group/a" "io.weight=$disk 300"
told 1 "* is not a device and any of *from 1 to 10000*" set / "io.cost.qos=$disk enable=1 min=0 max=1"
yes "io.cost is switched on" cns-cgctl set / "io.cost.qos=$disk enable=1 min=50 max=150"
yes "and gives the disk weights" cns-cgctl set "/$group/a" "io.weight=$disk 300"
is "$(value "$group/a/io.weight")" "default 100
$number 300" "beside the usual one"

# Several settings are one transaction, also those with a line for each device.
cns-cgctl set "/$group/a" "io.max=$disk rbps=1M"
before="$(value "$group/a/io.max") $(value "$group/a/io.weight") $(value "$group/a/cgroup.subtree_control")"
told 1 "*misc.max*(EINVAL)
*misc.capacity*" set "/$group/a" "io.max=$disk rbps=2M wiops=7" "io.weight=$disk 500" io.weight=50 \
	"cgroup.subtree_control=+pids +memory" pids.max=7 "misc.max=no-such 5"
is "$(value "$group/a/io.max") $(value "$group/a/io.weight") $(value "$group/a/cgroup.subtree_control")" "$before" \
	"a setting that is refused takes those of disks back, too"
cns-cgctl set "/$group/a" "io.max=$disk rbps=max"
told 1 "*(EINVAL)*" set "/$group/a" "io.max=$disk rbps=2M" "misc.max=no-such 5"
is "$(value "$group/a/io.max")" "" "also where the disk had none"
cns-cgctl set / "io.cost.qos=$disk enable=0"

# A partition, by each of its names, stands for its disk.
yes "a partition has a file system" mkfs.ext4 -q "${disk}p1"
mkdir "$test_folder/mounted"
mount "${disk}p1" "$test_folder/mounted"
for name in "${disk}p1" "${disk##*/}p1" "$(cat "/sys/class/block/${disk##*/}p1/dev")" "$test_folder/mounted"; do
	cns-cgctl set "/$group/a" "io.max=$disk rbps=max"
	is "$(cns-cgctl set "/$group/a" "io.max=$name rbps=1M" 2>&1)" \
		"cns-cgctl set: io.max: $name is a partition; the limit holds for its whole disk $number" \
		"a limit of $(echo "$name" | sed "s|$test_folder|a folder in|; s|^[0-9:]*$|MAJ:MIN of|") a partition is one of its disk, which is said"
	is "$(value "$group/a/io.max")" "$number rbps=1048576 wbps=max riops=max wiops=max" "and is set there"
done
umount "$test_folder/mounted"
cns-cgctl set "/$group/a" "io.max=$disk rbps=max"

# Resources that are not there.
told 1 "*(ENODEV)
*/sys/class/infiniband*" set "/$group/a" "rdma.max=no-such hca_handle=2"
told 1 "*(EINVAL)
*a burst is at most*" set "/$group/a" cpu.max=10% cpu.max.burst=1s
cns-cgctl set "/$group/a" cpu.max=max cpu.max.burst=90000
is "$(value "$group/a/cpu.max.burst")" 90000 "without a quota there is no bound of the burst"
like "$(cns-cgctl set "/$group/a" memory.high=0 2>&1)" "*with memory.high=0 its processes wait at every step*" \
	"memory.high=0 is said"
is "$(value "$group/a/memory.high")" 0 "and set as asked"
cns-cgctl set "/$group/a" memory.high=max
like "$(cns-cgctl create -s memory.max=5 "/$group/five" 2>&1)" "*5 becomes 0
*/$group/five: with memory.max=0 the kernel ends every process of it that needs memory" \
	"and so is what a number without its unit comes to"
is "$(cns-cgctl set "/$group/a" hugetlb.2MB.max=3M 2>&1)" \
	"cns-cgctl set: hugetlb.2MB.max: the kernel counts in pages of 2MB: 3145728 becomes 2097152" "a rounding is said"
is "$(value "$group/a/hugetlb.2MB.max")" 2097152 "huge pages are whole"

# Every nice value has its weight.
weights=
for nice in -20 -19 -18 -17 -16 -15 -14 -13 -12 -11 -10 -9 -8 -7 -6 -5 -4 -3 -2 -1 \
	0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19; do
	cns-cgctl set "/$group/a" cpu.weight.nice=$nice || weights="$weights refused:"
	weights="$weights $(value "$group/a/cpu.weight")"
done
is "$weights" " 8668 7007 5516 4519 3544 2847 2271 1827 1460 1164 932 744 596 479 381 305 244 194 155 125 \
100 80 64 51 41 33 27 21 17 13 11 8 7 5 4 4 3 2 2 1" "the forty nice values are these weights"
cns-cgctl set "/$group/a" cpu.weight=100
is "$(cns-cgctl set "/$group/a" cpuset.cpus=0-0:1/2 2>&1)" "" "a stride of processors is taken as it is"
is "$(value "$group/a/cpuset.cpus")" 0 "and is the first of every two"
is "$(cns-cgctl set "/$group/a" cpuset.cpus=0,0-0 2>&1)" "" "a list may be longer than what is read back"
cns-cgctl set "/$group/a" cpuset.cpus=
told 1 "*made it root invalid (*)" set "/$group/a" cpuset.cpus.partition=root
is "$(value "$group/a/cpuset.cpus.partition")" member "a partition that the kernel calls invalid is taken back"

# A list is all or nothing.
told 1 "*there is no controller*" enable "/$group/a/b" cpu bogus
told 1 "*is not a list of controllers*" set "/$group/a/b" "cgroup.subtree_control=+cpu +bogus"
is "$(value "$group/a/b/cgroup.subtree_control")" "" "nothing of either was enabled"

# Names that the kernel takes, and no file system: not made, but usable where they are.
long=$(printf '%0300d' 7)
told 1 "*is longer than 255 bytes*" create "/$group/$long"
mkdir "$cgroup_mount/$group/$long"
is "$(cns-cgctl ls -Rq "/$group" | grep -c "^/$group/0*7$")" 1 "a name of 300 bytes is listed"
yes "and removed by it" cns-cgctl rm "/$group/$long"
told 1 "*is not a name that a cgroup can have*" create "/$group/new
line"
no "no group is renamed" mv "$cgroup_mount/$group/a" "$cgroup_mount/$group/c"

# Limits that nobody waits for, and a kernel that does not share processors beside processes of real time.
like "$(cns-cgctl set --nonblock --explain "/$group/a" memory.max=64M pids.max=9 2>&1)" \
	"*\"memory.max\", O_WRONLY|*O_NONBLOCK*\"pids.max\", O_WRONLY|O_NOCTTY|O_CLOEXEC*" "--nonblock waits for no memory"
is "$(value "$group/a/memory.max")" 67108864 "and sets what is asked"
cns-cgctl set "/$group/a" memory.max=max pids.max=max
if command -v strace >/dev/null; then
	like "$(strace -qq -o /dev/null -e inject=write:error=EINVAL:when=1 cns-cgctl enable "/$group/a/b" cpu 2>&1)" \
		"*(EINVAL)
*CONFIG_RT_GROUP_SCHED*" "processes of real time may stand in the way of cpu, which is said"
else
	skip "processes of real time in the way of cpu" "strace is not installed"
fi

# Processes of real time, and those that have ended.
chrt -f 10 sleep 1000 &
other=$!
yes "one of real time goes where cpu is shared" cns-cgctl move "/$group/a/b" $other
kill $other
sh -c 'true & exec sleep 1000' &
parent=$!
until zombie=$(ps -o pid=,stat= --ppid $parent | sed -n 's/^ *\([0-9]*\) Z.*/\1/p') && [ -n "$zombie" ]; do
	kill -0 $parent || break
done
told 1 "*it has ended*" move "/$group/a/b" "$zombie"
told 1 "*it has ended*" check "$zombie" "/$group/a/b"
kill $parent

# What is frozen above is frozen below, also what is yet to be made.
cns-cgctl freeze "/$group/a"
told 125 "*it is frozen
*thaw*" run "/$group/a/b" true
told 125 "*it is frozen
*thaw*" run "/$group/a/new" true
told 125 "*it is frozen
*thaw*" run --rm "/$group/a/new" true
no "and what was made for it is gone" test -e "$cgroup_mount/$group/a/new"
told 1 "*a group above it may be frozen*" thaw -t 0.2 "/$group/a/b"
cns-cgctl thaw "/$group/a"

# Who waits for a disk does not stop: then nobody of the group does.
mount "${disk}p1" "$test_folder/mounted"
cns-cgctl create "/$group/disk"
sleep 1000 &
sleeper=$!
cns-cgctl move "/$group/disk" $sleeper
fsfreeze -f "$test_folder/mounted"
cns-cgctl run "/$group/disk" touch "$test_folder/mounted/file" &
writer=$!
until [ "$(ps -o stat= -p $writer | cut -c 1)" = D ]; do
	kill -0 $writer || break
done
told 1 "*took more than 200 ms*state D in cns-cgctl ps*" freeze -t 0.2 "/$group/disk"
is "$(value "$group/disk/cgroup.freeze") $(value "$group/disk/cgroup.events" | tail -n 1)" "0 frozen 0" "and the group goes on"
fsfreeze -u "$test_folder/mounted"
wait $writer
is $? 0 "so does who waited, when the disk answers"
told 0 "" freeze "/$group/disk"
kill -9 $sleeper
umount "$test_folder/mounted"
done_testing
