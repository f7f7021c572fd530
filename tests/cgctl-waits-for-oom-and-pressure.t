#!/bin/sh
# wait tells of a process ended for want of memory, in the group and in those above, and of real pressure only.
# root: needed
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/cgctl.sh
needs_controllers memory
needs_groups
cns-cgctl create -p -s memory.max=16M -s memory.swap.max=0 "/$group/pod/a"
cns-cgctl create "/$group/quiet"
cns-cgctl wait -t 120 "/$group/pod/a" oom &
waiter=$!
cns-cgctl wait -t 120 "/$group/pod" oom &
above=$!
# Each tells only what happens from when it began to look on: both have the file open by then.
for process in $waiter $above; do
	i=0
	until [ -n "$(find "/proc/$process/fd" -lname '*/memory.events' 2>/dev/null)" ]; do
		i=$((i + 1))
		[ $i -lt 600 ] || break
		sleep 0.1
	done
done
# shellcheck disable=SC2016
cns-cgctl run "/$group/pod/a" perl -e 'my $held = "x" x (64 << 20)'
is $? 137 "who wants too much is ended"
wait $waiter
is $? 0 "wait oom returns"
wait $above
is $? 0 "and so it does for the group above"
no "it does not for what happened before" cns-cgctl wait -t 0.2 "/$group/pod/a" oom
no "nor in a group beside" cns-cgctl wait -t 0.2 "/$group/quiet" oom

# The kernel's first answer to a trigger without privilege may be false: only stalled time counts.
chmod 755 "$test_folder"
cp "$(command -v cns-cgctl)" "$test_folder/cns-cgctl"
cns-cgctl delegate "/$group/quiet" 65534
like "$(setpriv --reuid 65534 --regid 65534 --clear-groups "$test_folder/cns-cgctl" wait -t 3 "/$group/quiet" \
	memory:some:100ms/2s 2>&1)" "*(EACCES)*" "pressure of a group that is not one's own needs its owner"
setpriv --reuid 65534 --regid 65534 --clear-groups "$test_folder/cns-cgctl" create "/$group/quiet/own"
like "$(setpriv --reuid 65534 --regid 65534 --clear-groups "$test_folder/cns-cgctl" wait -t 5 "/$group/quiet/own" \
	memory:some:100ms/2s 2>&1)" "*took more than 5000 ms*" "a group in which nobody waits has no pressure"

# In a cgroup namespace of a mount with nsdelegate the limits of its root are not its own.
case $(awk '$0 ~ / - cgroup2 / { print $NF; exit }' /proc/self/mountinfo) in
*nsdelegate*)
	mkdir "$test_folder/mount"
	# shellcheck disable=SC2016
	said=$(cns-cgctl run "/$group/ns" cns-unshare --cgroup --mount -- sh -c 'cat /proc/self/cgroup
		mount -t cgroup2 none "$0" || exit
		cns-cgctl create /below && cns-cgctl set /below cgroup.max.depth=3 && echo below
		cns-cgctl set / cgroup.max.depth=3' "$test_folder/mount" 2>&1)
	like "$said" "0::/
below
*cgroup.max.depth*(EPERM)*" "below it they are"
	;;
*) skip "nsdelegate" "the mount is without it" ;;
esac
done_testing
