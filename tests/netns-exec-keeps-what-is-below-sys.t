#!/bin/sh
# exec shows the namespace's own links in /sys, and keeps what was mounted below it; each file of
# /etc/netns/NAME covers its counterpart, symbolic links themselves.
. tests/netns.sh
cns-netns add web || skip_all "no namespace can be made here"
below() { grep -c ' /sys/.' /proc/self/mountinfo; }
before=$(below)
[ "$before" -gt 0 ] || skip_all "nothing is mounted below /sys here"
is "$(cns-netns exec web ls /sys/class/net)" "$(cns-netns exec web sh -c 'ip -o link | cut -d: -f2 | tr -d " "')" \
	"/sys shows the links of the namespace"
# Those of the old /sys stay in the table, covered; the new ones are what is reached.
is "$(cns-netns exec web sh -c 'ls /sys/fs/cgroup | wc -l')" "$(find /sys/fs/cgroup -mindepth 1 -maxdepth 1 | wc -l)" \
	"/sys/fs/cgroup is as before"
is "$(below)" "$before" "outside nothing changes"
is "$(cns-netns exec --keep-sys web sh -c 'grep -c " /sys " /proc/self/mountinfo')" \
	"$(grep -c ' /sys ' /proc/self/mountinfo)" "--keep-sys mounts nothing there"

mount -t tmpfs none /etc
mkdir -p /etc/netns/web
echo host >/etc/hosts
echo nameserver 127.0.0.53 >"$test_folder/stub"
ln -s "$test_folder/stub" /etc/resolv.conf
ln -s nowhere /etc/dangling
for file in hosts resolv.conf dangling; do
	echo "web's $file" >/etc/netns/web/$file
	is "$(cns-netns exec web cat /etc/$file)" "web's $file" "/etc/$file is the namespace's"
done
is "$(cat "$test_folder/stub" /etc/hosts)" "nameserver 127.0.0.53
host" "what the link points to, and the host's files, are as before"
is "$(cns-netns exec --keep-etc web cat /etc/hosts)" host "--keep-etc covers nothing"
echo x >/etc/netns/web/only-there
is "$(cns-netns exec web true 2>&1)" "cns-netns exec: warning: /etc/netns/web/only-there is not seen, as there is no /etc/only-there to bind it over" \
	"a file without a counterpart is told of"
no "a command that is missing is a failure" cns-netns exec web /no/such
cns-netns exec web /no/such 2>/dev/null
is $? 127 "of status 127"
cns-netns exec web /etc/hosts 2>/dev/null
is $? 126 "one that is not runnable is 126"
cns-netns exec nope true 2>/dev/null
is $? 125 "a name that is not there is 125"
cns-netns exec -a sh -c 'exit 3' >/dev/null
is $? 3 "--all ends with the first status that is not 0"
done_testing
