#!/bin/sh
# The same files and mounts through bubblewrap and cns-chroot: the same view inside.
. tests/lib.sh
. tests/lib-root.sh
command -v bwrap >/dev/null || skip_all "bubblewrap is not installed"
bwrap --ro-bind / / true 2>/dev/null || skip_all "bubblewrap does not work here"
root=$test_folder/root src=$test_folder/src
make_root "$root"
mkdir -p "$src/dir/deep" "$src/other" "$src/shut"
echo one >"$src/file"
echo two >"$src/dir/file"
echo three >"$src/dir/deep/file"
ln -s file "$src/link"
ln -s /far/away "$src/absolute"
ln -s dir "$src/folder"
chmod 640 "$src/dir/file"
chmod 711 "$src/shut"
cat >"$root/bin/probe" <<'END'
#!/bin/sh
# Mounts by place, with attributes and type; then every file with its mode, and what small ones hold.
while read -r id parent device from place options rest; do
	type=${rest#*- }
	echo "$place $(echo "$options" | tr , '\n' | sort | tr '\n' ' ')${type%% *}"
done </old/proc/self/mountinfo | grep -v '^/old\|^/proc/' | sort
cd / && find . -name old -prune -o -name bin -prune -o -path ./proc -prune -o -path ./sys -prune -o -path './dev/*' -type c -print -o -print |
	sort | while read -r path; do
	stat -c '%A %n' "$path"
	[ ! -f "$path" ] || cat "$path"
	[ ! -L "$path" ] || readlink "$path"
done
"$@"
END
chmod 755 "$root/bin/probe"

# Two differences are meant: the folders that we make on the way to a mount are open to all, as
# is /dev/shm; bubblewrap shuts them to all but their owner.
# same BWRAP-ARGUMENTS | OURS: S stands for the source folder; 0 is a file that is read
same() {
	theirs=${1%%|*} ours=${1#*|}
	# shellcheck disable=SC2046
	wanted=$(bwrap --dev-bind "$root/bin" /bin --dev-bind /proc /old/proc $(echo "$theirs" | sed "s|S/|$src/|g") probe 2>&1 <"$src/file"
		echo "status $?")
	# shellcheck disable=SC2046
	got=$(cns-chroot --tmpfs / --dev-bind "$root/bin:/bin" --dev-bind /proc:/old/proc $(echo "$ours" | sed "s|S/|$src/|g") / probe 2>&1 <"$src/file"
		echo "status $?")
	got=$(echo "$got" | grep -v '^cns-chroot: .*\(without privilege\|of outside:\)')
	is "$got" "$wanted" "bwrap $theirs"
}
while read -r line; do
	same "$line"
done <<'END'
|
--bind S/dir /d|--bind S/dir:/d
--ro-bind S/dir /d|--ro-bind S/dir:/d
--dev-bind S/dir /d|--dev-bind S/dir:/d
--dir /a/b --bind S/dir /a/b/c|--dir /a/b --bind S/dir:/a/b/c
--bind S/file /f|--bind S/file:/f
--dir /a --ro-bind S/file /a/f|--dir /a --ro-bind S/file:/a/f
--bind S/link /l|--bind S/link:/l
--bind S/folder /d|--bind S/folder:/d
--bind-try S/none /d|--bind-try S/none:/d
--bind-try S/dir /d|--bind-try S/dir:/d
--ro-bind-try S/none /d|--ro-bind-try S/none:/d
--ro-bind-try S/dir /d|--ro-bind-try S/dir:/d
--dev-bind-try S/none /d|--dev-bind-try S/none:/d
--bind S/ /s|--bind S/:/s
--ro-bind S/ /s|--ro-bind S/:/s
--bind S/ /s --bind S/other /s/dir|--bind S/:/s --bind S/other:/s/dir
--bind S/ /s --ro-bind S/file /s/dir/file|--bind S/:/s --ro-bind S/file:/s/dir/file
--bind S/ /s --tmpfs /s/dir|--bind S/:/s --tmpfs /s/dir
--bind S/dir /d --bind S/other /d|--bind S/dir:/d --bind S/other:/d
--tmpfs /t|--tmpfs /t
--tmpfs /t/a/b|--tmpfs /t/a/b
--perms 1777 --tmpfs /t|--tmpfs /t:mode=1777
--perms 0700 --tmpfs /t|--tmpfs /t:mode=700
--size 65536 --tmpfs /t|--tmpfs /t:size=64K
--tmpfs /t --tmpfs /t/u|--tmpfs /t --tmpfs /t/u
--tmpfs /t --dir /t/d|--tmpfs /t --dir /t/d
--tmpfs /t --ro-bind S/dir /t/d --remount-ro /t|--tmpfs /t --ro-bind S/dir:/t/d --remount-ro /t
--dir /d|--dir /d
--dir /d/e/f|--dir /d/e/f
--perms 0700 --dir /d|--dir /d:mode=700
--dir /d --dir /d|--dir /d --dir /d
--dir /d --chmod 0711 /d|--dir /d --chmod 0711:/d
--dir /d --chmod 1777 /d|--dir /d --chmod 1777:/d
--file 0 /f|--file 0:/f
--file 0 /a/b/f|--file 0:/a/b/f
--perms 0600 --file 0 /f|--file 0:/f:mode=600
--symlink far /l|--symlink far:/l
--dir /a --symlink ../far /a/l|--dir /a --symlink ../far:/a/l
--symlink /d /l --dir /d --tmpfs /d|--symlink /d:/l --dir /d --tmpfs /d
--dev /dev --chmod 1777 /dev/shm|--dev
--dev /dev --tmpfs /dev/shm|--dev --tmpfs /dev/shm
--dev /dev --chmod 1777 /dev/shm --bind S/file /dev/file|--dev --bind S/file:/dev/file
--ro-bind S/dir /d --dir /e --symlink d/file /l --tmpfs /t --file 0 /t/f|--ro-bind S/dir:/d --dir /e --symlink d/file:/l --tmpfs /t --file 0:/t/f
--tmpfs /t --bind S/dir /t/x --ro-bind S/other /t/x/deep|--tmpfs /t --bind S/dir:/t/x --ro-bind S/other:/t/x/deep
--ro-bind S/dir /d --bind S/other /d/deep|--ro-bind S/dir:/d --bind S/other:/d/deep
END
done_testing
