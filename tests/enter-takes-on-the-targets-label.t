#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# The command has the target's AppArmor label, as it is seen from outside; without such a module
# nothing is asked of it, and -Z says that there is no SELinux.
# root: needed
# vm-also: 6.1 6.12
# Mounts of its own: what is mounted here goes with it.
[ "$(id -u)" != 0 ] || [ -n "${CNS_OWN_MOUNTS-}" ] || CNS_OWN_MOUNTS=yes exec unshare -m sh "$0"
. tests/lib.sh
. tests/enter.sh

if [ ! -e /sys/fs/selinux/enforce ]; then
	start -u
	said=$(cns-enter -t "$target" -u -Z true 2>&1)
	is "$? $said" "125 cns-enter: cannot read the target's security label: SELinux is not enabled here" "-Z needs SELinux"
	is "$(cns-enter -t "$target" echo in)" in "without it nothing else changes"
	end_containers
fi
# A namespace of policies has one that is called unconfined, too: a label without a compiler of any.
policies=/sys/kernel/security/apparmor/policy/namespaces
mountpoint -q /sys/kernel/security || mount -t securityfs none /sys/kernel/security 2>/dev/null
if ! mkdir "$policies/cns-$$" 2>/dev/null; then
	skip "AppArmor" "this kernel has none, or no namespace of policies can be made"
	done_testing
	exit
fi
trap 'end_containers; rmdir "$policies/cns-$$"; rm -rf "$test_folder"' EXIT
cat >"$test_folder/labelled" <<END
echo "exec :cns-$$://unconfined" >/proc/self/attr/apparmor/exec
exec "\$@"
END
confine="sh $test_folder/labelled"
for kinds in -u '-u -p -f -m --mount-proc'; do
	start $kinds
	wanted=$(cat "/proc/$target/attr/apparmor/current")
	is "$wanted" ":cns-$$:unconfined" "the target has a label of its own: $kinds"
	for manner in '' '-u' '--without label' '--privileged'; do
		mkfifo "$test_folder/up" "$test_folder/over"
		exec 8<>"$test_folder/over"
		cns-enter -t "$target" $manner sh -c 'echo up; read go' >"$test_folder/up" <&8 8>&- &
		entered=$!
		read -r up <"$test_folder/up"
		command=$(pgrep -P $entered || echo $entered)
		case $manner in
		'') is "$(cat "/proc/$command/attr/apparmor/current")" "$wanted" "the command has it: $kinds" ;;
		*) is "$(cat "/proc/$command/attr/apparmor/current")" unconfined "not with $manner: $kinds" ;;
		esac
		echo go >&8
		wait $entered
		rm "$test_folder/up" "$test_folder/over"
	done
	end_containers
done
done_testing
