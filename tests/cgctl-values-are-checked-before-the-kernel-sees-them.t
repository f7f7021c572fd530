#!/bin/sh
# What the kernel takes in silence and gets wrong is refused, or said; people's units become the kernel's.
. tests/lib.sh
. tests/cgctl.sh
page=$(getconf PAGESIZE)
# becomes SETTING TEXT: the text that would be written
becomes() {
	said=$(cns-cgctl set --dry-run / "$1" 2>&1)
	like "$said" "*write(\"${1%%=*}\", \"$2\", *" "$1 is written as '$2'"
}
# refused SETTING
refused() {
	said=$(cns-cgctl set --dry-run / "$1" 2>&1)
	status=$?
	shown=$(printf '%s' "$1" | tr '\n' ' ')
	case $status/$said in
	1/*"cns-cgctl set: cannot read the setting"*"' is not "*) ok "$shown is refused" ;;
	*) fail "$shown is refused" "status $status: $said" ;;
	esac
}
for size in 64M 64m 64MiB 64MB 65536K 67108864 0.0625G 64Mi; do
	becomes "memory.max=$size" 67108864
done
becomes memory.max=max max
becomes memory.max=1E 1152921504606846976
becomes memory.max=12345 $((12345 / page * page))
for size in "" " 64M" "64M " -1 infinity Max 0x4000000 1.5 99999999999999999999 8E 64Q 101% -5% "64M
" "
"; do
	refused "memory.max=$size"
done
all=$(($(awk '/^MemTotal/ { print $2 }' /proc/meminfo) * 1024))
said=$(cns-cgctl set --dry-run / memory.high=50% 2>&1)
got=$(echo "$said" | sed -n 's/.*write("memory.high", "\([0-9]*\)".*/\1/p')
is "$((all / 2 - ${got:-0} < page && ${got:-0} <= all / 2))" 1 "50% is half of the machine's memory"
like "$said" "*50% is $got bytes here*" "and the bytes are said"
like "$(cns-cgctl set --dry-run / memory.max=12345 2>&1)" "*pages of $page: 12345 becomes*" "a rounding is said"

becomes cpu.max=50% "50000 100000"
becomes cpu.max=0.1% "1000 1000000"
becomes cpu.max=1.5cpu "150000 100000"
becomes cpu.max=2cpus "200000 100000"
becomes cpu.max=250% "250000 100000"
becomes cpu.max=max max
becomes "cpu.max=max 50000" "max 50000"
becomes "cpu.max=50000 100000" "50000 100000"
becomes cpu.max=50ms/0.1s "50000 100000"
for share in "" 0 -1 0% 0.01% 999 "500 1000" "max 500" "50000 1000001" "50000 100000 5" "max max" 50 1.2345cpu; do
	refused "cpu.max=$share"
done
for weight in 1 100 10000; do
	becomes cpu.weight=$weight $weight
done
for weight in "" 0 10001 100.5 abc 0100 +5; do
	refused "cpu.weight=$weight"
done
becomes cpu.weight.nice=-20 -20
refused cpu.weight.nice=20
becomes cpu.idle=1 1
refused cpu.idle=2
becomes cpu.uclamp.min=12.5 12.50
becomes cpu.uclamp.max=100% 100.00
refused cpu.uclamp.max=100.01
becomes pids.max=0 0
becomes pids.max=max max
for number in "" -1 4194305 1e3 ten; do
	refused "pids.max=$number"
done
becomes cpuset.cpus=0-3,6 0-3,6
becomes cpuset.cpus= "*"
becomes cpuset.cpus=0-7:1/2,9 0-7:1/2,9
for list in 1-0 abc "0," ",1" 0--1 65536 "0 1" 0:1/2 0-7: 0-7:1 0-7:1/ 0-7:0/2 0-7:3/2 0-7:a/2 "0-7:1/2 " "
"; do
	refused "cpuset.cpus=$list"
done
becomes cpuset.cpus.partition=root root
refused cpuset.cpus.partition=invalid
becomes hugetlb.2MB.max=5M 4194304
becomes hugetlb.1GB.rsvd.max=max max
refused hugetlb.2MB.max=
becomes cgroup.freeze=1 1
for switch in "" 2 on true; do
	refused "cgroup.freeze=$switch"
done
like "$(cns-cgctl set --dry-run / cgroup.kill=0 2>&1)" "*no file 'cgroup.kill' of a cgroup can be set
*the verb kill*" "cgroup.kill is no setting, but a verb"
refused cgroup.type=domain
becomes "cgroup.subtree_control=+cpu -io" "+cpu -io"
refused "cgroup.subtree_control=+cpu +bogus"
refused "cgroup.subtree_control=+cpu -cpu"
refused "cgroup.subtree_control=cpu"
becomes io.weight=200 "default 200"
refused io.weight=0
refused io.weight=default
refused io.bfq.weight=1001

disk="" part=""
for device in /sys/class/block/*; do
	[ -e "$device/dev" ] || continue
	if [ -e "$device/partition" ]; then part=$device; else disk=$device; fi
done
if [ -n "$disk" ]; then
	name=${disk##*/} number=$(cat "$disk/dev")
	becomes "io.max=$name rbps=10M wiops=max" "$number rbps=10485760 wiops=max"
	becomes "io.max=$number riops=100" "$number riops=100"
	becomes "io.latency=$name target=10ms" "$number target=10000"
	becomes "io.weight=$name 300" "$number 300"
	becomes "io.cost.qos=$name enable=1 min=50.00" "$number enable=1 min=50.00"
	for rates in "" "rbps=0" "rbps=1" "foo=1" "rbps=5 rbps=6" "rbps" "rbps=fast"; do
		refused "io.max=$name $rates"
	done
	like "$(cns-cgctl set --dry-run / "io.max=no-such-disk rbps=5" 2>&1)" "*there is no block device 'no-such-disk'*" "a device that is not there is said"
else
	skip "io values" "no block device"
fi
if [ -n "$part" ]; then
	whole=$(cat "$part/../dev")
	becomes "io.max=${part##*/} rbps=10M" "$whole rbps=10485760"
	like "$said" "*is a partition*whole disk $whole*" "a partition stands for its disk, which is said"
fi
done_testing
