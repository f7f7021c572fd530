#!/bin/sh
# A refused user namespace or map is put down to what this machine says about it.
# root: needed
. tests/lib.sh
command -v strace >/dev/null || skip_all "strace is not installed"
chmod 755 "$test_folder"
cp "$BIN/cns-unshare" "$test_folder/cns-unshare"

# hint FILE VALUE CALL ERRNO OPTIONS...: with /proc/sys/kernel/FILE saying VALUE
hint() {
	file=$1 value=$2 call=$3 error=$4
	shift 4
	unshare -m sh -c "mount -t tmpfs none /proc/sys/kernel; echo $value >/proc/sys/kernel/$file
		exec strace -f -qq -o /dev/null -e signal=none -e inject=$call:error=$error:when=1 cns-unshare $*" 2>&1 | sed -n 's/.*hint: //p'
}
like "$(hint apparmor_restrict_unprivileged_userns 1 write EPERM -r --setgroups deny true)" \
	"*kernel.apparmor_restrict_unprivileged_userns=0*" "AppArmor's sysctl is named"
like "$(unshare -m sh -c "mount -t tmpfs none /proc/sys/kernel; echo 0 >/proc/sys/kernel/unprivileged_userns_clone
	exec strace -f -qq -o /dev/null -e signal=none -e inject=unshare:error=EPERM cns-unshare -U true" 2>&1)" \
	"*kernel.unprivileged_userns_clone=1*" "Debian's sysctl is named"
like "$(strace -f -qq -o /dev/null -e signal=none -e inject=unshare:error=EUSERS cns-unshare -U true 2>&1)" \
	"*nest at most 32 deep*" "a user namespace too deep is named"

# The programs that write maps of many ids, in a private copy of their folder.
if command -v newuidmap >/dev/null; then
	printf 'nobody:300000:65536\n' >"$test_folder/subid"
	as_nobody() {
		unshare -m sh -c "mount --bind $test_folder/subid /etc/subuid; mount --bind $test_folder/subid /etc/subgid
			$1
			exec setpriv --reuid 65534 --regid 65534 --clear-groups $test_folder/cns-unshare --map-auto true" 2>&1
	}
	cp "$(command -v newuidmap)" "$test_folder/newuidmap"
	chmod 755 "$test_folder/newuidmap"
	like "$(as_nobody "mount --bind $test_folder/newuidmap $(command -v newuidmap)")" "*newuidmap is not set-user-ID*" "a newuidmap that is not set-user-ID is named"
	like "$(as_nobody "mount --bind $test_folder/subid $(command -v newuidmap)")" "*newuidmap is not installed*hint*uidmap*" "a newuidmap that cannot be run counts as missing, with its package"
	is "$(as_nobody :)" "" "and with both right it works"
else
	skip "newuidmap" "it is not installed"
fi
done_testing
