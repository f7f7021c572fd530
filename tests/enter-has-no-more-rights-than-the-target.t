#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# In the first manner the command has the target's ids, groups, capability sets and no_new_privs;
# wider rights must be typed.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh

rights() { grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp):'; }
same() {
	start -muipnC --mount-proc
	is "$(cns-enter -t "$target" cat /proc/self/status | rights)" \
		"$(cns-enter -t "$target" cat /proc/1/status | rights)" "$1"
	end_containers
}
confine='' same "a plain container"
confine='setpriv --bounding-set -all,+chown,+net_raw' same "a small bounding set"
confine='setpriv --bounding-set -all --inh-caps -all --no-new-privs' same "no capabilities, no_new_privs"
confine='setpriv --inh-caps +net_raw,+kill' same "inheritable capabilities"
confine='setpriv --inh-caps +net_raw setpriv --bounding-set -net_raw' same "an inheritable one that is not bounded"
if is_root; then
	confine='setpriv --reuid 1000 --regid 1001 --groups 4,27,1001' same "another user with groups"
	confine='setpriv --reuid 1000 --regid 1000 --clear-groups --no-new-privs' same "another user with no_new_privs"
	confine='setpriv --reuid 1000 --regid 1000 --clear-groups --inh-caps +net_raw,+chown --ambient-caps +net_raw' \
		same "another user with an ambient capability"
	# Its own user namespace knows only some ids.
	start -mpC --map-users 0:100000:1000 --map-groups 0:100000:1000 --mount-proc -S 0 -G 0
	is "$(cns-enter -t "$target" id)" "uid=0(root) gid=0(root) groups=0(root)" "a user namespace with a map of many"
	is "$(setpriv --groups 4,27 cns-enter -t "$target" id -G | tr ' ' '\n' | grep -c '^4$')" 0 "the caller's groups stay outside"
	end_containers
	start -mpC --map-users 0:100000:1000 --map-groups 0:100000:1000 --mount-proc
	is "$(cns-enter -t "$target" id -u)" 65534 "a target whose user has no id there is entered as just that user"
	end_containers
	confine='setpriv --bounding-set -all --no-new-privs' start -muipnC --mount-proc
	is "$(cns-enter -t "$target" --privileged cat /proc/self/status | rights | grep -c -e 'CapBnd:.*0000000000000000' -e 'NoNewPrivs:.*1')" 0 \
		"--privileged keeps the caller's"
	end_containers
fi
confine="" start -muipnC --mount-proc
user=$(is_root || echo -U)
is "$(cns-enter -t "$target" $user -p sh -c 'grep CapEff /proc/self/status')" "$(grep CapEff "/proc/$(is_root && echo self || echo "$target")/status")" \
	"in nsenter's manner nothing is taken away"
is "$(cns-enter -t "$target" -S 0 -G 0 id -u)" 0 "-S and -G name others"
done_testing
