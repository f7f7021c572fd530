#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# A target with a read-only root, one static program and no shell is debugged in three ways, and sees
# nothing of it.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh
busybox=$(command -v busybox) || skip_all "busybox is not installed"

root=$test_folder/root
mkdir "$root"
folders='proc home'
inside='mount -t tmpfs none '$root' && cd '$root' && mkdir bin $folders && cp '$busybox' bin/sleep && cd / && mount -o remount,ro '$root
begin() {
	export folders
	confine="cns-chroot --pivot --proc $root" start -muipnC
}
begin
status() { "$@" >/dev/null 2>&1; echo $?; }
mounts=$(wc -l <"/proc/$target/mountinfo")
is "$(status cns-enter -t "$target" sh)" 127 "there is no shell inside"
like "$(cns-enter -t "$target" sh 2>&1)" "*hint: *--tools*" "and the hint names --tools"

is "$(cns-enter -t "$target" --host-command "$busybox" ls /)" "bin
home
proc" "--host-command runs a static program of the host's"
if is_root; then
	like "$(cns-enter -t "$target" --host-command ls -l / 2>&1)" "*home*proc*" "and a dynamic one, with its loader and libraries"
	is "$(cns-enter -t "$target" --tools=/usr/bin ls / | tr '\n' ' ')" "bin home proc " "--tools brings a folder, and what is dynamic in it runs"
	is "$(cns-enter -t "$target" --tools=/usr/bin sh -c 'echo $0 $$ >/dev/null; cd /; echo *')" "bin home proc" "a shell of it sees the target's root"
	is "$(cns-enter -t "$target" --tools=/bin bash -c 'exit 5'; echo $?)" 5 "the exit status is the program's"
	like "$(cns-enter -t "$target" --tools=/usr/bin --dry-run ls 2>&1)" "*unshare(CLONE_NEWNS)*move_mount(*" "--dry-run tells what would be mounted"
	is "$(cns-enter -t "$target" --tools=/usr/bin touch /mnt/x /home/tools/x /x 2>/dev/null; echo $?)" 1 "what is brought is read-only, and so is the root still"
	is "$(cns-enter -t "$target" --host-root sh -c 'cd /mnt && echo *; ls /usr/bin/env; cat /proc/1/comm')" "bin home proc
/usr/bin/env
sleep" "--host-root has the host's root, the target's at /mnt and its processes"
	is "$(cns-enter -t "$target" --host-root="$test_folder" pwd)" "$test_folder" "--host-root=DIR puts the target's there"
	end_containers
	folders='' inside=$(echo "$inside" | sed 's/ --proc//')
	confine="cns-chroot --pivot $root" start -muipnC
	like "$(cns-enter -t "$target" --tools=/usr/bin ls 2>&1)" "*no folder that could be covered*--host-root*" "with no folder to cover, --host-root is named"
	is "$(cns-enter -t "$target" --host-root sh -c 'cd /mnt && echo *')" bin "which needs none"
else
	like "$(cns-enter -t "$target" --tools=/usr/bin ls 2>&1)" "*hint: only root*--host-command*" "without root, --tools points to --host-command"
fi
is "$(wc -l <"/proc/$target/mountinfo")" "$(is_root && wc -l <"/proc/$target/mountinfo" || echo "$mounts")" "the target's mounts are as before"
no "--tools and --host-root exclude each other" cns-enter -t "$target" --tools=/ --host-root true
done_testing
