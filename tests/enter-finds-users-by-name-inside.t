#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# A user or group named on the command line is the one that the target's own files say, never one of
# ours; a number is a number whatever they say, and files that are none are refused at once.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh
busybox=$(command -v busybox) || skip_all "busybox is not installed"

root=$test_folder/root
mkdir -p "$root/bin" "$root/proc" "$root/dev" "$root/etc"
chmod 755 "$test_folder" "$root"
cp "$busybox" "$root/bin/busybox"
for name in sh sleep id; do ln -s busybox "$root/bin/$name"; done
passwd='root:x:0:0::/root:/bin/sh
bob:x:1000:1001::/home/bob:/bin/sh
1000:x:0:0::/:/bin/sh'
echo "$passwd" >"$root/etc/passwd"
printf 'root:x:0:\nbobs:x:1001:\nwheel:x:4:bob\n' >"$root/etc/group"

confine="cns-chroot --pivot --proc --dev $root"
start -m -p -f
enter() { cns-enter -t "$target" "$@" 2>&1; }
ids() { enter "$@" id | sed 's/([^)]*)//g'; }

like "$(ids --user=root)" "uid=0 gid=0*" "--user=NAME is found inside"
if is_root; then
	is "$(ids --user=bob)" "uid=1000 gid=1001 groups=4,1001" "with its own group, and those that list it"
	is "$(ids --user=bob:root)" "uid=1000 gid=0 groups=0,4" "--user=NAME:GROUP"
	is "$(ids -Ubob)" "uid=1000 gid=1001 groups=4,1001" "-UNAME"
	is "$(ids -S bob -G wheel)" "uid=1000 gid=4" "-S NAME and -G NAME"
	is "$(ids -a -S bob -G wheel)" "uid=1000 gid=4" "also as nsenter does it"
	is "$(ids --user=1000)" "uid=1000 gid=1001 groups=4,1001" "a number is an id, though a line of the file has it as a name"
	is "$(ids -S 1000 -G 1000)" "uid=1000 gid=1000" "also for -S"
	like "$(ids --user=77)" "*user 77 has no entry in passwd, so its group must be said*" "an id without an entry needs a group"
	is "$(ids --user=77:4)" "uid=77 gid=4 groups=4" "which is its only one"
	is "$(enter --user=bob sh -c 'echo "$HOME $USER"')" "/home/bob bob" "HOME and USER are those of the user"
else
	like "$(ids --user=bob)" "*user 1000 has no meaning in the target's user namespace*" "a user that is not mapped is told"
fi
ours=$(cut -d: -f1 /etc/passwd | grep -vx -e root -e bob | sed -n 1p)
like "$(enter "--user=$ours" id)" "*there is no user '$ours' in the target*" "a user of ours is nobody there"
like "$(enter -G nogroup-$$ id)" "*there is no group 'nogroup-$$' in the target*" "so is a group"
for id in 4294967296 4294967295 -1 +0 0x0 00 ' 0' ''; do
	like "$(enter -S "$id" id)" "*'$id' is no id from 0 to 4294967294*" "-S '$id' is refused"
done
like "$(enter --user=root -S 0 id)" "*excludes*" "--user=NAME beside -S is a contradiction"
like "$(cd "$test_folder" && : >root-$$ && enter --user=root-$$ id)" "*this is no namespace's file*" "a file that is there is a namespace's"
is "$(enter "--user=/proc/$target/ns/user" sh -c 'echo in')" in "a path is the namespace's file"

for kind in fifo endless link absent; do
	rm -f "$root/etc/passwd"
	case $kind in
	fifo) mkfifo "$root/etc/passwd" ;;
	endless) truncate -s 1T "$root/etc/passwd" ;;
	link) ln -s /proc/self/environ "$root/etc/passwd" ;;
	esac
	said=$(timeout 60 cns-enter -t "$target" --user=root sh -c 'echo in' 2>&1)
	like "$?: $said" "125: cns-enter: cannot find out who 'root' is: *" "a name is not found by a passwd file that is: $kind"
	said=$(timeout 60 cns-enter -t "$target" sh -c 'echo in; echo "$HOME"' 2>/dev/null)
	is "$said" "in
/" "without a name it does not keep us out: $kind"
done
mkfifo "$root/etc/passwd"
is "$(enter sh -c :)" \
	"cns-enter: the target's passwd file is of no use (/etc/passwd of the root is refused: it is no regular file): HOME, USER and SHELL are defaults" "and is said"
done_testing
