#!/bin/sh
# up --hosts: exec sees the names of all members, also those that come and go while a command runs.
. tests/netns.sh
mkdir "$test_folder/etc"
cp -a /etc/alternatives /etc/passwd "$test_folder/etc/" 2>/dev/null
mount -t tmpfs none /etc
cp -a "$test_folder/etc/." /etc/
echo '127.0.0.1 localhost' >/etc/hosts
before=$(snapshot; find /etc)
cns-netns up --hosts a b 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns up plain
names() { awk '$1 !~ /:|#/ { print $2 }' | tr '\n' ' '; }
is "$(cns-netns exec a cat /etc/hosts | names)" "localhost a b plain " "what the host's has, and all members"
is "$(names </etc/hosts)" "localhost " "the host's own is as it was"
is "$(cns-netns exec plain cat /etc/hosts | names)" "localhost " "who did not ask sees the host's"
serve b
is "$(cns-netns exec a timeout 5 busybox wget -q -O - http://b/)" b "a member is reached by its name"
mkfifo "$test_folder/go"
cns-netns exec a sh -c "cat '$test_folder/go' >/dev/null; cat /etc/hosts" >"$test_folder/seen" &
until [ -n "$(cns-netns pids a)" ]; do :; done
cns-netns up c
cns-netns down b
echo >"$test_folder/go"
wait $!
is "$(names <"$test_folder/seen")" "localhost a plain c " "a command that runs sees who came and who went"
mkdir -p /etc/netns/other
echo mine >/etc/netns/other/hosts
no "a file that somebody wrote is not replaced" cns-netns up --hosts other
is "$(cat /etc/netns/other/hosts)" mine "it is as before"
rm -r /etc/netns/other
cns-netns down -a
is "$(snapshot; find /etc)" "$before" "nothing is left"
done_testing
