# shellcheck shell=sh
# Sourced by each attack, in a sandbox: $tool is attacked, $root is a hostile root file system,
# $target the PID of a hostile container in it, $work a folder of the host.
# An attack ends by: safe, beaten WHY (the attack succeeded) or other WHY (it does not apply).
set -u
: "${tool:?}" "${root:?}" "${work:?}"
safe() { exit 0; }
beaten() { echo "$*"; exit 1; }
other() { echo "$*"; exit 77; }

# into COMMAND...: with the tool, as plainly as it is used
into() {
	case $tool in
	cns-chroot | chroot) "$tool" "$root" "$@" ;;
	cns-unshare | unshare) "$tool" --mount --root "$root" "$@" ;;
	cns-enter) cns-enter -t "$target" -- "$@" ;;
	nsenter) nsenter -t "$target" -a "$@" ;;
	bwrap) bwrap --bind "$root" / --proc /proc --dev /dev -- "$@" ;;
	*) return 99 ;;
	esac
}
# What the isolation probe says that begins with a word.
fact() { sed -n "s/^$1 //p" "$work/probe"; }
probe_into() { into /bin/isoprobe >"$work/probe" || other "it does not run: $?"; }
begin_target() {
	cns-unshare -m -u -i -n -p -f --kill-child -- cns-chroot --pivot --proc --dev "$root" \
		/bin/busybox sleep 1000 &
	until target=$(pgrep -x -f '/bin/busybox sleep 1000'); do :; done
}
