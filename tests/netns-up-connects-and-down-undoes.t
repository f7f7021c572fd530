#!/bin/sh
# up: bridge, link, addresses, default route, lo, translation; repeated it changes nothing; down
# leaves the host as it was.
. tests/netns.sh
make_outside
before=$(snapshot)
cns-netns up web >"$test_folder/out" 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
like "$(cat "$test_folder/err")" "cns-netns up: note: *net.ipv4.conf.LINK.forwarding*default*eth0 " \
	"the one setting of the host that it changes is told of"
is "$(cat "$test_folder/out")" "" "otherwise it is silent"
like "$(ip -n web -4 -o addr show eth0)" "*inet 10.88.0.2/24 brd 10.88.0.255*" "an address"
like "$(ip -n web -6 -o addr show eth0 scope global)" "*inet6 fd*::2/64*nodad*" "of IPv6 too, usable at once"
like "$(ip -n web route)" "default via 10.88.0.1 dev eth0*" "a default route"
like "$(ip -n web -6 route)" "*default via fd*::1 dev eth0*" "of IPv6 too"
like "$(ip -n web link show lo)" "*<LOOPBACK,UP*" "lo is up"
like "$(ip link show master cns0)" "*cns*@*master cns0 state UP*altname cns-web-eth0*" \
	"the other end is a port of the bridge, and its other name says whose"
like "$(cat /proc/sys/net/ipv4/ip_forward)" 0 "ip_forward itself is left alone"
cns-netns exec outside busybox nc -l -p 7 >"$test_folder/heard" &
until cns-netns exec outside ss -Hltn 'sport = :7' | grep -q .; do :; done
echo hello | cns-netns exec web timeout 5 busybox nc 192.0.2.2 7
wait $!
is "$(cat "$test_folder/heard")" hello "another host is reached"

during=$(snapshot)
is "$(cns-netns up web 2>&1; cns-netns up --gateway web 2>&1)" "" "repeated it says nothing, also where its default is said"
is "$(snapshot)" "$during" "and changes nothing"
is "$(cns-netns up --json web)" "$(cns-netns up --json web)" "the answer is the same each time"
if command -v jq >/dev/null; then
	is "$(cns-netns up --json web | jq -r '.[0] | .name, .network, .bridge, .interface, .addresses[0], .gateways[0]' | tr '\n' ' ')" \
		"web default cns0 eth0 10.88.0.2/24 10.88.0.1 " "--json says what was made"
fi
cns-netns up --no-gateway db
is "$(ip -n db route | grep default)" "" "--no-gateway leaves the default route out"
is "$(ip -n db -4 -o addr show eth0 | awk '{ print $4 }')" 10.88.0.3/24 "the next one gets the next address"
cns-netns down db
is "$(snapshot)" "$during" "its down leaves the first as it was"
cns-netns down web
is "$(snapshot)" "$before" "the last down leaves the host as it was"
is "$(cns-netns down web 2>&1)" "" "down of what is not up is no failure"

cns-netns up --net lab -4 10.5.0.7/24 -6 fd05::7/64 web 2>/dev/null
is "$(ip -n web -o addr show eth0 scope global | awk '{ print $4 }' | tr '\n' ' ')$(cns-netns net list -o subnet --noheadings --raw)" \
	"10.5.0.7/24 fd05::7/64 10.5.0.0/24" "an address with its prefix chooses the subnet of a network that is made"
cns-netns down --net lab web
like "$(cns-netns up --net lab -4 10.5.0.7/24 -6 fd05::8/64 web 2>&1)" \
	"*cns-netns up: cannot give a member of the network lab *same number in both subnets: with -4 it is 7, not 8 as in fd05::8*" \
	"an address of another number in the other subnet is told"
is "$(snapshot)" "$before" "and nothing is left of it"
said=$(unshare -n sh -c 'ip link set lo up; echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
	cns-netns up four; cns-netns down four' 2>&1)
like "$said" "*note: IPv6 is switched off on this host: the network is of IPv4 alone*" "a network without IPv6 is told"

cns-netns add kept
cns-netns up kept 2>/dev/null
cns-netns down kept
is "$(cns-netns list -q)" "kept
outside" "a name that was there before up stays after down"
cns-netns up kept 2>/dev/null
cns-netns del kept
is "$(snapshot)" "$before" "del takes down what is up"
cns-netns up gone 2>/dev/null
ip netns del gone
yes "down works when the namespace is gone already" cns-netns down gone
is "$(snapshot)" "$before" "and leaves nothing"
cns-netns up again 2>/dev/null
first=$(cns-netns up --json again | sed 's/.*"host_interface":"\([^"]*\)".*/\1/')
ip netns del again
cns-netns up again
second=$(cns-netns up --json again | sed 's/.*"host_interface":"\([^"]*\)".*/\1/')
[ "$first" != "$second" ]
is $? 0 "up after ip netns del is a new namespace with a new link"
cns-netns up a b c
is "$(cns-netns list -q | sort | tr '\n' ' ')" "a again b c outside " "several names in one call"
cns-netns down --all
is "$(snapshot)" "$before" "down --all leaves nothing"
cns-netns up --net lab -4 10.88.0.77 --ifname net1 --mac 02:00:00:00:00:07 --mtu 1400 x 2>/dev/null
like "$(ip -n x addr show net1)" "*mtu 1400*link/ether 02:00:00:00:00:07*10.88.0.77/24*" \
	"network, address, interface, hardware address and MTU are as asked for"
no "an address that is taken is refused" cns-netns up --net lab -4 10.88.0.77 y
no "one out of the network too" cns-netns up --net lab -4 10.99.0.1 y
no "another address of a member too" cns-netns up --net lab --ifname net1 -4 10.88.0.78 x
is "$(ip netns | grep -c y)" 0 "and leave no name behind"
ip route add 10.88.1.0/24 dev eth0
cns-netns up --net second y
like "$(ip -n y route)" "default via 10.88.2.1*" "a subnet that a route leads to is passed over"
ip route del 10.88.1.0/24
cns-netns down -a
is "$(snapshot)" "$before" "nothing is left"
done_testing
