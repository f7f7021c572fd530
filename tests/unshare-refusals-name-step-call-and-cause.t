#!/bin/sh
# Each call of cns-unshare is refused once with each errno: one line says step, call and errno,
# the status is 125, the command never runs.
. tests/lib.sh
command -v strace >/dev/null || skip_all "strace is not installed"

options="-r --propagation private --init --mount-proc --hostname x --domainname y -T --boottime 5 --lo -w / -S 0 -G 0 --keep-caps"
refused() {
	# shellcheck disable=SC2086
	strace -f -qq -o /dev/null -e signal=none -e "inject=$1" cns-unshare $options echo ran 2>"$test_folder/said"
	echo "status $?"
}
message='^cns-unshare: cannot [a-z].*: [a-z0-9_]*[(].*: .* [(]E[A-Z]*[)]$'
for error in EPERM EINVAL ENOSPC ENOSYS; do
	for call in unshare clone mount sethostname setdomainname setresuid setresgid capset setpgid chdir; do
		is "$(refused "$call:error=$error:when=1"), $(grep -cE "$message" "$test_folder/said") message" \
			"status 125, 1 message" "$call refused with $error"
	done
done
is "$(refused "pidfd_open:error=ENOSYS:when=1"), $(grep -cE "$message" "$test_folder/said") message" \
	"status 125, 1 message" "pidfd_open refused with ENOSYS"
# Of the loader, too, where there is one.
! is_plain_build || is "$(refused "openat:error=EPERM:when=2+"), $(grep -cE "$message" "$test_folder/said") message" \
	"status 125, 1 message" "openat refused with EPERM"

hint() { strace -f -qq -o /dev/null -e signal=none -e "inject=$1" cns-unshare "$2" true 2>&1 | grep -v EXIT | sed -n 's/.*hint: //p'; }
like "$(hint unshare:error=ENOSPC -U)" "*max_*_namespaces*no disk is full*" "ENOSPC is not blamed on a disk"
like "$(hint clone:error=EAGAIN -rf)" "*limit on processes*" "EAGAIN names the limits on processes"
is_root || like "$(cns-unshare -m true 2>&1)" "*hint:*--map-root-user*" "EPERM without root points to --map-root-user"
if is_root; then
	like "$(setpriv --bounding-set -setfcap --inh-caps -setfcap cns-unshare -r --setgroups deny true 2>&1)" \
		"*CAP_SETFCAP*" "a map of id 0 without CAP_SETFCAP names it"
	mkdir "$test_folder/root"
	! is_plain_build || like "$(chroot / cns-unshare -U true 2>&1; unshare -m sh -c "mount -t tmpfs none $test_folder/root; mkdir $test_folder/root/sub; cp $BIN/cns-unshare $test_folder/root/sub; chroot $test_folder/root/sub /cns-unshare -U /cns-unshare --version" 2>&1)" \
		"*hint:*inside a chroot*" "in a chroot, that is the cause named"
	like "$(unshare -U -r sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; cns-unshare -U true' 2>&1)" \
		"*user.max_user_namespaces*" "a limit of 0 is named"
fi
done_testing
