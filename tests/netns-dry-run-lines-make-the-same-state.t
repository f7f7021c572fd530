#!/bin/sh
# The lines that --dry-run prints, run by a shell in a world of the same beginning, make there what the
# verb itself makes in another: links, addresses, routes, queues, rules, settings, names, files.
# root: needed
. tests/netns.sh
for program in tc bridge nft; do
	command -v $program >/dev/null || skip_all "$program is not installed"
done
export test_folder
mkdir "$test_folder/etc"
cp -a /etc/alternatives /etc/passwd "$test_folder/etc/" 2>/dev/null

# What there is; the records of /run/cns are the program's own, and no command makes them.
cat >"$test_folder/state" <<'END'
look() { # NAMESPACE
	echo "in $1"
	shift
	"$@" ip -o link
	"$@" ip -o addr
	"$@" ip route show table all
	"$@" tc qdisc show
}
{
	look here
	for name in /run/netns/*; do
		[ ! -e "$name" ] || look "$name" nsenter --net="$name"
	done
	bridge -d -o link
	nft list ruleset
	ip netns list-id
	grep -s . /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding \
		/proc/sys/net/ipv4/conf/*/forwarding /proc/sys/net/ipv4/conf/*/route_localnet \
		/proc/sys/net/ipv6/conf/*/force_forwarding /proc/sys/net/ipv6/conf/*/accept_ra
	grep -rs . /etc/netns
} | grep -v 'noqueue\|qdisc noop\| fe80\|^multicast\|^broadcast\|^local\|ff00::' | sed -E '
	s/^[0-9]+: //; s/([^ ])@[^: ]+/\1/; s/cns[1-9a-f][0-9a-f]*/HOST/g; s/ linkdown//; s/link-netns(id)? [^ ]*//
	/^(d[01]|topo[0-9]+|wan)[: ]/s,link/ether [^ ]*,,
	s/(,LOWER_UP|NO-CARRIER,|,M-DOWN)//; s/state [A-Za-z]+//; s/ pref [a-z]+//
	s/qdisc ([a-z]+) [0-9a-f]+:/qdisc \1/; s/port_(id|no) [^ ]+//g' | sort
END
cat >"$test_folder/world" <<'END'
mount -t tmpfs none /run
mount -t tmpfs none /etc
cp -a "$test_folder/etc/." /etc/
echo '127.0.0.1 localhost' >/etc/hosts
echo 'nameserver 192.0.2.53' >/etc/resolv.conf
ip -batch - <<'BATCH'
link set lo up
link add eth0 address 02:00:00:00:00:a0 type veth peer name eth1 address 02:00:00:00:00:a1
addr add 192.0.2.1/24 dev eth0
addr add 2001:db8::1/64 dev eth0 nodad
link set eth0 up
link set eth1 up
route add default via 192.0.2.2
BATCH
how=$1 before=$2 verb=$3
shift 3
sh -c "$before" >/dev/null 2>&1
if [ "$how" = pasted ]; then
	cns-netns "$verb" --dry-run "$@" >"$test_folder/lines" 2>"$test_folder/said" || cat "$test_folder/said"
	sh -e "$test_folder/lines"
else
	cns-netns "$verb" "$@" 2>"$test_folder/said" || cat "$test_folder/said"
fi
sh "$test_folder/state"
END
# same BEFORE VERB ARGUMENT...
same() {
	for how in pasted made; do
		unshare -nm sh "$test_folder/world" $how "$@" >"$test_folder/$how" 2>&1
	done
	before=$1
	shift
	if [ ! -s "$test_folder/lines" ]; then
		fail "$*" "it printed no line"
	elif cmp -s "$test_folder/pasted" "$test_folder/made"; then
		ok "$*"
	else
		fail "$*" "$(diff "$test_folder/pasted" "$test_folder/made")
after: $before"
	fi
}
cat >"$test_folder/lab" <<'END'
net lan 10.1.0.0/24
host a b c
join a lan 10.1.0.5
join b lan
link b:wan c:wan 10.9.0.1/30 10.9.0.2/30
END
bridge_in_a='ip netns add a; ip -n a link add d0 up type bridge; ip -n a addr add 10.1.0.2/24 dev d0'
same true add --lo a b
same true attach here $$
same 'ip netns add a' set a 7
same true up --net lab --rate 10mbit a b
same true up --dns auto --hosts --mtu auto -p 80:80 -p '[2001:db8::1]:81:81' -p 82:82/sctp web
same true up --no-gateway --ifname net1 --mac 02:00:00:00:00:07 -4 10.88.0.9 --dns 192.0.2.9 \
	-p 80-81:80-81/udp --from 192.0.2.0/24 --from 2001:db8::/64 web
same 'cns-netns up other; cns-netns up web -p 80:80' down web
same 'cns-netns up --dns 192.0.2.9 --hosts -p 80:80 web' down -a
same 'cns-netns up -p 80:80 web' del web
same true net create --internal --subnet 10.77.0.0/24 --subnet6 fd77::/64 lab
same true net create --isolated lab
same 'cns-netns net create --isolated lab' up --net lab a b
same 'cns-netns net create --internal lab' up --net lab a
same 'cns-netns net create --isolated lab' net rm lab
same 'cns-netns up web' publish --from 192.0.2.0/24 web 80:80 90-92:90-92/udp
same 'cns-netns up web; cns-netns publish web 80:80 81:81; cns-netns publish --from 192.0.2.0/24 web 82:82' \
	unpublish web 80:80 82:82
same 'cns-netns up --rate 1mbit web' limit web in=none out=2mbit
same 'ip netns add a' link add --peer d1 --up a:d0
same 'ip netns add a' link add -t macvlan --parent eth0 --mode private a:d0
same 'ip netns add a' link add -t vxlan --id 9 --remote 192.0.2.9 --parent eth0 a:d0
same "$bridge_in_a" link del a:d0
same 'ip netns add a' link move --return eth0 a:d1
same 'ip netns add a; cns-netns link move --return eth0 a:d1' link return a:d1
same 'ip netns add a; ip link set eth1 netns a name d1' link move a:d1 eth1
same "$bridge_in_a" addr add a:d0 10.2.0.2/24 fd00::2/64
same "$bridge_in_a" addr del a:d0 10.1.0.2/24
same "$bridge_in_a" route add a default via 10.1.0.1 metric 5
same "$bridge_in_a; ip -n a route add 10.5.0.0/16 via 10.1.0.1" route del a 10.5.0.0/16
same true topo up "$test_folder/lab"
same "cns-netns topo up $test_folder/lab" topo down "$test_folder/lab"
same 'cns-netns up web -p 80:80; nft flush ruleset' repair
same 'cns-netns up web -p 80:80; cns-netns up db; ip netns del web; while ip link show cns-web-eth0; do :; done' gc
done_testing
