#!/bin/sh
# --dry-run makes nothing, and prints the commands of ip, nft and sysctl that make the same.
. tests/netns.sh
make_outside
before=$(snapshot)
for verb in "add a b" "add --lo a" "attach a $$" "up a" "up a -p 8080:80" "up --net lab -p 5000-5003:5000-5003/udp --mtu 1400 a" "down a" "del outside" "exec outside true" "down -a"; do
	# shellcheck disable=SC2086
	yes "cns-netns $verb: nothing fails" cns-netns ${verb%% *} --dry-run ${verb#* }
	is "$(snapshot)" "$before" "and nothing is made"
done

# What both make, less what is of one namespace alone (the number in the link's name).
state() {
	ip -d -o link show | sed -E 's/^[0-9]+: //; s/@[^:]*//; s/cns[0-9a-f]+:/HOST:/; s/(link-netnsid|bridge_id|timer|link-netns|designated|port_id|port_no|hello|gc_) ?[^ ]*( [0-9.]+)?//g' |
		grep -oE '^[^ ]+|(master|group|mtu|link/ether) [^ ]+|hairpin on|altname [^ ]+'
	ip -o addr show | awk '{ print $2, $3, $4 }' | grep -v ' fe80'
	ip -n web -o addr show | awk '{ print $2, $3, $4 }' | grep -v ' fe80'
	ip -n web -o link show | grep -oE 'mtu [0-9]+|link/ether [0-9a-f:]+|UP'
	ip -n web route | sed 's/ linkdown//'
	ip -n web -6 route | grep -v fe80 | sed 's/ linkdown//'
	nft list ruleset | sort
	cat /proc/sys/net/ipv4/conf/cns*/forwarding /proc/sys/net/ipv4/conf/cns*/route_localnet /proc/sys/net/ipv4/conf/eth0/forwarding
}
cns-netns up --dry-run --mtu 1400 -p 8080:80 -p 192.0.2.1:9000-9001:90-91/udp web >"$test_folder/commands" 2>/dev/null
sh -e "$test_folder/commands" >"$test_folder/said" 2>&1
is "$? $(cat "$test_folder/said")" "0 " "a shell runs the commands"
pasted=$(state)
ip link del cns-web-eth0
ip netns del web
ip link del cns0
nft flush ruleset
echo 0 >/proc/sys/net/ipv4/conf/eth0/forwarding
is "$(snapshot)" "$before" "(and what they made is gone again)"
cns-netns up --mtu 1400 -p 8080:80 -p 192.0.2.1:9000-9001:90-91/udp web 2>/dev/null
is "$(state)" "$pasted" "they make what up makes"
queues() {
	tc qdisc show | grep -o 'tbf .*'
	tc -n web qdisc show | grep -o 'tbf .*'
}
if ! tc qdisc show dev lo >/dev/null 2>&1; then
	skip "limit" "tc is not installed"
else
	cns-netns limit --dry-run web in=10mbit out=100kbit >"$test_folder/commands" 2>/dev/null
	is "$(queues)" "" "limit limits nothing"
	sh -e "$test_folder/commands"
	pasted=$(queues)
	like "$pasted" "*10Mbit*100Kbit*" "its commands do"
	cns-netns limit web in=none out=none
	is "$(queues)" "" "(and are taken back)"
	cns-netns limit web in=10mbit out=100kbit
	is "$(queues)" "$pasted" "they make what limit makes"
fi
# On a machine that has had no name yet.
fresh() { cns-unshare --mount -- sh -c 'mount -t tmpfs none /run && "$@" && ! test -e /run/netns' sh "$@"; }
yes "up is told where no name was ever made" fresh cns-netns up --dry-run cns-test-fresh
yes "add too" fresh cns-netns add --dry-run cns-test-fresh
done_testing
