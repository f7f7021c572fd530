#!/bin/sh
# Whatever the kernel refuses, cns-chroot ends with 125, one line that names the call, and no command run.
# root: needed
. tests/lib.sh
. tests/lib-root.sh
command -v strace >/dev/null || skip_all "strace is not installed"
root=$test_folder/root
make_root "$root"
mkdir "$test_folder/top"

# refuse CALL ERROR ARGUMENT...
refuse() {
	call=$1 error=$2
	shift 2
	said=$(strace -qq -o /dev/null -e "trace=$call" -e "inject=$call:error=$error" \
		cns-chroot "$@" echo ran 2>&1)
	status=$?
	if [ $status = 125 ]; then
		like "$said" "cns-chroot: cannot *: $call(*): *($error)*" "$call refused with $error"
	else
		fail "$call refused with $error ends in 125" "status $status: $said"
	fi
	case $said in
	*ran*) fail "the command is not run" "$said" ;;
	esac
}
for error in EPERM EINVAL ENOSPC ENOSYS; do
	for call in chroot setgroups setresgid setresuid fchdir; do
		refuse "$call" "$error" --userspec=ana "$root"
	done
	for call in unshare mount open_tree mount_setattr move_mount fsopen fsconfig fsmount openat2 pivot_root umount2 \
		mknodat symlinkat mkdirat; do
		refuse "$call" "$error" --proc --dev --tmpfs /tmp --ro-bind /etc:/mnt "$root"
	done
	for call in mkdirat fsopen fsconfig fsmount move_mount; do
		refuse "$call" "$error" --lower "$test_folder/top" --lower "$root" --volatile /nowhere
	done
done
for error in EPERM EINVAL ENOSYS; do
	for call in capset prctl seccomp prlimit64 personality; do
		# The sanitizers ask for limits, and end where they get no answer.
		[ $call != prlimit64 ] || is_plain_build || continue
		refuse "$call" "$error" --unprivileged --caps none --no-new-privs --seccomp default --rlimit nofile=64 \
			--personality linux32 "$root"
	done
	refuse landlock_create_ruleset "$error" --landlock ro:/ "$root"
done
said=$(strace -qq -o /dev/null -e inject=pivot_root:error=EPERM cns-chroot --pivot "$root" true 2>&1)
is "$said" 'cns-chroot: cannot make the new root the root of this mount namespace: pivot_root(".", "."): Operation not permitted (EPERM)
cns-chroot: hint: it needs CAP_SYS_ADMIN in the owner of the mount namespace' "the whole message"
said=$(strace -qq -o /dev/null -e inject=mount_setattr:error=ENOSYS cns-chroot --pivot "$root" true 2>&1)
like "$said" '*mount_setattr(2) needs Linux 5.12' "a call that an old kernel lacks names its version"

for call in capset prlimit64; do
	said=$(strace -qq -o /dev/null -e "inject=$call:retval=0" cns-chroot --unprivileged --caps none --rlimit nofile=64 "$root" echo ran 2>&1)
	is "$?" 125 "$call that does nothing is noticed"
	like "$said" "*the kernel shows *other*" "and said"
done
# A change of ids that the kernel says it made, and did not make, is noticed.
for call in setresuid setresgid setgroups; do
	said=$(strace -qq -o /dev/null -e "inject=$call:retval=0" cns-chroot --userspec=ana "$root" echo ran 2>&1)
	is "$?" 125 "$call that does nothing is noticed"
	like "$said" "*the kernel shows *other*" "and said"
done
done_testing
