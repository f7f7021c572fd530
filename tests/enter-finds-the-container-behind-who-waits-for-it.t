#!/bin/sh
# @CGROUP stands for the container in it, not for the programs that made it and wait.
# root: needed
. tests/lib.sh
command -v busybox >/dev/null || skip_all "busybox is not installed"
group=cns-test-$$
root=$test_folder/root
mkdir -p "$root/bin" "$root/proc" "$root/dev"
cp "$(command -v busybox)" "$root/bin/"
for name in sh sleep ls hostname; do ln -s busybox "$root/bin/$name"; done
touch "$root/inside"

# started COMMAND...: runs it in the group, and returns when it is ready.
started() {
	mkfifo "$test_folder/ready"
	cns-cgctl run --rm "$group" -- "$@" /bin/sh -c 'echo ready >&3; exec 3>&-; sleep 60; :' 3>"$test_folder/ready" &
	job=$!
	read -r _ <"$test_folder/ready"
	rm "$test_folder/ready"
}
stopped() {
	cns-cgctl kill "$group"
	wait $job 2>/dev/null
}
started cns-unshare -muinp --init --hostname web -- cns-chroot --proc "$root"
is "$(cns-enter -t "@$group" -- /bin/ls /)" "bin
dev
inside
proc" "cgctl run, unshare --init, chroot: inside the root"
is "$(cns-enter -t "@$group" -- /bin/hostname)" web "and the namespaces"
stopped
started cns-unshare -mup --hostname web -- cns-chroot --proc "$root"
is "$(cns-enter -t "@$group" -- /bin/ls /inside)" /inside "without --init, too"
stopped
if command -v bwrap >/dev/null; then
	started bwrap --unshare-pid --unshare-uts --hostname web --bind "$root" / --proc /proc
	is "$(cns-enter -t "@$group" -- /bin/hostname)" web "behind bwrap's monitor"
	stopped
fi
done_testing
