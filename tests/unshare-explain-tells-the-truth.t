#!/bin/sh
# What --explain says must be what strace sees, in the same order and with the same arguments.
. tests/lib.sh
command -v strace >/dev/null || skip_all "strace is not installed"

calls='unshare|setns|mount|umount2|sethostname|setdomainname|chroot|chdir|setresuid|setresgid|setgroups|setpgid|pidfd_open'
said() { "$@" 2>&1 >/dev/null | sed -n 's/^    //p' | grep -E "^($calls|execve|write)[(]" | plain; }
seen() {
	strace -f -qq -s 4096 -e signal=none -e "trace=$(echo "$calls" | tr '|' ,),execve,write,openat" -y -o "$test_folder/seen" "$@" >/dev/null 2>&1
	sed -e 's/^[0-9]* *//' -e 's/  *= .*$//' "$test_folder/seen" | grep -E "^($calls|execve|write)[(]" | sed 1d | plain
}
# What is the same by its nature: PIDs, and what a write goes to (its path, not its number).
plain() {
	sed -E -e 's/pidfd_open\([0-9]+/pidfd_open(PID/' -e "s/^execve.*/execve/" \
		-e 's/^write\([0-9]+<([^>]*)>/write("\1"/' -e 's#"/proc/[0-9]+/#"/proc/self/#' | grep -v '^write("[^/]\|^write("/[^p]'
}
compare() { is "$(said cns-unshare --explain "$@" true)" "$(seen cns-unshare "$@" true)" "cns-unshare $*: every call is said, in order"; }
compare -Ur
compare -Urmp
compare -r --mount-proc -p
compare -r --init --hostname x --domainname y
compare -rT --boottime 5 --monotonic -7
compare -c --keep-caps -w /usr
compare -r -R / -S 0 -G 0
compare -rpf --kill-child
compare -r --then-map-current
if is_root; then
	compare -m
	compare -muinpCT
	compare --owner 5:6 -U
	compare --map-users 0:1000:5 --map-groups 0:1000:5
	compare -m --propagation slave -S 7 -G 8 --groups 9,10
fi
is "$(cns-unshare -r true 2>&1)" "" "without --explain a success is silent"
is "$(cns-unshare -a -r --init --hostname x --dry-run --pid-file "$test_folder/pid" sh -c "echo ran" 2>/dev/null)$(cat "$test_folder/pid" 2>/dev/null)" "" \
	"--dry-run runs and writes nothing"
is "$(cns-unshare -r --dry-run true 2>&1 | grep -c 'unshare(CLONE_NEWUSER)')" 1 "and says what it would do"
done_testing
