#!/bin/sh
# A command line of cgcreate, cgset, cgget, cgexec, cgclassify, cgdelete has one of cns-cgctl that does the same.
# root: needed
# vm-also: 6.12
. tests/lib.sh
. tests/cgctl.sh
command -v cgclassify >/dev/null || skip_all "libcgroup's tools are not installed"
needs_controllers memory cpu pids io cpuset
needs_groups

# libcgroup 2.0 cannot enable a controller in the root: it is done for both.  Other differences, not
# compared here: cgdelete -r moves the processes of a group to the one above, where its limits do not
# hold (rm --migrate does so when told), and tells no group that is not there from one that is busy.
echo "+memory +cpu +pids +io +cpuset" >"$cgroup_mount/cgroup.subtree_control"
sleep 1000 &
sleeper=$!

# The kernel changes its own code when the first group with cpusets or a quota comes and when the last
# goes, which takes long in an emulated machine: one of each stays.
mkdir "$cgroup_mount/$group"
echo "+memory +cpu +pids +io +cpuset" >"$cgroup_mount/$group/cgroup.subtree_control"
mkdir "$cgroup_mount/$group/stays"
echo 50000 >"$cgroup_mount/$group/stays/cpu.max"

# A group G with a group x, empty.  Few programs are started, for this runs in an emulated machine.
top=$cgroup_mount/$group/t
fresh() {
	echo $sleeper >"$cgroup_mount/cgroup.procs"
	[ ! -d "$top" ] || find "$top" -depth -type d -delete
	mkdir "$top" "$top/x"
	echo "+memory +cpu +pids +io +cpuset" >"$top/cgroup.subtree_control"
}
# Everything that can be set, who is where, and whose it is.
state() {
	(cd "$top" && grep -rs '' --include='*.max' --include='*.min' --include='*.low' --include='*.high' \
		--include='*.weight' --include='*.nice' --include='*.idle' --include='*.procs' --include='*.subtree_control' \
		--include='cpuset.cpus' --include='*.group' --include='cgroup.freeze' --include='*.type' . | sort)
}
# outcome KIND COMMAND: o compares what it prints, too.
outcome() {
	fresh
	printed=$(eval "$2" 2>/dev/null </dev/null)
	status=$?
	[ "$1" != o ] || echo "printed: $printed"
	[ $status = 0 ] && echo "success" || echo "failure"
	state
}
sed "s|G/|$group/t/|g; s|PID|$sleeper|g; s|cg |cns-cgctl |g" >"$test_folder/lines" <<'END'
s~cgcreate -g memory:/G/n~cg create /G/n
s~cgcreate -g memory:G/n~cg create G/n
s~cgcreate -g memory,cpu:/G/n~cg create /G/n
s~cgcreate -g cpu:/G/n/m~cg create -p /G/n/m && cg enable /G/n cpu
s~cgcreate -g memory,cpu:/G/n/m~cg create -p /G/n/m && cg enable /G/n memory cpu
s~cgcreate -g pids:/G/n/m/l~cg create -p /G/n/m/l && cg enable /G/n/m pids
s~cgcreate -g memory:/G/n -g memory:/G/m~cg create /G/n /G/m
s~cgcreate -g memory:/G/x~cg create -p /G/x
s~cgcreate -g memory:/G/x/y~cg create /G/x/y && cg enable /G/x memory
s~cgcreate -g nope:/G/n~cg enable /G/ nope
s~cgcreate~cg create
s~cgcreate -g memory~cg create ''
s~cgset -r memory.max=64M G/x~cg set G/x memory.max=64M
s~cgset -r memory.max=67108864 G/x~cg set G/x memory.max=67108864
s~cgset -r memory.max=max G/x~cg set G/x memory.max=max
s~cgset -r memory.max=12x G/x~cg set G/x memory.max=12x
s~cgset -r memory.max=-1 G/x~cg set G/x memory.max=-1
s~cgset -r memory.max=64MB G/x~cg set G/x memory.max=64X
s~cgset -r memory.high=32M G/x~cg set G/x memory.high=32M
s~cgset -r memory.low=1M G/x~cg set G/x memory.low=1M
s~cgset -r memory.min=4096 G/x~cg set G/x memory.min=4096
s~cgset -r memory.swap.max=0 G/x~cg set G/x memory.swap.max=0
s~cgset -r memory.oom.group=1 G/x~cg set G/x memory.oom.group=1
s~cgset -r cpu.weight=50 G/x~cg set G/x cpu.weight=50
s~cgset -r cpu.weight=0 G/x~cg set G/x cpu.weight=0
s~cgset -r cpu.weight=10001 G/x~cg set G/x cpu.weight=10001
s~cgset -r cpu.weight.nice=5 G/x~cg set G/x cpu.weight.nice=5
s~cgset -r "cpu.max=50000 100000" G/x~cg set G/x "cpu.max=50000 100000"
s~cgset -r cpu.max=20000 G/x~cg set G/x cpu.max=20000
s~cgset -r "cpu.max=max 100000" G/x~cg set G/x "cpu.max=max 100000"
s~cgset -r "cpu.max=50%" G/x~cg set G/x "cpu.max=500%%"
s~cgset -r cpu.idle=1 G/x~cg set G/x cpu.idle=1
s~cgset -r pids.max=7 G/x~cg set G/x pids.max=7
s~cgset -r pids.max=max G/x~cg set G/x pids.max=max
s~cgset -r pids.max=-1 G/x~cg set G/x pids.max=-1
s~cgset -r cpuset.cpus=0 G/x~cg set G/x cpuset.cpus=0
s~cgset -r cpuset.cpus=1-0 G/x~cg set G/x cpuset.cpus=1-0
s~cgset -r io.weight=200 G/x~cg set G/x io.weight=200
s~cgset -r cgroup.freeze=1 G/x~cg set G/x cgroup.freeze=1
s~cgset -r memory.max=64M -r cpu.weight=50 G/x~cg set G/x memory.max=64M cpu.weight=50
s~cgset -r memory.max=64M G/x G/~cg set G/x memory.max=64M && cg set G/ memory.max=64M
s~cgset -r foo.bar=1 G/x~cg set G/x foo.bar=1
s~cgset -r memory.nope=1 G/x~cg set G/x memory.nope=1
s~cgset -r memory.max=1M G/none~cg set G/none memory.max=1M
s~cgset -r memory.max=64M G/x; cgcreate -g memory:G/n; cgset --copy-from G/x G/n~cg set G/x memory.max=64M; cg create G/n; cg save G/x >"$test_folder/saved"; cg apply G/n "$test_folder/saved"
o~cgget -n -v -r memory.max G/x~cg get -v G/x memory.max
o~cgget -n -v -r cpu.max G/x~cg get -v G/x cpu.max
o~cgget -n -v -r cpu.weight G/x~cg get -v G/x cpu.weight
o~cgget -n -v -r pids.current G/x~cg get -v G/x pids.current
o~cgget -n -v -r memory.max -r cpu.weight G/x~cg get -v G/x memory.max cpu.weight
o~cgget -n -r memory.high G/x | sed 's/: /=/'~cg get -k G/x memory.high
o~cgget -n -r memory.max -r pids.max G/x | sed 's/: /=/'~cg get G/x memory.max pids.max
o~cgget -n -v -r cgroup.type G/x~cg get -v G/x cgroup.type
o~cgget -n -r nope.x G/x~cg get G/x nope.x
o~cgget -n -r memory.nope G/x~cg get G/x memory.nope
o~cgget -n -r memory.max G/none~cg get G/none memory.max
o~cgexec -g memory:G/x cat /proc/self/cgroup~cg run G/x cat /proc/self/cgroup
o~cgexec -g memory,cpu:G/x cat /proc/self/cgroup~cg run G/x cat /proc/self/cgroup
o~cgexec -g memory:/G/x echo a 'b c'~cg run /G/x echo a 'b c'
o~cgexec -g memory:G/x sh -c 'exit 7'; echo $?~cg run G/x sh -c 'exit 7'; echo $?
o~cgexec -g memory:G/x sh -c 'kill -9 $$'; echo $?~cg run G/x sh -c 'kill -9 $$'; echo $?
o~echo hello | cgexec -g memory:G/x cat~echo hello | cg run G/x cat
o~cgexec -g memory:G/x env | grep -c CGROUP~cg run G/x env | grep -c CGROUP
s~cgexec -g memory:G/x sh -c 'sleep 1000 >/dev/null 2>&1 & echo $! >'"$test_folder/left"; kill $(cat "$test_folder/left")~cg run G/x sh -c 'sleep 1000 >/dev/null 2>&1 & echo $! >'"$test_folder/left"; kill $(cat "$test_folder/left")
s~cgexec -g memory:G/x /no/such~cg run G/x /no/such
s~cgclassify -g memory:G/x PID~cg move G/x PID
s~cgclassify -g memory,cpu:/G/x PID~cg move /G/x PID
s~cgclassify -g memory:G/x 4194303~cg move G/x 4194303
s~cgclassify -g memory:G/none PID~cg move G/none PID
s~cgclassify -g memory:G/ PID~cg move G/ PID
s~cgdelete -g memory:G/x~cg rm G/x
s~cgdelete -g memory,cpu:/G/x~cg rm /G/x
s~cgdelete -g memory:G/none~cg rm G/none
s~cgcreate -g memory:G/x/y; cgdelete -r -g memory:G/x~cg create G/x/y; cg rm -r G/x
s~cgclassify -g memory:G/x PID; cgdelete -g memory:G/x~cg move G/x PID; cg rm G/x
END
lines=0
while IFS='~' read -r kind peer ours; do
	lines=$((lines + 1))
	outcome "$kind" "$peer" >"$test_folder/peer"
	outcome "$kind" "$ours" >"$test_folder/ours"
	is "$(cat "$test_folder/ours")" "$(cat "$test_folder/peer")" "$peer: $ours"
done <"$test_folder/lines"
yes "at least 60 lines are compared ($lines)" test $lines -ge 60
kill $sleeper
done_testing
