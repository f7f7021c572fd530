#!/bin/sh
# User namespace in user namespace, with a masked /proc as container engines leave it.
# vm: 6.1 6.12
. tests/lib.sh
# A "container": its own everything, parts of /proc covered.
cat >"$test_folder/inside" <<'END'
mount -t tmpfs none /proc/scsi 2>/dev/null || mount -t tmpfs none /proc/driver
mount --bind /dev/null /proc/uptime
mount --bind /proc/sys /proc/sys && mount -o remount,ro,bind /proc/sys
"$@"
END
chmod 755 "$test_folder" "$test_folder/inside"
container() { cns-unshare -r --all --init --mount-proc -- sh "$test_folder/inside" "$@"; }

is "$(container cns-unshare -r id -u)" 0 "a user namespace in a user namespace"
is "$(container cns-unshare -r -muinCT true; echo $?)" 0 "and every other kind"
is "$(container cns-unshare -rp sh -c 'echo $$')" 1 "a PID namespace in it"
is "$(container cns-unshare -rp --init sh -c 'exit 6'; echo $?)" 6 "with its own init"
like "$(container cns-unshare -rp --mount-proc true 2>&1; echo "status $?")" "*cannot mount a proc*EPERM*hint*covered*status 125" "a fresh proc is refused, and why"
like "$(container cns-unshare -rp --mount-proc=try true 2>&1; echo "status $?")" "*the old one stays*/proc/uptime*status 0" "--mount-proc=try goes on, and names what covers it"
is "$(container cns-unshare -r --then-map-current id -u)" 0 "--then-map-current"
is "$(container cns-unshare -r --lo ip -o link show lo | grep -c UP)" 1 "--lo"
is "$(container cns-unshare -r --hostname deep uname -n)" deep "--hostname"
is "$(container sh -c 'cns-unshare -r cns-unshare -r cns-unshare -r id -u')" 0 "four deep"
done_testing
