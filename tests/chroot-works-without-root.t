#!/bin/sh
# Without root cns-chroot makes a user namespace, says so, and does what the kernel allows there.
# root: never
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/lib-root.sh
cns-unshare -U true 2>/dev/null || skip_all "this kernel lets no user make a user namespace"
root=$test_folder/root
make_root "$root"
is "$(cns-chroot "$root" id -u 2>"$test_folder/said")" 0 "root inside"
is "$(cat "$test_folder/said")" "cns-chroot: without privilege: making a user namespace to be root in" "said aloud"
is "$(cns-chroot --unprivileged "$root" id -u 2>&1)" 0 "asked for, it is not said"
is "$(cns-chroot --unprivileged --proc --sys --dev --tmpfs /tmp --lower "$root" --volatile / sh -c 'echo x >/tmp/x && cat /tmp/x' 2>/dev/null)" \
	x "all kinds of mounts"
is "$(cns-unshare -Urm cns-chroot --proc --dev --tmpfs /tmp "$root" sh -c 'echo x >/tmp/x && cat /tmp/x' 2>/dev/null)" \
	x "in a user namespace that is there already"
is "$(cns-unshare -Urmp cns-chroot --proc "$root" ls -d /proc/1 2>&1)" /proc/1 "with a PID namespace proc is fresh"
is "$(cns-chroot --unprivileged --proc --pivot "$root" sh -c 'cat /proc/self/uid_map' 2>/dev/null | tr -s ' ')" \
	" 0 $(id -u) 1" "the one user outside is root inside"
said=$(cns-chroot --unprivileged --userspec=ana "$root" true 2>&1)
is $? 125 "a user who is not mapped is refused"
like "$said" "*the user namespace has no such*" "and the reason is said"
is "$(cns-chroot --unprivileged --userspec=0:0 "$root" id -u 2>&1)" 0 "root may be named"
said=$(cns-chroot --unprivileged --groups=77 "$root" true 2>&1)
is $? 125 "groups that were asked for and cannot be had are an error"
like "$said" "*setgroups*" "that names the call"
is "$(cns-unshare -Urm cns-chroot --pivot "$root" busybox unshare -U /bin/echo nested 2>&1)" nested \
	"in a real root user namespaces can be made"
no "after chroot(2) they cannot" cns-unshare -Urm cns-chroot "$root" busybox unshare -U /bin/true
done_testing
