#!/bin/sh
# up --dns: exec sees the name servers asked for, also where /etc/resolv.conf is a symbolic link;
# down removes them, but nothing that it did not write.
. tests/netns.sh
cp -a /etc/alternatives "$test_folder/" 2>/dev/null
mount -t tmpfs none /etc
cp -a "$test_folder/alternatives" /etc/ 2>/dev/null
mkdir -p /run/stub
printf 'nameserver 127.0.0.53\noptions edns0\n' >/run/stub/resolv.conf
ln -s /run/stub/resolv.conf /etc/resolv.conf
before=$(snapshot; find /etc)
cns-netns up --dns 192.0.2.53 --dns fd00::53 web 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
is "$(cns-netns exec web grep nameserver /etc/resolv.conf)" "nameserver 192.0.2.53
nameserver fd00::53" "exec sees the servers asked for"
is "$(grep nameserver /etc/resolv.conf)" "nameserver 127.0.0.53" "the host sees its own"
cns-netns down web
is "$(snapshot; find /etc)" "$before" "down removes the file and its folders"
said=$(cns-netns up --dns auto web 2>&1)
is "$? $(echo "$said" | tail -2)" "1 cns-netns up: cannot find name servers that a namespace can reach: /etc/resolv.conf names none but servers of this host alone
cns-netns up: hint: --dns ADDRESS names one" "auto: a stub of the host is no server for a namespace"
is "$(snapshot; find /etc)" "$before" "and nothing is left"
mkdir -p /run/systemd/resolve
echo 'nameserver 192.0.2.9' >/run/systemd/resolve/resolv.conf
cns-netns up --dns auto web
is "$(cns-netns exec web grep nameserver /etc/resolv.conf)" "nameserver 192.0.2.9" "auto: whom the stub asks"
cns-netns down web
mkdir -p /etc/netns/web
echo mine >/etc/netns/web/resolv.conf
no "a file that somebody wrote is not replaced" cns-netns up --dns 192.0.2.53 web
is "$(cat /etc/netns/web/resolv.conf)" mine "nor removed"
is "$(cns-netns up --dns x web 2>&1 | head -1)" "cns-netns up: a name server is an address, or auto, not 'x'" "what is no address is refused"
done_testing
