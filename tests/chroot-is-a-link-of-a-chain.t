#!/bin/sh
# Chain loading: namespaces by cns-unshare, then a layered root by cns-chroot, then the command; nothing else in between.
# shellcheck disable=SC2016
. tests/lib.sh
. tests/lib-root.sh
make_root "$test_folder/base"
mkdir -p "$test_folder/app/bin"
printf '#!/bin/sh\necho "$0 $1 as PID $$ on $(hostname), sees $(ls -d /proc/[0-9]* | wc -l), says $(cat)"\nexit 7\n' \
	>"$test_folder/app/bin/httpd"
chmod 755 "$test_folder/app/bin/httpd"
ln -s busybox "$test_folder/base/bin/hostname"
is_root && user='' || user='--user --map-root-user'
cd "$test_folder" || exit
# shellcheck disable=SC2086
said=$(echo input | cns-unshare $user --mount --uts --ipc --pid --hostname web -- \
	cns-chroot --lower ./app --lower ./base --volatile --proc --dev=minimal ./web -- \
	/bin/httpd -f 2>&1)
is "$?" 7 "the exit status passes through"
like "$said" "/bin/httpd -f as PID 1 on web, sees *, says input" "the command runs in all that was made for it"
is "$(ls)" "app
base" "and nothing was made outside"
exec 7<base/etc/passwd
is "$(cns-chroot base sh -c 'cat <&7' 2>/dev/null)" "$(cat base/etc/passwd)" "an open descriptor passes through"
is "$(cns-chroot --pivot base sh -c 'ls /proc/self/fd 2>/dev/null; echo "$PWD $TREASURE"' 2>/dev/null)" "/ " "the directory is /"
is "$(TREASURE=gold cns-chroot --pivot base sh -c 'echo "$TREASURE"' 2>/dev/null)" gold "the environment passes through"
umask 027
is "$(cns-chroot --tmpfs /tmp base sh -c 'umask' 2>/dev/null)" 0027 "the umask passes through"
done_testing
