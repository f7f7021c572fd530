#!/bin/sh
# Mounts appear inside in the order of the command line, with the attributes asked for, and nowhere outside.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/lib-root.sh
root=$test_folder/root outside=$test_folder/outside
make_root "$root"
mkdir -p "$outside/deep" "$root/a:b"
echo treasure >"$outside/deep/file"
before=$(mounts_now)
inside() { cns-chroot "$@" 2>&1 | grep -v '^cns-chroot: .*\(without privilege\|of outside\)'; }
# options TARGET ARGUMENT...: the options of the mount at TARGET inside
options() {
	target=$1
	shift
	inside --ro-bind /proc:/proc "$@" "$root" grep " $target [a-z]" /proc/self/mountinfo | tail -n 1 | cut -d' ' -f6
}
has() { case ,$1, in *,$2,*) ok "$3" ;; *) fail "$3" "$1" ;; esac }
hasnt() { case ,$1, in *,$2,*) fail "$3" "$1" ;; *) ok "$3" ;; esac }

is "$(inside --bind "$outside:/mnt" "$root" cat /mnt/deep/file)" treasure "--bind shows a directory"
is "$(inside --bind "$outside/deep/file:/etc/group" "$root" cat /etc/group)" treasure "--bind shows a file"
is "$(inside --bind "$outside:/a\\:b" "$root" cat /a:b/deep/file)" treasure 'a colon in a name is written \:'
is "$(inside --bind-try /no/such/place:/mnt "$root" echo went on)" "went on" "--bind-try passes over what is not there"
is "$(inside --tmpfs /mnt --bind "$outside:/mnt/new/place" "$root" cat /mnt/new/place/deep/file)" treasure \
	"in memory a mount point is made"
is "$(inside --bind "$outside:/mnt" --tmpfs /mnt "$root" ls /mnt)" "" "a later mount covers an earlier"
is "$(inside --tmpfs /mnt --bind "$outside:/mnt" "$root" ls /mnt)" deep "and the other way round"
like "$(inside --ro-bind "$outside:/mnt" "$root" touch /mnt/new)" "*Read-only file system*" "--ro-bind cannot be written"
inside --bind "$outside:/mnt" "$root" touch /mnt/new
is "$(ls "$outside")" "deep
new" "--bind can"
got=$(options /mnt --bind "$outside:/mnt")
has "$got" nosuid "--bind is nosuid"
has "$got" nodev "--bind is nodev"
# Not the test's own folder: where /tmp is nosuid and nodev, so is every bind of it.
hasnt "$(options /mnt --dev-bind /usr:/mnt)" nodev "--dev-bind is not nodev"
got=$(options /mnt --bind "$outside:/mnt:ro,noexec")
has "$got" ro ":ro"
has "$got" noexec ":noexec"
if is_root; then
	has "$(options /mnt --bind "$outside:/mnt:noatime")" noatime ":noatime"
else
	like "$(inside --bind "$outside:/mnt:noatime" "$root" true)" "*access times stay as they are" \
		"what outside locks is not changed, and the reason is said"
fi
hasnt "$(options /mnt --bind /usr:/mnt:suid)" nosuid ":suid"
hasnt "$(options /mnt --ro-bind "$outside:/mnt:rw")" ro ":rw undoes the ro of --ro-bind"
is "$(inside --tmpfs /mnt:mode=1777,size=64K "$root" stat -c %a /mnt)" 1777 "the mode of --tmpfs"
no "the size of --tmpfs" cns-chroot --tmpfs /mnt:size=64K "$root" dd if=/bin/busybox of=/mnt/x bs=1024 count=128
is "$(inside --dev "$root" sh -c 'echo lost >/dev/null; head -c 2 /dev/zero | wc -c; readlink /dev/fd; stat -c %a /dev/shm')" "2
/proc/self/fd
1777" "--dev has working devices"
is "$(inside --proc --dev "$root" sh -c 'echo by name >/dev/stdout')" "by name" "--proc makes /dev/stdout work"
like "$(inside --sys "$root" ls /sys)" "*kernel*" "--sys shows the kernel"
has "$(options /sys --sys)" ro "--sys is read-only"
is "$(inside --tmpfs / --bind "$root/bin:/bin" "$root" ls /)" bin "--tmpfs / begins with an empty root"
is "$(inside --ro-bind "$outside:/" --bind "$root/bin:/deep" "$root" /deep/ls /)" "deep
new" "a bind over / is the root"

said=$(cns-chroot --bind "$outside:/missing" "$root" true 2>&1)
is $? 125 "a mount point that would stay is not made"
like "$said" "*hint: the new root has no /missing*" "and said so"
is "$(ls -d "$root/missing" 2>/dev/null)" "" "and indeed"
ln -s /etc "$root/link"
ln -s "$outside" "$root/climb"
inside --tmpfs /link --bind "$root/bin:/link/new" "$root" true
no "a link inside means a place inside" test -e /etc/new
said=$(inside --tmpfs /climb "$root" true)
like "$said" "*the new root has no /climb*" "also an absolute link to what is only outside"
is "$(mounts_now)" "$before" "outside no mount has come or gone"
is "$(ls "$root")" "$(printf '%s\n' a:b bin climb dev etc link mnt proc sys tmp)" "the root holds what it held"
done_testing
