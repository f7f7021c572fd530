#!/bin/sh
# shellcheck disable=SC2016,SC2086
# What --explain says of cns-enter must be what strace sees, in the same order, with the same
# arguments.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh
command -v strace >/dev/null || skip_all "strace is not installed"

calls='setns|unshare|mount|umount2|chroot|chdir|fchdir|setresuid|setresgid|setgroups|pidfd_open|close_range|clone|clone3|open_tree|mount_setattr|capset|prctl|execve|execveat|write'
said() { cns-enter --explain "$@" true 2>&1 >/dev/null | sed -n 's/^    //p' | grep -E "^($calls)[(]" | plain; }
seen() {
	strace -f -qq -s 4096 -e signal=none -y -e "trace=$(echo "$calls" | tr '|' ,),openat" \
		-o "$test_folder/seen" cns-enter "$@" true >/dev/null 2>&1
	sed -e 's/^[0-9]* *//' -e '/ resumed>/d' -e 's/ <unfinished ...>$/)/' -e 's/  *= .*$//' "$test_folder/seen" |
		grep -E "^($calls)[(]" | sed 1d | plain
}
# What differs by its nature: PIDs, what a descriptor stands for (said only outside), the
# arguments of execve, and libc's own clone flags.
plain() {
	sed -E -e 's/pidfd_open\([0-9]+/pidfd_open(PID/' -e 's/^execveat\(.*/execveat()/' -e 's/^mount_setattr\(.*/mount_setattr()/' -e 's/^(execve)\("([^"]*)".*/\1("\2")/' \
		-e 's/([0-9])<[^>]*>/\1/g' -e 's/^clone\(.*flags=([A-Z_|]*).*/clone(\1)/' \
		-e 's/^clone\(.*(CLONE_P[A-Z]*).*/clone(\1)/' -e 's/^close_range\(([0-9]+), 4294967295/close_range(\1, -1/' |
		sed 's/AT_FDCWD<[^>]*>/AT_FDCWD/' | grep -v -e '^prctl(PR_SET_NAME' -e '^prctl(PR_CAPBSET_READ' -e '^prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET' -e '^prctl(PR_GET_' |
		blind | sed -E 's/^write\(.*"([^"]*)".*/write("\1")/' | grep -v '^write(""\|^write("[^0]'
}
# Without root, strace cannot read the strings of a process that hides itself.
blind() {
	if is_root; then cat; else sed -E -e '/^write/d' -e 's/^(chroot|chdir|execve)\(.*/\1()/'; fi
}
compare() {
	is "$(said -t "$target" "$@")" "$(seen -t "$target" "$@")" "cns-enter $*: every call is said, in order"
}
start -muipnCT --mount-proc --hostname box
user=$(is_root || echo -U)
compare
compare -w/usr
compare -W /usr
compare --no-cgroup -S 0 -G 0
compare -a
compare -p $user
compare -m -r -w $user
compare -n $user --preserve-credentials
compare -F -p $user
is "$(cns-enter -t "$target" true 2>&1)" "" "without --explain a success is silent"
is "$(cns-enter --dry-run -t "$target" sh -c "echo ran >$test_folder/ran" 2>/dev/null; cat "$test_folder/ran" 2>/dev/null)" "" \
	"--dry-run runs nothing"
like "$(cns-enter --dry-run -t "$target" sh 2>&1)" '*setns(*execve("*' "and says what it would do"
done_testing
