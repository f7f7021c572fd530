#!/bin/sh
# Without one of the newer system calls a command line works the same, or says what is missing.
# root: needed
. tests/lib.sh
build=$PWD/${BUILD:-build}/tests/faults
[ -x "$build/without" ] || skip_all "make testers has not been run"
without=$build/without
"$without" openat2 true 2>/dev/null || skip_all "this kernel lets no filter be set"

root=$test_folder/root
mkdir -p "$root/bin" "$root/sys" "$root/proc" "$root/dev" "$root/tmp" "$root/etc"
cp "$build/isoprobe" "$root/bin/isoprobe"
echo 'user:x:1000:1000::/:/bin/sh' >"$root/etc/passwd"
cns-unshare -m -u -p -f --kill-child -- sh -c 'echo ready; exec sleep 1000' >"$test_folder/ready" &
keeper=$!
tree=$(awk '$0 ~ / - cgroup2 / && $4 == "/" { print $5; exit }' /proc/self/mountinfo)
group=cns-without-$$
[ -n "$tree" ] && [ -w "$tree" ] && mkdir "$tree/$group" 2>/dev/null || group=
trap 'kill $keeper 2>/dev/null; [ -z "$group" ] || rmdir "$tree/$group"; rm -rf "$test_folder"' EXIT
tries=0
until [ -s "$test_folder/ready" ] || [ $tries -gt 20000 ]; do tries=$((tries + 1)); done
target=$(cat "/proc/$keeper/task/$keeper/children")
target=${target%% *}

# try CALL COMMAND...: it works, or its message names a call that is not there and a version.
try() {
	call=$1 lines=$((lines + 1))
	shift
	"$without" "$call" "$@" >"$test_folder/out" 2>"$test_folder/err" </dev/null
	status=$?
	case $status-$(cat "$test_folder/err") in
	0-*) ;;
	1-*ENOSYS*Linux\ [56].* | 125-*ENOSYS*Linux\ [56].*) refused=$((refused + 1)) ;;
	*) wrong="$wrong
$status from $*: $(cat "$test_folder/err")" ;;
	esac
}
# Groups are made, killed and removed as with all features, or not at all.
try_groups() {
	try $missing cns-cgctl run --rm "/$group/one" true
	for action in kill 'rm --kill'; do
		mkdir -p "$tree/$group/two"
		sleep 1000 &
		echo $! >"$tree/$group/two/cgroup.procs"
		try $missing cns-cgctl freeze "/$group/two"
		try $missing cns-cgctl thaw "/$group/two"
		try $missing cns-cgctl ps "/$group"
		# shellcheck disable=SC2086
		try $missing cns-cgctl $action "/$group/two"
		# What was refused is done by hand, and what was done has ended it.
		[ $status = 0 ] || kill -KILL $!
		wait $!
	done
	[ ! -d "$tree/$group/two" ] || [ $status = 0 ] || rmdir "$tree/$group/two"
	is "$(find "$tree/$group" -mindepth 1 -type d)" "" "without $missing groups are ended and removed"
}
for missing in openat2 fsopen fsmount move_mount open_tree mount_setattr pidfd_open clone3 close_range \
	statmount listmount cgroup.kill; do
	"$without" $missing true 2>/dev/null || {
		skip "without $missing" "this kernel lets it not be hidden"
		continue
	}
	lines=0 wrong='' refused=0
	try $missing cns-unshare -m -u -i -n -p -f --mount-proc true
	try $missing cns-unshare -r -m -p --init true
	try $missing cns-unshare --mount --root "$root" /bin/isoprobe
	try $missing cns-unshare -m -T -C --caps none --no-new-privs --seccomp default true
	try $missing cns-chroot "$root" /bin/isoprobe
	try $missing cns-chroot --userspec=user "$root" /bin/isoprobe
	try $missing cns-chroot --proc --dev --tmpfs /tmp "$root" /bin/isoprobe
	try $missing cns-chroot --standard --ro-bind /usr:/tmp "$root" /bin/isoprobe
	try $missing cns-enter -t "$target" -- true
	try $missing cns-enter -t "$target" -m -u true
	try $missing cns-enter -t "$target" -a -S 1000 -G 1000 true
	try $missing cns-ps -q
	try $missing cns-ps -n -q
	try $missing cns-cgctl info
	try $missing cns-cgctl ls /
	try $missing cns-netns list
	[ -z "$group" ] || try_groups
	is "$wrong" "" "without $missing each of $lines command lines works or says what is missing ($refused do)"
done
sweep=$build/faultsweep
if [ -x "$sweep" ] && [ "$(uname -m)" = x86_64 ]; then
	# These stand for the rest, which make faults runs.
	yes "lines of the sweep without each of the newer calls: the same, or a version" tests/faults/run --missing \
		chroot-confined chroot-diff chroot-files chroot-layers enter-default enter-tools cgctl-ls
	mkdir "$test_folder/bin"
	cat >"$test_folder/careless.c" <<'END'
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(void)
{
	struct open_how how = { .flags = 0 };
	if (syscall(SYS_openat2, -100, "/", &how, sizeof how) < 0) {
		write(2, "cannot open it (ENOSYS)\n", 24);
		return 125;
	}
	return 0;
}
END
	cc -O0 -static -o "$test_folder/bin/cns-careless" "$test_folder/careless.c" 2>/dev/null
	like "$(tests/faults/sandbox "$test_folder/bin" "$build/isoprobe" "'$sweep' -M -n careless -w /mnt/work -- cns-careless; :" 2>&1)" \
		"*careless 0:openat2:0:missing NOERRNO*" "a program that names no version is found"
else
	skip "lines of the sweep without each of the newer calls" "make testers has not been run, or the sweep does not trace this machine"
fi
[ -n "$group" ] || skip "groups without these" "no version 2 hierarchy is writable here"
done_testing
