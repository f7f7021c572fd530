#!/bin/sh
# Values that only the kernel can judge are refused by name, file, value and error, and nothing else is changed.
# root: needed
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/cgctl.sh
needs_controllers memory cpu cpuset pids
needs_groups
cns-cgctl create -p -s memory.max=64M -s cpu.weight=100 -s cpuset.cpus=0 -s pids.max=50 "/$group/a"
# refused PATTERN SETTING...
refused() {
	pattern=$1
	shift
	said=$(cns-cgctl set "/$group/a" "$@" 2>&1)
	is $? 1 "$* is refused"
	like "$said" "$pattern" "by name"
}
cns-cgctl set "/$group/a" cpu.idle=1
refused "cns-cgctl set: cannot set cpu.weight of /$group/a to 50: write(\"cpu.weight\", \"50\", 2): *(EINVAL)*" cpu.weight=50
refused "*set cpu.weight.nice of *(EINVAL)*" cpu.weight.nice=5
cns-cgctl set "/$group/a" cpu.idle=0
refused "*set cpuset.cpus of *to 4000*(E*)*" cpuset.cpus=4000
refused "*set cpuset.mems of *to 63*(E*)*" cpuset.mems=63
refused "*set cpu.max.burst of *(EINVAL)*" cpu.max=10% cpu.max.burst=1s
is "$(value "$group/a/cpu.max")" "max 100000" "the value before it is set back"
refused "*set cgroup.freeze of *(ERANGE)*" --force cgroup.freeze=2
refused "*set memory.max of *(EINVAL)*" --force memory.max=lots
refused "*set misc.max of *(E*)*" "misc.max=no-such-resource 5"
like "$(cns-cgctl reclaim "/$group/a" 32M 2>&1)" "*memory.reclaim*(EAGAIN)*
*less could be taken*" "nothing can be taken from an empty group, and that is said"
refused "*no file 'no.such' of a cgroup can be set*" pids.max=7 no.such=1
is "$(value "$group/a/pids.max")" 50 "one wrong name of several changes nothing"
yes "no burst above an unlimited quota is a mistake" cns-cgctl set "/$group/a" cpu.max.burst=0
is "$(cns-cgctl get "/$group/a" cpu.weight)" 100 "and the rest is as it was"

# A controller of threads keeps processes out too, where a group below has some.
cns-cgctl create "/$group/c"
cns-cgctl create -s cpu.weight=50 "/$group/c/below"
sleep 1000 &
inside=$!
cns-cgctl move "/$group/c/below" $inside
sleep 1001 &
like "$(cns-cgctl move "/$group/c" $! 2>&1)" "*(EBUSY)*" "cpu with processes below: nobody can come in"
like "$(cns-cgctl check $! "/$group/c" 2>&1)" "*passes controllers (cpu) on to groups with processes*" "as check says"
kill $inside $!

# What the kernel rounds is what is read back: the group is not told another number than it has.
cns-cgctl set "/$group/a" memory.max=12345678
is "$(value "$group/a/memory.max")" $((12345678 / $(getconf PAGESIZE) * $(getconf PAGESIZE))) "rounded down to pages"
for nice in -20:8668 0:100 19:1 5:33; do
	cns-cgctl set "/$group/a" "cpu.weight.nice=${nice%:*}"
	is "$(value "$group/a/cpu.weight")" "${nice#*:}" "nice ${nice%:*} is a weight of ${nice#*:}"
done
done_testing
