#!/bin/sh
# doctor: each thing that is in the way is provoked and named, nothing else is, and what it prints as
# the cure, run by a shell, takes the complaint away.
# vm-also: 6.12
# root: needed
. tests/netns.sh
mkdir "$test_folder/etc"
cp -a /etc/alternatives /etc/passwd "$test_folder/etc/" 2>/dev/null
mount -t tmpfs none /etc
cp -a "$test_folder/etc/." /etc/
echo 'nameserver 192.0.2.53' >/etc/resolv.conf
make_outside
ip -6 route add default via 2001:db8::2
modprobe -q br_netfilter 2>/dev/null
for setting in /proc/sys/net/bridge/bridge-nf-call-*tables; do
	[ ! -w "$setting" ] || echo 0 >"$setting"
done
for setting in /proc/sys/net/ipv4/conf/*/rp_filter; do
	echo 0 >"$setting"
done
cns-netns up web 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
is "$(cns-netns doctor; echo $?)" 0 "where nothing is in the way it says nothing"

# names PATTERN WHAT: it complains of that alone; its cure, for the name web, helps.
names() {
	said=$(cns-netns doctor)
	like "$? $(echo "$said" | grep -c '^[^ ]') $said" "1 1 $1" "$2: it is named"
	echo "$said" | sed -n 's/^    //; s/NAME/web/g; 2p' >"$test_folder/cure"
	sh -e "$test_folder/cure" >"$test_folder/err" 2>&1
	is "$? $(cns-netns doctor; echo $?)" "0 0" "$2: the cure helps"
}
echo 0 >/proc/sys/net/ipv4/conf/eth0/forwarding
names "eth0 forwards no packets, so*" "forwarding"
echo 0 >/proc/sys/net/ipv6/conf/all/forwarding
[ ! -w /proc/sys/net/ipv6/conf/eth0/force_forwarding ] || echo 0 >/proc/sys/net/ipv6/conf/eth0/force_forwarding
names "eth0 forwards no packets of IPv6*" "forwarding of IPv6"
echo 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter
names "eth0 drops what comes another way*rp_filter*" "rp_filter of a link"
echo 0 >/proc/sys/net/ipv4/conf/eth0/rp_filter
echo 1 >/proc/sys/net/ipv4/conf/all/rp_filter
names "eth0 drops what comes another way*rp_filter*" "rp_filter of all links"
echo 0 >/proc/sys/net/ipv4/conf/all/rp_filter

serve outside
# shut FAMILY POLICY RULE...: a chain of somebody else, that answers to other hosts alone pass.
shut() {
	nft add table "$1" other
	nft add chain "$1" other gate "{ type filter hook forward priority 0 ; policy $2 ; }"
	nft add rule "$1" other gate ct mark 7 accept
	shift 2
	[ $# = 0 ] || nft add rule "$@"
	is "$(fetch http://192.0.2.2/ web | grep -c '^outside')" 0 "(it is in the way)"
}
opens() {
	is "$(fetch http://192.0.2.2/ web)" outside "$1: and packets pass"
	nft flush ruleset
	cns-netns repair
}
shut inet drop
names "the chain gate of the table inet other drops*" "a policy"
opens "a policy"
shut ip accept ip other gate counter drop
names "the chain gate of the table ip other drops*" "a rule that drops all"
opens "a rule that drops all"
shut inet accept inet other gate reject with icmpx type admin-prohibited
names "the chain gate of the table inet other drops*" "a rule that rejects all, as firewalld's"
opens "a rule that rejects all, as firewalld's"
if iptables -V 2>/dev/null | grep -q nf_tables && iptables -A FORWARD -j REJECT 2>/dev/null; then
	names "the chain FORWARD of the table ip filter drops*" "iptables -j REJECT"
	opens "iptables -j REJECT"
else
	skip "iptables -j REJECT" "there is no iptables on nf_tables"
fi
if iptables-legacy -P FORWARD DROP 2>/dev/null; then
	is "$(fetch http://192.0.2.2/ web | grep -c '^outside')" 0 "(it is in the way)"
	names "the chain FORWARD of iptables-legacy drops*" "a policy of iptables-legacy"
	is "$(fetch http://192.0.2.2/ web)" outside "a policy of iptables-legacy: and packets pass"
	iptables-legacy -D FORWARD 1
	like "$(cns-netns doctor)" "the chain FORWARD of iptables-legacy drops*" "one way of two is not enough"
	iptables-legacy -F FORWARD
	iptables-legacy -A FORWARD -p tcp -i cns+ -j ACCEPT
	iptables-legacy -A FORWARD -o cns+ -j ACCEPT
	like "$(cns-netns doctor)" "the chain FORWARD of iptables-legacy drops*" "nor one protocol of all"
	iptables-legacy -F FORWARD
	iptables-legacy -P FORWARD ACCEPT
else
	skip "a policy of iptables-legacy" "there is none, or this kernel has no tables for it"
fi
nft add table ip other
nft add chain ip other gate '{ type filter hook forward priority 0 ; policy accept ; }'
nft add rule ip other gate ip saddr 203.0.113.0/24 drop
is "$(cns-netns doctor)" "" "a rule that drops some is not complained of"
nft add rule ip other gate accept
nft add rule ip other gate drop
is "$(cns-netns doctor)" "" "nor one behind a rule that accepts all"
nft delete table ip other

ip link set eth0 mtu 1400
names "the MTU of a network is 1500, but only 1400*" "MTU"
ip link set eth0 mtu 1500
if [ -w /proc/sys/net/bridge/bridge-nf-call-iptables ]; then
	echo 1 >/proc/sys/net/bridge/bridge-nf-call-iptables
	names "br_netfilter lets even packets between neighbours*" "br_netfilter"
else
	skip "br_netfilter" "this kernel has none"
fi

mount --make-private /run/netns
names "/run/netns is private*" "propagation"
like "$(unshare -m --propagation private cns-netns doctor)" "/run/netns is not that of process 1*" "a mount namespace apart"
like "$(unshare -m --propagation private sh -c 'cns-netns add apart; cns-netns doctor; cns-netns del apart')" \
	"/run/netns is not that of process 1*" "and one where a name was made"
cns-netns gc

echo 'nameserver 127.0.0.53' >/etc/resolv.conf
mkdir -p /run/systemd/resolve
echo 'nameserver 192.0.2.9' >/run/systemd/resolve/resolv.conf
said=$(cns-netns doctor)
like "$? $said" "1 /etc/resolv.conf names a server of this host alone*" "a stub of DNS is named"
cns-netns down web
echo "$said" | sed -n 's/^    //; s/NAME/web/; 2p' >"$test_folder/cure"
sh -e "$test_folder/cure"
is "$(cns-netns exec web cat /etc/resolv.conf | grep nameserver)" "nameserver 192.0.2.9" "its cure helps"
done_testing
