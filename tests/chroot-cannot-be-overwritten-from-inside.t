#!/bin/sh
# A root whose command is /proc/self/exe, and somebody inside who holds the program and writes to it when it has ended
# (CVE-2019-5736), change nothing: where the command is confined, the program is one that cannot be written to.
# root: needed
. tests/lib.sh
. tests/lib-root.sh
# A program with a loader does not start in a root that has none.
needs_plain_build
root=$test_folder/root tool=$test_folder/tool
make_root "$root"
cp "$BIN/cns-chroot" "$tool"
chmod 755 "$tool"
before=$(cksum <"$tool")
printf '#!/proc/self/exe --list-options\n' >"$root/evil"
chmod 755 "$root/evil"
mkfifo "$root/full"
# The program waits in write(2) until the pipe that is its output is read; meanwhile it is taken hold of.
cat >"$test_folder/attack" <<'END'
exec 8<>"$2/full"
dd if=/dev/zero of=/proc/self/fd/8 oflag=nonblock bs=4096 2>/dev/null
"$1/tool" $3 --proc "$2" /evil >&8 2>/dev/null &
while :; do
	for process in /proc/[0-9]*; do
		case $(tr '\0' ' ' <$process/cmdline 2>/dev/null) in
		*"--list-options /evil"*) exec 9<$process/exe && break 2 ;;
		esac
	done
done
kill -KILL ${process#/proc/}
wait
echo evil 2>/dev/null >/proc/self/fd/9
echo "attacked $?"
END
attack() { cns-unshare --mount --pid --mount-proc sh "$test_folder/attack" "$test_folder" "$root" "$1" 2>/dev/null | tail -n 1; }
is "$(attack --caps=docker)" "attacked 2" "the attack is refused"
is "$(cksum <"$tool")" "$before" "the program is as before"
done_testing
