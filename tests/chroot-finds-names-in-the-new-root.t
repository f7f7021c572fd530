#!/bin/sh
# User and group names come from the new root's own files, safely; those it lacks come from outside.
# root: needed
# shellcheck disable=SC2016
. tests/lib.sh
. tests/lib-root.sh
root=$test_folder/root
make_root "$root"
who() { cns-chroot "$@" "$root" sh -c 'echo "$(id -u) $(id -g) $(id -G)"' 2>&1; }
fails() {
	said=$(who "$1" 2>&1; echo "status $?")
	like "$said" "$2
status 125" "$3"
}

is "$(who --userspec=ana)" "1234 1235 1235 77" "a name, its group and its memberships are those of the root"
is "$(who --userspec=daemon)" "1 1 1" "a name that the root lacks is found outside"
is "$(who --userspec=ana:daemon)" "1234 1 1 77" "so is a group"
printf '#!/bin/sh\n[ "$*" = "-- passwd directory" ] && echo "directory:x:4567:4568::/:/bin/sh"\n' >"$test_folder/getent"
chmod 755 "$test_folder/getent"
is "$(cns-unshare --mount sh -c 'mount --bind "$1/getent" /usr/bin/getent && cns-chroot --userspec=directory "$1/root" id -u' sh "$test_folder")" \
	4567 "names that only a service of outside knows come from getent(1)"
echo 'daemon:x:666:666::/:/bin/sh' >>"$root/etc/passwd"
is "$(who --userspec=daemon)" "666 666 666" "the root's own line wins"

echo '1000:x:0:0::/:/bin/sh' >>"$root/etc/passwd"
echo '1000:x:0:' >>"$root/etc/group"
echo '4294967296:x:0:0::/:/bin/sh' >>"$root/etc/passwd"
is "$(who --userspec=1000:1000)" "1000 1000 1000" "digits are an id, whatever line the root has of that name"
fails --userspec=4294967296 "*there is no user '4294967296'*" "an id too large is no name either"
fails --userspec=4294967295:0 "*there is no user '4294967295'*" "the id that means no change is refused"
fails --userspec=0x10:0 "*there is no user '0x10'*" "hexadecimal is no id"
fails --userspec=010:0 "*there is no user '010'*" "a leading zero is no id"
fails "--userspec= 0:0" "*there is no user ' 0'*" "a blank is no part of an id"
escape=$(printf '\033')
fails "--userspec=${escape}[31m" "*there is no user '*033?31m'*" "an escape sequence is spelt, not sent"

refused() {
	rm -f "$root/etc/passwd"
	"$@"
	said=$(timeout 10 cns-chroot --userspec=1000 "$root" true 2>&1)
	is "$?" 125 "$claim: refused"
	like "$said" "cns-chroot: cannot find out who '1000' is: *$words*" "$claim: and said so"
}
claim="a FIFO for passwd" words="it is no regular file"
refused mkfifo "$root/etc/passwd"
claim="a link to /dev/zero" words="ELOOP"
refused ln -s /dev/zero "$root/etc/passwd"
claim="a directory" words="it is no regular file"
refused mkdir "$root/etc/passwd"
rmdir "$root/etc/passwd"
claim="a file of 2 MiB" words="larger than 1 MiB"
refused truncate -s 2M "$root/etc/passwd"
rm -r "${root:?}/etc"
mkdir "$root/real"
echo 'ana:x:55:56::/:/bin/sh' >"$root/real/passwd"
ln -s ../../../../../../../../real "$root/etc"
is "$(who --userspec=ana)" "55 56 56" "a link that climbs out of the root stays inside"
done_testing
