#!/bin/sh
# A user whom a group was delegated to rules below it, not over it; check tells what stands in the way of a move.
# root: needed
# vm-also: 6.1
. tests/lib.sh
. tests/cgctl.sh
needs_groups
command -v setpriv >/dev/null || skip_all "setpriv is not installed"
user=65534
chmod 755 "$test_folder"
cp "$(command -v cns-cgctl)" "$test_folder/cns-cgctl"
as() { setpriv --reuid $user --regid $user --clear-groups "$@"; }
mine() { as "$test_folder/cns-cgctl" "$@"; }
cns-cgctl create -p "/$group/d/first" "/$group/other"
cns-cgctl delegate "/$group/d" $user

for file in cgroup.procs cgroup.threads cgroup.subtree_control; do
	is "$(stat -c %u "$cgroup_mount/$group/d/$file")" $user "$file belongs to the user"
done
for file in cgroup.freeze cgroup.max.depth cgroup.type; do
	is "$(stat -c %u "$cgroup_mount/$group/d/$file")" 0 "$file does not"
done
yes "the user makes groups in it" mine create -p "/$group/d/u/v"
yes "and sets what is below" mine set "/$group/d/u" cgroup.max.depth=3
yes "freezes it" mine freeze "/$group/d/u"
yes "thaws it" mine thaw "/$group/d/u"
yes "and removes it" mine rm -r "/$group/d/u"

# A controller that the group was given is passed on by the user, who limits his own groups with it, not his own share.
controller="" limit=""
for pair in memory/memory.max=64M hugetlb/hugetlb.2MB.max=64M; do
	case " $(cat "$cgroup_mount/cgroup.controllers") " in
	*" ${pair%/*} "*) controller=${controller:-${pair%/*}} limit=${limit:-${pair#*/}} ;;
	esac
done
if [ -n "$controller" ]; then
	cns-cgctl enable "/$group" "$controller"
	mine create "/$group/d/u"
	yes "the user passes a controller on" mine enable "/$group/d" "$controller"
	is "$(value "$group/d/cgroup.subtree_control")" "$controller" "which is so then"
	yes "and sets a limit of a group of his own" mine set "/$group/d/u" "$limit"
	is "$(value "$group/d/u/${limit%=*}")" 67108864 "which holds"
	like "$(mine set "/$group/d" "$limit" 2>&1)" "*${limit%=*}*(EACCES)*" "but none of the group that he was given"
	yes "he takes the controller back" mine disable "/$group/d" "$controller"
	like "$(mine enable "/$group/other" "$controller" 2>&1)" "*cgroup.subtree_control*(EACCES)*" \
		"beside it he passes none on"
	mine rm "/$group/d/u"
else
	skip "a controller passed on by the user" "version 2 has none with limits here"
fi
like "$(mine set "/$group/d" cgroup.max.depth=3 2>&1)" "*cgroup.max.depth*(EACCES)
*who is above it*" "not the limits of the group itself"
like "$(mine freeze "/$group/d" 2>&1)" "*cgroup.freeze*(EACCES)
*who is above the group*" "nor its freezer"
like "$(mine kill "/$group/d" 2>&1)" "*cgroup.kill*(EACCES)
*who is above the group*" "nor its end"
like "$(mine rm -r "/$group/d" 2>&1)" "*unlinkat(*(EACCES)
*owns the one above it*" "nor the group itself"
cns-cgctl create -p "/$group/d/first"
like "$(mine create "/$group/other/x" 2>&1)" "*(EACCES)
*/$group/other is not yours*" "nor the group beside"

# A process comes in only by who rules the group above both.
cns-cgctl run "/$group/other" setpriv --reuid $user --regid $user --clear-groups sleep 1000 &
sleeper=$!
cns-cgctl wait "/$group/other" populated
mine create "/$group/d/in"
like "$(mine move "/$group/d/in" $sleeper 2>&1)" "*(EACCES)
*cgroup.procs of this group and of the nearest group above*" "the user cannot bring a process in"
like "$(mine run --summary "/$group/d/in" true 2>&1)" "*clone3(*(EACCES)*" "nor have one born inside"
like "$(cns-cgctl check -u $user $sleeper "/$group/d/in" 2>&1)" \
	"*user $user may not write cgroup.procs of /$group, which belongs to user 0*" "check names the file of the common ancestor"
yes "root may" cns-cgctl check $sleeper "/$group/d/in"
cns-cgctl move "/$group/d/first" $sleeper
yes "once it is inside check agrees" cns-cgctl check -u $user $sleeper "/$group/d/in"
yes "and the user moves it as he likes" mine move "/$group/d/in" $sleeper
like "$(mine move "/$group/other" $sleeper 2>&1)" "*(EACCES)*" "but not out"
like "$(cns-cgctl check -u $user $sleeper "/$group/other" 2>&1)" "*/$group/other*" "as check says"
kill $sleeper
for wrong in no-such-user 4294967295 -1x ''; do
	no "'$wrong' is no user" cns-cgctl delegate "/$group/d" "$wrong"
done

# A trigger of pressure without CAP_SYS_RESOURCE has a window of two seconds or more; a group whose pressure
# is not counted has none.
if [ -e "$cgroup_mount/$group/d/cpu.pressure" ]; then
	mine create "/$group/d/psi"
	like "$(mine wait -t 1 "/$group/d/psi" cpu:some:1ms/1s 2>&1)" "*(EINVAL)
*2*s*" "a window of one second is refused to a user, and which is not is said"
	like "$(mine wait -t 0.1 "/$group/d/psi" cpu:some:100ms/2s 2>&1)" "*took more than 100 ms*" "two seconds are taken"
	cns-cgctl set "/$group/d/psi" cgroup.pressure=0
	like "$(cns-cgctl wait -t 1 "/$group/d/psi" cpu:some:100ms/2s 2>&1)" "*(ENOENT)*" "without counting there is none"
else
	skip "pressure" "this kernel does not count it"
fi

# Beside hierarchies of version 1 info tells where a controller is, and the boot parameter that frees it.
bound=$(awk '$0 ~ / - cgroup / && $0 ~ /[ ,]memory/ { print $5; exit }' /proc/self/mountinfo)
if [ -n "$bound" ]; then
	like "$(cns-cgctl info | grep ^memory)" "memory *no *v1 *$bound*cgroup_no_v1=memory*" "info: memory is bound to version 1"
	like "$(cns-cgctl info)" "mode: *hybrid*" "on a hybrid machine"
	is "$(cns-cgctl run "/$group/other" grep -v ^0:: /proc/self/cgroup)" "$(grep -v ^0:: /proc/self/cgroup)" \
		"who moves in version 2 stays where he is in each hierarchy of version 1"
	like "$(cns-cgctl enable "/$group" memory 2>&1)" "*memory: it is bound to cgroup version 1 at $bound*cgroup_no_v1=memory*" \
		"and a controller that is there is not passed on here, with the reason"
else
	skip "version 1" "memory is not bound to it here"
fi

# One that the kernel was built without is told from one that was switched off when it was booted.
listed=$(cat "$cgroup_mount/cgroup.controllers" /proc/cgroups | tr '\n\t' '  ')
absent=""
for name in rdma misc dmem; do
	case " $listed " in *" $name "*) ;; *) absent=$name ;; esac
done
if [ -n "$absent" ]; then
	like "$(cns-cgctl info | grep "^$absent ")" "*no *absent *not built into this kernel" "info: $absent is not built in"
	{ cat /proc/cgroups && printf '%s\t0\t1\t0\n' "$absent"; } >"$test_folder/cgroups"
	# shellcheck disable=SC2016
	like "$(unshare -m sh -c 'mount --bind "$0" /proc/cgroups && cns-cgctl info' "$test_folder/cgroups" | grep "^$absent ")" \
		"*no *disabled *switched off by cgroup_disable=$absent on the kernel's command line" "or switched off"
else
	skip "a controller that is not built in" "this kernel has every one"
fi
done_testing
