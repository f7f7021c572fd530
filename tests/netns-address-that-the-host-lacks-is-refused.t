#!/bin/sh
# A port is published at an address that the host has, or may have as ip_nonlocal_bind says: one that
# it has not would be a rule that nobody reaches.
. tests/netns.sh
make_outside
cns-netns up web 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
before=$(snapshot)
is "$(cns-netns publish web 203.0.113.9:80:80 2>&1; echo $?)" "cns-netns publish: cannot publish port 203.0.113.9:80:80/tcp: this host does not have the address 203.0.113.9
cns-netns publish: hint: ip addr shows those that it has; for one that comes later, as by VRRP, sysctl -w net.ipv4.ip_nonlocal_bind=1
1" "publish: an address that the host lacks is refused"
is "$(cns-netns publish web '[2001:db8::99]:80:80/udp' 2>&1; echo $?)" "cns-netns publish: cannot publish port [2001:db8::99]:80:80/udp: this host does not have the address 2001:db8::99
cns-netns publish: hint: ip addr shows those that it has; for one that comes later, as by VRRP, sysctl -w net.ipv6.ip_nonlocal_bind=1
1" "publish: and of IPv6"
no "publish: none of several is published then" cns-netns publish web 192.0.2.1:80:80 203.0.113.9:80:80
no "publish: nor of a range" cns-netns publish web 203.0.113.9:80-82:80-82
no "up: no name is made then" cns-netns up other -p 203.0.113.9:80:80
is "$(snapshot)" "$before" "and nothing is left of it"
no "--dry-run refuses it, too" cns-netns publish --dry-run web 203.0.113.9:80:80
yes "but not one that a network would have once it is made" \
	cns-netns up --dry-run --net lab -4 10.9.0.7/24 -p 10.9.0.1:80:80 other
for has in 192.0.2.1 '[2001:db8::1]' 127.0.0.1 127.3.4.5 10.88.0.1 0.0.0.0 '[::]'; do
	yes "an address that the host has is taken: $has" cns-netns publish web "$has:80:80"
	cns-netns unpublish web "$has:80:80"
done
ip route add local 198.51.100.0/24 dev lo
yes "and one of a route of its own" cns-netns publish web 198.51.100.7:80:80
ip link add slow type dummy 2>/dev/null || ip link add slow type veth peer name fast
ip link set slow up
[ ! -e /sys/class/net/fast ] || ip link set fast up
# Whether it is another's the kernel asks for a second, and lets nobody bind meanwhile.
ip addr add 2001:db8:1::5/64 dev slow
yes "and one of IPv6 that is new" cns-netns publish web '[2001:db8:1::5]:80:80'
ip addr add 203.0.113.9/32 dev lo
cns-netns publish web 203.0.113.9:80:80
ip addr del 203.0.113.9/32 dev lo
yes "one that was lost since does not hinder the same again" cns-netns up web -p 203.0.113.9:80:80
yes "nor its end" cns-netns unpublish web 203.0.113.9:80:80
echo 1 >/proc/sys/net/ipv4/ip_nonlocal_bind
echo 1 >/proc/sys/net/ipv6/ip_nonlocal_bind
yes "one that comes later is taken where the host says so" cns-netns publish web 203.0.113.9:80:80
yes "also of IPv6" cns-netns publish web '[2001:db8::99]:80:80'
serve web
ip addr add 203.0.113.9/32 dev lo
is "$(fetch http://203.0.113.9/)" web "and is reached once it is there"
done_testing
