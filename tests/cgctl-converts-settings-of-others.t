#!/bin/sh
# convert tells settings of version 1, docker and OCI in version 2, with the numbers that their own programs give.
. tests/lib.sh
# to FORM SETTING...: what convert says
to() {
	wanted=$1
	shift
	is "$(cns-cgctl convert -q -- "$@" 2>/dev/null)" "$wanted" "$*"
}
# The three conventions of shares, as crun and runc now, runc before, systemd and libcgroup give them.
while read -r shares quadratic linear ratio; do
	is "$(for formula in quadratic linear ratio; do cns-cgctl convert -q --formula $formula "cpu.shares=$shares"; done | tr '\n' ' ')" \
		"cpu.weight=$quadratic cpu.weight=$linear cpu.weight=$ratio " "cpu.shares=$shares"
done <<'END'
2 1 1 1
100 17 4 9
512 59 20 50
1024 100 39 100
2048 174 79 200
262144 10000 10000 10000
END
# What docker calls 0 is no limit, or what the kernel begins with; version 1 and OCI mean it.
to memory.max=max --memory=0
to memory.max=0 memory.limit_in_bytes=0
to memory.low=0 --memory-reservation=0
to cpu.max=max --cpus=0
to cpu.max=max --cpus=0.00
to cpu.weight=100 --cpu-shares=0
to cpu.weight=1 cpu.shares=0
to pids.max=max --pids-limit=0
to pids.max=0 pids.max=0
to io.weight=100 --blkio-weight=0
to "cpu.max=max 100000" --cpu-quota=0
to memory.max=67108864 --memory=64m --memory-swap=0
to memory.max=67108864 memory.limit_in_bytes=67108864
to memory.max=max memory.limit_in_bytes=9223372036854771712
to memory.max=536870912 --memory=512m
to "memory.max=536870912
memory.swap.max=536870912" memory=512m memory-swap=1g
to memory.swap.max=max memory.memsw.limit_in_bytes=-1
to memory.high=1048576 memory.soft_limit_in_bytes=1M
to memory.low=1048576 memory.reservation=1M
to "cpu.max=50000 100000" cpu.cfs_quota_us=50000
to "cpu.max=50000 200000" cpu.cfs_quota_us=50000 cpu.cfs_period_us=200000
to "cpu.max=max 100000" cpu.quota=-1
to cpu.max=1.5cpu --cpus=1.5
to pids.max=max pids-limit=-1
to io.weight=4950 blkio.weight=500
to io.weight=1 blkio-weight=10
to "io.max=8:0 rbps=1048576" "blkio.throttle.read_bps_device=8:0 1048576"
to "io.max=/dev/sda wiops=100" device-write-iops=/dev/sda:100
to cpuset.cpus=0-3 cpuset-cpus=0-3
to cpuset.cpus.partition=root cpuset.cpu_exclusive=1
to cgroup.freeze=1 freezer.state=FROZEN
to hugetlb.2MB.max=4194304 hugetlb.2MB.limit_in_bytes=4M
to hugetlb.1GB.rsvd.max=max hugetlb.1GB.rsvd.limit_in_bytes=-1
to "" net_cls.classid=1
like "$(cns-cgctl convert -q net_cls.classid=1 2>&1)" "*net_cls.classid: gone; *cns-cgctl net*" "what version 2 has not is said, with what to do instead"
like "$(cns-cgctl convert cpu.shares=512)" "*cpu.weight=59*cpu.shares*log2(shares): crun 1.23, runc 1.3.2*" "the formula is named"
is "$(cns-cgctl convert -J memory=1m | jq -r '.settings[0].setting')" memory.max=1048576 "and in JSON"
for wrong in cpu.shares cpu.shares=many memory=lots no.such=1 blkio.weight=5 freezer.state=COLD memory-swap=1g \
	"memory=2g memory-swap=1g" device-read-bps=fast cpu.quota=x; do
	# shellcheck disable=SC2086
	said=$(cns-cgctl convert $wrong 2>&1)
	is "$?" 1 "$wrong is refused"
	like "$said" "cns-cgctl convert: cannot convert *" "in a sentence"
done
like "$(cns-cgctl convert --formula x cpu.shares=1 2>&1)" "*none of quadratic, linear, ratio*" "a wrong formula is told"
done_testing
