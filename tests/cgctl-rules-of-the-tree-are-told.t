#!/bin/sh
# Where the kernel's rules for the tree refuse with a bare error, what the rule is and what helps is said.
# root: needed
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/cgctl.sh
needs_groups
# A controller of whole processes, which the rules are about; any will do.
controller=
for name in memory hugetlb misc rdma io; do
	case " $(cat "$cgroup_mount/cgroup.controllers") " in
	*" $name "*) controller=${controller:-$name} ;;
	esac
done
[ -n "$controller" ] || skip_all "version 2 has no controller of whole processes here"

# told STATUS PATTERN ARGUMENT...
told() {
	wanted=$1 pattern=$2
	shift 2
	said=$(cns-cgctl "$@" 2>&1)
	status=$?
	if [ $status = "$wanted" ]; then
		like "$said" "$pattern" "cns-cgctl $(echo "$*" | sed "s|$group|G|g")"
	else
		fail "cns-cgctl $* ends in $wanted" "status $status: $said"
	fi
}
sleep 1000 &
sleeper=$!
cns-cgctl create -p "/$group/full/sub" "/$group/leaf"
cns-cgctl move "/$group/full" $sleeper

# Controllers and processes exclude each other.
told 1 "*/$group/full*(EBUSY)
*a group with processes can pass no controller on*" enable "/$group/full" "$controller"
is "$(value "$group/full/cgroup.subtree_control")" "" "nothing is passed on then"
told 1 "*there is no controller*" enable --evacuate leaf "/$group/full" "$controller" bogus
is "$(value "$group/full/cgroup.procs")" $sleeper "whom --evacuate moved is back where nothing is passed on"
yes "and the leaf is gone" is_gone "$group/full/leaf"
yes "--evacuate moves them into a leaf first" cns-cgctl enable --evacuate leaf "/$group/full" "$controller"
is "$(value "$group/full/leaf/cgroup.procs") $(value "$group/full/cgroup.subtree_control")" "$sleeper $controller" \
	"where they are, and the controller is passed on"
told 1 "*there is no controller*" disable "/$group/full" "$controller" bogus
is "$(value "$group/full/cgroup.subtree_control")" "$controller" "a wrong name of several takes nothing back"
told 1 "*(EBUSY)
*passes controllers on to its children*" move "/$group/full" $sleeper
told 125 "*it has processes already, which --rm would end" run --rm "/$group/full" true
told 125 "*clone3(*(EBUSY)
*passes controllers on to its children*" run --summary "/$group/full" true
yes "those who are there live on" kill -0 $sleeper
told 125 "*cgroup.procs*(EBUSY)
*hint: /$group/full passes controllers on to its children*a group below it can*" run "/$group/full" true
told 1 "*/$group/full*passes*$controller*no processes*" check $sleeper "/$group/full"
yes "check agrees where it can be" cns-cgctl check $sleeper "/$group/leaf"

# Only what is missing is enabled, from the root down, and a controller in use is not taken back.
said=$(cns-cgctl enable --explain "/$group/full/sub" "$controller" 2>&1)
is "$(echo "$said" | grep -c '^    write("cgroup.subtree_control"')" 1 "only the level that lacks it is written to"
told 1 "*(EBUSY)*" disable "/$group/full" "$controller"
told 1 "*there is no controller*
*info lists them" enable "/$group" bogus
for legacy in "blkio *calls it io" "cpuacct *cpu.stat" "devices *verb dev *" "freezer *verbs freeze and thaw" \
	"net_cls *verb net *" "perf_event *every group has it*"; do
	for verb in enable disable; do
		told 1 "*there is no controller*
*hint: ${legacy#* }" $verb "/$group" "${legacy%% *}"
	done
done
yes "disable from the bottom" cns-cgctl disable "/$group/full/sub" "$controller"
yes "and then above" cns-cgctl disable "/$group/full" "$controller"

# A file that is not there is one of a controller that is not, or of no root.
cns-cgctl create "/$group/leaf/none"
for verb in "get $group/leaf/none memory.max" "wait -t 1 $group/leaf/none memory.current>5" "wait -t 1 $group/leaf/none oom" \
	"reclaim $group/leaf/none 5M" "reclaim --to 5M $group/leaf/none"; do
	# shellcheck disable=SC2086
	told 1 "*(ENOENT)
*hint: the controller memory: *" $verb
done
told 1 "*(ENOENT)
*hint: the controller memory: *" get "/$group/leaf/none" cgroup.freeze memory.max
for verb in "get / cgroup.events" "get / memory.max" "wait -t 1 /" "wait -t 1 / oom" "wait -t 1 / pids.current>5" \
	"set / memory.max=64M"; do
	# shellcheck disable=SC2086
	told 1 "*(ENOENT)
*hint: the root of the tree is the whole machine*" $verb
done
for verb in "get $group/leaf/none cgroup.new" "set --force $group/leaf/none cgroup.new=1"; do
	# shellcheck disable=SC2086
	told 1 "*(ENOENT)
*hint: this kernel has no such file*" $verb
done
cns-cgctl set "/$group/leaf/none" cgroup.pressure=0
told 1 "*(ENOENT)
*hint: cgroup.pressure=0 takes them away*" wait -t 1 "/$group/leaf/none" cpu:some:100ms/2s
told 1 "*has no pressure files
*hint: cgroup.pressure=0 takes them away*" psi "/$group/leaf/none"
cns-cgctl set "/$group/leaf/none" cgroup.pressure=1
cns-cgctl rm "/$group/leaf/none"

# Removal.
told 1 "*(EBUSY)
*--kill*--recursive*" rm "/$group/full"

# Threaded groups, where they are asked for.
cns-cgctl create -p "/$group/t/threaded" "/$group/t/beside"
yes "cgroup.type=threaded is set when asked" cns-cgctl set "/$group/t/threaded" cgroup.type=threaded
is "$(cns-cgctl ls -rn -o CGROUP,TYPE "/$group/t" | sort)" "/$group/t/beside domain\\x20invalid
/$group/t/threaded threaded" "ls -o type shows what became of the others"
told 1 "*(EOPNOTSUPP)
*cgroup.type*" move "/$group/t/beside" $sleeper
told 1 "*(ENOENT)
*hint: the group has not all of these controllers itself*" set "/$group/t/beside" "cgroup.subtree_control=+$controller"
told 1 "*beside a threaded group: its type is 'domain invalid'*" check $sleeper "/$group/t/beside"
told 125 "*(EOPNOTSUPP)*" run --rm "/$group/t/beside" true
is "$(value "$group/t/beside/cgroup.type")" "domain invalid" "and nothing is made threaded unasked"
told 1 "*(EOPNOTSUPP)
*$controller is one of whole processes*" enable "/$group/t" "$controller"
told 1 "*'domain' is not *" set "/$group/t/threaded" cgroup.type=domain
told 1 "*(EOPNOTSUPP)
*threaded*" kill "/$group/t/threaded"
yes "a process from outside goes into a threaded group" cns-cgctl move "/$group/t/threaded" $sleeper
is "$(value "$group/t/threaded/cgroup.threads")" $sleeper "and is there"
is "$(cns-cgctl ps -q "/$group/t/threaded")" $sleeper "where ps shows its thread, for a threaded group has no processes"
is "$(cns-cgctl ps -q "/$group/t")" $sleeper "and the domain above it the process, once"
is "$(cns-cgctl ls -rn -o CGROUP,PROCS,MEMBERS "/$group/t" | sort)" "/$group/t/beside 0 -
/$group/t/threaded - $sleeper" "ls tells it as a member, and no number of processes"
like "$(cns-cgctl tree "/$group/t/threaded")" "*$sleeper sleep 1000*" "and tree shows it"
told 1 "*cgroup.threads*(EOPNOTSUPP)
*threads of another part*" rm --migrate "/$group/leaf" "/$group/t/threaded"
told 0 "" rm -r --migrate "/$group/leaf" "/$group/t"
is "$(value "$group/leaf/cgroup.procs")" $sleeper "with the domain above it, rm --migrate brings its processes elsewhere"
cns-cgctl create -p "/$group/t/threaded" "/$group/t/beside"
cns-cgctl set "/$group/t/threaded" cgroup.type=threaded
cns-cgctl move "/$group/leaf" $sleeper
cns-cgctl enable "/$group/full" "$controller"
cns-cgctl create "/$group/full/beside"
told 1 "*(EOPNOTSUPP)
*only an empty group becomes threaded*" set "/$group/full/beside" cgroup.type=threaded
cns-cgctl rm "/$group/full/beside"

# Processes.
told 1 "*pidfd_open(4194304, 0)*(ESRCH)*" move "/$group/leaf" 4194304
if [ "$(cat /proc/2/comm 2>/dev/null)" = kthreadd ]; then
	told 1 "*(EINVAL)
*threads of the kernel stay in the root*" move "/$group/leaf" 2
	told 1 "*threads of the kernel stay in the root" check 2 "/$group/leaf"
else
	skip "the first thread of the kernel" "it cannot be seen here"
fi

# Names and bounds.
cns-cgctl set "/$group/leaf" cgroup.max.depth=1
told 1 "*(EAGAIN)
*cgroup.max.depth*" create -p "/$group/leaf/a/b"
no "and what was made on the way is gone" test -d "$cgroup_mount/$group/leaf/a"
cns-cgctl convert -q freezer.state=THAWED | sed p | cns-cgctl set "/$group/leaf" cgroup.max.depth=2 -
is "$(value "$group/leaf/cgroup.max.depth")" 2 "settings come from standard input, too, as convert prints them"
told 1 "*begins with 'cgroup.'*" create "/$group/cgroup.x"
told 1 "*it is there already*" create "/$group/leaf"
kill $sleeper
done_testing
