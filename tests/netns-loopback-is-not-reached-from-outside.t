#!/bin/sh
# What listens at 127.0.0.1 of the host, and ports published there, are reached neither by a member, whose
# bridge lets 127/8 through for published ports, nor by another host: a rule of ours drops it.
# vm-also: 6.12
# root: needed
. tests/netns.sh
make_outside
before=$(snapshot)
cns-netns up web -p 127.0.0.1:8080:80 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns up db
serve web
mkdir "$test_folder/own"
echo secret >"$test_folder/own/index.html"
busybox httpd -p 127.0.0.1:81 -h "$test_folder/own"
is "$(cat /proc/sys/net/ipv4/conf/cns0/route_localnet)" 1 "the bridge lets 127/8 through"
is "$(cat /proc/sys/net/ipv4/conf/eth0/route_localnet) $(cat /proc/sys/net/ipv4/conf/all/route_localnet)" "0 0" "no other link does"
is "$(fetch http://127.0.0.1:8080/) $(fetch http://127.0.0.1:81/)" "web secret" "the host itself reaches both"
# attack NAME GATEWAY: who is root there sends packets for 127.0.0.1 to the gateway, and takes answers from it.
attack() {
	own=$(ip -n "$1" -4 -o addr show eth0 | awk '{ sub("/.*", "", $4); print $4; exit }')
	ip netns exec "$1" sh -c 'echo 1 >/proc/sys/net/ipv4/conf/all/route_localnet; echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter; echo 0 >/proc/sys/net/ipv4/conf/eth0/rp_filter'
	ip -n "$1" addr flush dev lo
	ip -n "$1" route add 127.0.0.1 via "$2" dev eth0 src "$own" table 55
	ip -n "$1" rule add pref 0 to 127.0.0.1 lookup 55
	ip -n "$1" rule add pref 10 lookup local
	ip -n "$1" rule del pref 0 lookup local
}
attack db 10.88.0.1
attack outside 192.0.2.1
reached() { fetch "http://127.0.0.1:$1/" "$2" | grep -c 'secret\|web'; }
for port in 81 8080; do
	is "$(reached $port db)" 0 "port $port: not by a member"
	is "$(reached $port outside)" 0 "port $port: not by another host"
done
nft flush chain ip cns guard
is "$(reached 81 db)" 1 "without that rule a member would reach it"
cns-netns repair
is "$(reached 81 db)" 0 "repair puts the rule back"
cns-netns down -a
is "$(snapshot)" "$before" "nothing is left"
done_testing
