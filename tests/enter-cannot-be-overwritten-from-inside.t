#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# A container's root that runs /proc/self/exe in the name of cns-enter, keeps it open and writes to
# it when it has ended (CVE-2019-5736), changes nothing.
. tests/lib.sh
. tests/enter.sh

tool=$test_folder/tool
cp "$BIN/cns-enter" "$tool"
chmod 755 "$tool"
before=$(cksum <"$tool")
printf '#!/proc/self/exe -t-\n' >"$test_folder/script"
chmod 755 "$test_folder/script"
mkfifo "$test_folder/list"
# Inside: waits until the script's process is there, holds its program, ends it, writes to it.
cat >"$test_folder/attack" <<'END'
while :; do
	for process in /proc/[0-9]*; do
		case $(tr '\0' ' ' <$process/cmdline 2>/dev/null) in
		*"-t- $1/script"*) exec 9<$process/exe && break 2 ;;
		esac
	done
done
kill -KILL ${process#/proc/}
while [ -e $process/exe ]; do :; done
echo evil >/proc/self/fd/9
echo "attacked $?" >$1/attacked
END
start -mp --mount-proc
# With the target's own user namespace the file would be nobody's inside; so this is as root, or as its owner.
user=$(is_root || echo "-U --preserve-credentials")
exec 7<>"$test_folder/list"
# shellcheck disable=SC2046 # two words or none
nsenter -m -p -t "$target" $user sh "$test_folder/attack" "$test_folder" 2>"$test_folder/refused" &
attacker=$!
"$tool" -t "$target" "$test_folder/script" <&7 >/dev/null 2>&1
wait $attacker
like "$(cat "$test_folder/attacked")" "attacked [12]" "the attack was made, and refused"
is "$(cksum <"$tool")" "$before" "the program is as before"
done_testing
