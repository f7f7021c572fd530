#!/bin/sh
# What cns-chroot --explain says must be what strace sees, in the same order, with the same arguments.
. tests/lib.sh
. tests/lib-root.sh
command -v strace >/dev/null || skip_all "strace is not installed"
root=$test_folder/root
make_root "$root"
mkdir "$test_folder/top" "$test_folder/upper" "$test_folder/work"

calls='unshare|mount|umount2|chroot|chdir|fchdir|pivot_root|fsopen|fsconfig|fsmount|open_tree|move_mount|mount_setattr'
calls="$calls|openat2|mkdirat|mknodat|symlinkat|setresuid|setresgid|setgroups|capset|seccomp|landlock_create_ruleset|landlock_add_rule|landlock_restrict_self|prlimit64|umask|personality|prctl"
# Descriptors are numbered the same in both runs; what they stand for is left out, as strace names it after the call.
# Questions are not said, nor is what the loader and libc ask; a pointer is no word.
plain() {
	grep -E "^($calls)\(" | sed -e 's/<[^>]*>//g' -e 's, /\* [^*]* \*/,,g' -e 's/ \{1,\}= .*$//' -e 's/filter=[^}]*}/filter=}/' \
		-e 's/^capset(.*/capset/' -e 's/access\(_fs\)\{0,1\}=.*/access/' |
		grep -vE '^prctl\(PR_(CAPBSET_READ|GET_|SET_NAME|CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET)|^prlimit64\(.*NULL, |^seccomp\(.*(GET_|STRICT|NULL)|^landlock_create_ruleset\(NULL'
}
said() { "$@" 2>&1 >/dev/null | sed -n 's/^    //p' | plain; }
seen() {
	strace -qq -s 4096 -e signal=none -e "trace=$(echo "$calls" | tr '|' ,)" -o "$test_folder/seen" "$@" >/dev/null 2>&1
	plain <"$test_folder/seen"
}
check() {
	told=$(said cns-chroot --explain "$@")
	is "$told" "$(seen cns-chroot "$@")" "cns-chroot $*: every call is said, in order"
	case $told in
	*\(*) ;;
	*) fail "something was said" "$told" ;;
	esac
}
if is_root; then
	check "$root" true
	check --skip-chdir / true
	check --userspec=ana "$root" true
	check --groups=77,78 "$root" true
fi
check --pivot "$root" true
check --unprivileged --no-new-privs --rlimit nofile=512:1024 --umask 077 --personality linux32 "$root" true
check --unprivileged --caps docker --no-new-privs --seccomp default --proc "$root" true
cns-chroot --unprivileged --no-new-privs --landlock ro:/ "$root" true 2>/dev/null &&
	check --unprivileged --no-new-privs --landlock ro:/,rw:/tmp,rw:/bin/busybox "$root" true
check --proc --sys --tmpfs /tmp:size=1M,mode=1777 --dev "$root" true
check --bind "$test_folder/top:/mnt" --ro-bind /etc/passwd:/etc/passwd --ro-bind-try /no/such:/mnt "$root" true
check --lower "$test_folder/top" --lower "$root" --volatile=1M --tmpfs /a/b "$test_folder" true
check --lower "$root" "$test_folder" true
check --lower "$root" --upper "$test_folder/upper" --work "$test_folder/work" "$test_folder" true
# What was not made cannot be opened.
is "$(said cns-chroot --dry-run --ro-bind /etc:/mnt --tmpfs /tmp "$root" true | grep -v ^openat2)" \
	"$(said cns-chroot --explain --ro-bind /etc:/mnt --tmpfs /tmp "$root" true | grep -v ^openat2)" \
	"--dry-run says the calls that would be made"
told=$(cns-chroot --dry-run --lower "$test_folder/top" --lower "$root" --volatile --standard --dir /a/b --file /etc/passwd:/a/c --symlink a:/b \
	--mask /etc/passwd --ro-path /etc --chmod 755:/tmp --remount-ro /tmp --ro-bind /etc/passwd:/etc/passwd --userspec=ana --caps none \
	--no-new-privs --seccomp default --landlock ro:/bin --rlimit nofile=20 --umask 077 / true 2>&1)
is "$?" 0 "--dry-run goes through all that can be asked for"
like "$told" '*fsopen("overlay"*seccomp(*execve(*' "to the end"
is "$(find "$root/tmp" "$test_folder/top" | wc -l)" 2 "and changes nothing"
is_root && is "$(cns-chroot --pivot --proc "$root" true 2>&1)" "" "without --explain a success is silent"
done_testing
