#!/bin/sh
# shellcheck disable=SC2016
# A user with subordinate ids (subuid(5)) has them inside, after root: files of many owners can be made.
# root: needed
. tests/lib.sh
. tests/lib-root.sh
command -v newuidmap >/dev/null || skip_all "newuidmap is not installed"
command -v setpriv >/dev/null || skip_all "setpriv is not installed"
[ -e /etc/subuid ] || skip_all "there is no /etc/subuid to be covered"
[ -e /etc/subgid ] || skip_all "there is no /etc/subgid to be covered"
root=$test_folder/root
make_root "$root"
chmod 755 "$test_folder"
chmod 1777 "$root/tmp"
echo 65534:200000:1000 >"$test_folder/subids"
tool=$(cd "$BIN" && pwd)/cns-chroot
# as_user ARGUMENT...: as a user whom a private /etc/subuid and /etc/subgid give ids
as_user() {
	cns-unshare --mount sh -c 'for kind in uid gid; do [ -e /etc/sub$kind ] && mount --bind "$0" /etc/sub$kind || exit 1; done
exec setpriv --reuid 65534 --regid 65534 --clear-groups "$@"' "$test_folder/subids" "$tool" --unprivileged "$@" 2>&1
}
is "$(as_user --pivot --bind /proc:/proc "$root" sh -c 'tr -s " " </proc/self/uid_map; cat /proc/self/setgroups')" " 0 65534 1
 1 200000 1000
allow" "root inside is the user, the rest are subordinate ids"
is "$(as_user --userspec=5:6 "$root" sh -c 'id -u; id -g; touch /tmp/file')" "5
6" "other users can be become"
is "$(stat -c '%u %g' "$root/tmp/file")" "200004 200005" "whose files are those of the ids outside"
done_testing
