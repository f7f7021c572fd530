#!/bin/sh
# shellcheck disable=SC2016
# In an initramfs, which is a root in memory whose exchange the kernel refuses, the new root covers the old, which is said.
. tests/lib.sh
. tests/lib-root.sh
command -v strace >/dev/null || skip_all "strace is not installed"
root=$test_folder/root
make_root "$root"
ln -s busybox "$root/bin/unshare"
# A root in memory, and a kernel that refuses: pivot_root(2) says EINVAL of an initramfs.
in_memory() {
	cns-chroot --tmpfs / --ro-bind /usr --ro-bind-try /lib --ro-bind-try /lib64 --ro-bind-try /bin --dev --tmp \
		--ro-bind "$(cd "$BIN" && pwd):/cns" --bind "$root:/new" --proc / \
		strace -qq -o /dev/null -e inject=pivot_root:error=EINVAL "$@" 2>&1 |
		grep -v 'without privilege\|of outside:'
}
is "$(in_memory /cns/cns-chroot --pivot --tmpfs /tmp /new sh -c 'echo "in $(pwd)"; ls / | tr "\n" " "; test ! -e /cns')" \
	"cns-chroot: an initramfs cannot be pivoted away: the new root covers it, and it stays
in /
bin dev etc mnt proc sys tmp " "the command runs in the new root"
is "$(in_memory /cns/cns-chroot --pivot /new unshare -U echo nested | tail -n 1)" nested "in which user namespaces can be made"
said=$(strace -qq -o /dev/null -e inject=pivot_root:error=EINVAL cns-chroot --pivot "$root" true 2>&1)
[ "$(stat -f -c %T /)" = tmpfs ] || like "$said" "*cannot make the new root the root*EINVAL*" "elsewhere the refusal is one"
done_testing
