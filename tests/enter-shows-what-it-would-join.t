#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# --list says of each kind whether the target's namespace is another than ours, its inode and owner;
# --diff in which kinds two targets differ.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh

start -un
one=$target
start -ui
two=$target
list=$(cns-enter -t "$one" --list)
is "$(echo "$list" | awk '{ print $1 }' | tr '\n' ' ')" "mnt uts ipc net pid user cgroup time " "a line for each kind"
is "$(echo "$list" | awk '$2 == "other" && $1 != "user" { print $1 }' | tr '\n' ' ')" "uts net " "those that are other than ours are told"
is "$(echo "$list" | awk '$1 == "net" { print "net:[" $3 "]" }')" "$(readlink "/proc/$one/ns/net")" "the inode is the kernel's"
is "$(echo "$list" | awk '$1 == "net" { print $4 }')" "$(id -u)" "the owner is who made it"
is "$(cns-enter --diff "$one" "$two" | awk '$1 != "user" { print $1 }' | tr '\n' ' ')" "uts ipc net " "--diff names the kinds that differ"
is "$(cns-enter --diff "$one" "$one"; echo $?)" 0 "a target does not differ from itself"
like "$(cns-enter --diff "$one" 2>&1)" "*two targets*" "--diff takes two"
is "$(cns-enter -t "$one" --list >/dev/full 2>/dev/null; echo $?)" 125 "an answer that cannot be written is a failure"
done_testing
