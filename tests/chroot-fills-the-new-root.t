#!/bin/sh
# shellcheck disable=SC2016
# What containers expect to find, and what they are not to find: files, links, masks, the standard set.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/lib-root.sh
root=$test_folder/root
make_root "$root"
before=$(mounts_now)
files=$(cd "$test_folder" && find . | sort)
quiet() { grep -v '^cns-chroot: .*\(without privilege\|of outside:\)'; }
inside() { cns-chroot --tmpfs / --ro-bind "$root/bin:/bin" "$@" 2>&1 | quiet; }
mounted() { # TARGET ARGUMENT...: type and options of the last mount there
	target=$1
	shift
	inside --ro-bind /proc:/proc "$@" / sh -c "grep ' $target [a-z]' /proc/self/mountinfo" | tail -n 1 |
		sed 's/^[^ ]* [^ ]* [^ ]* [^ ]* [^ ]* \([^ ]*\).* - \([^ ]*\) .*/\2 \1/'
}
like "$(mounted /proc --proc)" "proc *nosuid,nodev,noexec*" "--proc is nosuid, nodev, noexec"
like "$(mounted /sys --sys)" "sysfs ro,*" "--sys is read-only"
like "$(mounted /sys --sys=rw)" "sysfs rw,*" "--sys=rw is not"
like "$(mounted /dev/pts --dir /dev --pts)" "devpts *nosuid*" "--pts"
like "$(mounted /dev/shm --shm)" "tmpfs *nosuid,nodev,noexec*" "--shm"
like "$(mounted /run --run)" "tmpfs *" "--run"
like "$(mounted /tmp --tmp)" "tmpfs *" "--tmp"
is "$(inside --tmp --shm / stat -c %a /tmp /dev/shm)" "1777
1777" "which everybody may write"
is "$(inside --dev / sh -c 'ls /dev/pts')" ptmx "--dev has pseudo-terminals of its own"
if [ -e /etc/resolv.conf ]; then
	is "$(inside --resolv / cat /etc/resolv.conf)" "$(cat /etc/resolv.conf)" "--resolv"
fi
is "$(inside --dir /a/b/c:mode=700 / stat -c %a /a/b/c /a/b)" "700
755" "--dir, with parents"
echo content >"$test_folder/source"
files=$(cd "$test_folder" && find . | sort)
is "$(inside --file "$test_folder/source:/etc/new/name" / cat /etc/new/name)" content "--file from a file"
is "$(echo piped | inside --file 0:/name / cat /name)" piped "--file from a descriptor"
is "$(inside --file "$test_folder/source:/name:mode=640" / stat -c %a /name)" 640 "with a mode"
is "$(inside --symlink ../far:/etc/link / readlink /etc/link)" ../far "--symlink"
is "$(inside --symlink far:/link --symlink far:/link / readlink /link)" far "twice the same"
like "$(inside --symlink far:/link --symlink near:/link / true)" "*symlinkat(*EEXIST*" "but not another"
is "$(inside --dir /a --chmod 711:/a / stat -c %a /a)" 711 "--chmod"
is "$(inside --file "$test_folder/source:/secret" --mask /secret / cat /secret)" "" "--mask hides a file"
is "$(inside --dir /a --file "$test_folder/source:/a/b" --mask /a / ls /a)" "" "and a directory"
like "$(inside --dir /a --mask /a / touch /a/x)" "*Read-only file system" "in which nothing can be made"
like "$(inside --mask /none / true)" "*openat2(*ENOENT*" "what is to be hidden has to be there"
like "$(inside --dir /a/b --ro-path /a / touch /a/b/x)" "*Read-only file system" "--ro-path"
like "$(inside --ro-path / / touch /x)" "*Read-only file system" "also of the root"
like "$(inside --tmpfs /a --remount-ro /a / touch /a/x)" "*Read-only file system" "--remount-ro"
is "$(inside --tmpfs /a --tmpfs /a/b --remount-ro /a / sh -c 'touch /a/b/x && ls /a/b')" x "leaves what is mounted below"
like "$(inside --dir /a --remount-ro /a / true)" "*hint: nothing is mounted there*" "and wants a mount"

set -- cns-unshare -mpinu
is_root || set -- cns-unshare -Urmpinu
is "$("$@" cns-chroot --lower "$root" --volatile --standard / sh -c 'echo 1 >/proc/sys/kernel/panic' 2>&1)" \
	"sh: can't create /proc/sys/kernel/panic: Read-only file system" "--standard makes /proc/sys read-only"
is "$("$@" cns-chroot --lower "$root" --volatile --standard / sh -c 'ls /sys/firmware; cat /proc/timer_list /proc/keys' 2>/dev/null)" \
	"" "and hides what shows the machine"
is "$("$@" cns-chroot --lower "$root" --volatile --standard / sh -c 'cut -d" " -f5 /proc/self/mountinfo' | grep -E '^/(proc|sys|dev|dev/pts|dev/shm|dev/mqueue)$' | sort | tr '\n' ' ')" \
	"/dev /dev/mqueue /dev/pts /dev/shm /proc /sys " "all of it is there"
is "$("$@" cns-chroot --lower "$root" --volatile --proc=subset=pid,hidepid=2 / sh -c 'ls /proc | grep -v "[0-9]" | tr "\n" " "')" \
	"self thread-self " "--proc=subset=pid shows processes only"
if is_root; then
	mkdir "$test_folder/owned"
	touch "$test_folder/owned/file"
	said=$(cns-chroot --bind "$test_folder/owned:/mnt:idmap=0:1234:1" "$root" stat -c '%u' /mnt/file 2>&1)
	case $said in
	*'cannot show other ids'*) skip "idmap=" "the filesystem of $test_folder has no idmapped mounts" ;;
	*) is "$said" 1234 "idmap= shows another owner" ;;
	esac
	rm -r "$test_folder/owned"
	is "$(cns-unshare -mC cns-chroot --lower "$root" --volatile --sys --cgroup=ro / sh -c 'test -e /sys/fs/cgroup/cgroup.procs && touch /sys/fs/cgroup/x' 2>&1)" \
		"touch: /sys/fs/cgroup/x: Read-only file system" "--cgroup=ro"
fi
is "$(mounts_now)" "$before" "outside no mount has come or gone"
is "$(cd "$test_folder" && find . | sort)" "$files" "and no file"

wrong() { # PATTERN ARGUMENT...
	pattern=$1
	shift
	said=$(cns-chroot "$@" "$root" echo ran 2>&1 | quiet)
	like "$said" "cns-chroot: $pattern" "$pattern"
}
wrong "--file takes SRC:PATH*not '/etc/passwd'*" --file /etc/passwd
wrong "--symlink takes SRC:PATH, not ':x'*" --symlink :x
wrong "--chmod takes a mode in octal*not '9:/tmp'*" --chmod 9:/tmp
wrong "--proc takes subset=pid and hidepid=MODE, not 'all'*" --proc=all
wrong "--cgroup takes ro or rw, not 'x'*" --cgroup=x
wrong "*descriptor 77 is not open" --file 77:/tmp/x
wrong "--bind takes a list*idmap=MAP*not '/:/mnt:idmap=0:1'*" --bind /:/mnt:idmap=0:1
done_testing
