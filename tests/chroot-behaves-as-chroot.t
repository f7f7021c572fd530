#!/bin/sh
# The same arguments through chroot(1) and cns-chroot: same output, same exit status.
# root: needed
. tests/lib.sh
. tests/lib-root.sh
chroot --version 2>/dev/null | grep -q coreutils || skip_all "coreutils' chroot is not installed"
root=$test_folder/root
make_root "$root"
printf '#!/no/such/interpreter\n' >"$root/bin/orphan"
printf 'echo text\n' >"$root/bin/text"
touch "$root/bin/plain"
mkdir "$root/bin/folder"
chmod 755 "$root/bin/orphan" "$root/bin/text"
ln -s / "$test_folder/slash"
ln -s root "$test_folder/link"
: >"$test_folder/file"

# same ARGUMENT...: standard output and status agree; errors need not have the same words
same() {
	theirs=$(chroot "$@" 2>/dev/null </dev/null; echo "status $?")
	ours=$(cns-chroot "$@" 2>"$test_folder/error" </dev/null; echo "status $?")
	is "$ours" "$theirs" "chroot $*"
	case $ours in
	*'status 0') said=$(grep ^cns-chroot "$test_folder/error"); [ -z "$said" ] || fail "and silently" "$said" ;;
	esac
}
for command in true false 'sh -c exit\ 42' pwd 'sh -c pwd;ls' 'echo -- a -b' 'sh -c kill\ -9\ $$' /bin/true /bin/none none \
	/bin/plain /bin/orphan text /bin /bin/folder /bin/true/x 'id -u' 'env' 'sh -c umask'; do
	eval "set -- $(printf '%s' "$command" | sed 's/;/\\;/g; s/\$/\\$/g')"
	same "$root" "$@"
done
same "$test_folder/link" ls /
same "$root/" ls /
same "$root/." ls /
same "$root//bin/.." ls /
same "$test_folder/none" true
same "$test_folder/file" true
same '' true
same / true
same "$test_folder/slash" true
same
same --no-such-option / true
same --userspec
same --userspec=root "$root" id
same --userspec=ana "$root" id
same --userspec=ana: "$root" id
same --userspec=ana:pics "$root" id
same --userspec=:pics "$root" id
same --userspec=:77 "$root" id
same --userspec=1234 "$root" id
same --userspec=+1234 "$root" id
same --userspec=1234:77 "$root" id
same --userspec=+1234:+77 "$root" id
same --userspec=4321 "$root" id
same --userspec=4321:5 "$root" id
same --userspec=4321:none "$root" id
same --userspec=none "$root" id
same --userspec=none:0 "$root" id
same --userspec=ana.pics "$root" id
same --userspec= "$root" id
same --userspec=: "$root" id
same --userspec=0:0 "$root" id
same --userspec=4294967296 "$root" id
same --userspec=-1 "$root" id
same --userspec=none:ana "$root" id
same --user=ana "$root" id
same --userspec ana "$root" id
same --user ana --gr= "$root" id
same --groups= "$root" id
same --groups=77 "$root" id
same --groups=77,78,79 "$root" id
same --groups=pics,films "$root" id
same --groups=pics,+99,1 "$root" id
same --groups=none "$root" id
same --groups=pics,none "$root" id
same --groups=, "$root" id
same --groups=77,77 "$root" sh -c 'id -G'
same --group=films "$root" id
same --userspec=ana --groups=films "$root" id
same --userspec=ana --groups= "$root" id
same --userspec=:pics --groups=films "$root" id
same --userspec=1234:0 --groups=0 "$root" id
same --groups=daemon "$root" id
same --skip-chdir / pwd
same --skip-chdir "$root" pwd
same --skip-chdir "$test_folder/slash" pwd
same --skip "$root/../../../../../../../.." pwd
same -- "$root" echo a
same "$root" echo -n --userspec=none
SHELL=/bin/echo
export SHELL
same "$root"
unset SHELL
same "$root"
cd "$root/bin" || exit
same .. pwd
same ./.. ls
done_testing
