#!/bin/sh
. tests/lib.sh
. tests/enter.sh
start -m -p -n --fork
value() { cns-ps --json "$1" 2>/dev/null | jq -r ".facts[] | select(.section == \"$2\" and .item == \"$3\").value"; }
is "$(value "$target" process command)" "sleep 1000" "its command"
is "$(value "$target" namespace net)" \
	"its own $(readlink "/proc/$target/ns/net" | tr -dc 0-9)" "a namespace of its own"
is "$(value "$target" namespace uts)" \
	"ours $(readlink /proc/self/ns/uts | tr -dc 0-9)" "and one that it shares with us"
is "$(value "$target" container init)" "$target" "its container"
is "$(value "$target" limit "open files")" "$(sed -n "s/^Max open files *\([0-9]*\) *\([0-9]*\).*/\1 (hard \2) files/p" "/proc/$target/limits")" "its limits"
is "$(value "$target" network links)" \
	"$(($(wc -l <"/proc/$target/net/dev") - 2))" "how many links it has"
is "$(value "$target" root mounts)" "$(wc -l <"/proc/$target/mountinfo" | tr -d ' ')" "and mounts"
if ! is_root; then
	is "$(value "$target" ids "users from 0")" "0 inside is $(id -u) outside" "its ids in words"
	is "$(value $$ capability effective)" none "capabilities"
	is "$(value $$ capability "lacks CAP_KILL")" "could send signals to processes of others" \
		"and what the missing ones would allow"
fi
first=$target
start -m -p -n -u --fork
cns-ps --json --diff "$first" "$target" 2>/dev/null >"$test_folder/diff"
is "$(jq -r '.differences[] | select(.section == "namespace") | .item' "$test_folder/diff" |
	tr '\n' ' ')" "mnt uts net pid $(is_root || echo 'user ')" "--diff: only what differs"
is "$(jq -r '.differences[] | select(.item == "pid" and .section == "process") | .first + " " + .second' \
	"$test_folder/diff")" "$first $target" "with both values"
done_testing
