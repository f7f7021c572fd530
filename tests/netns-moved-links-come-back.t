#!/bin/sh
# link move --return: a link comes back with its name, addresses, routes, and up as it was: by
# return, del and gc; where its name is taken, with a number.
# vm-also: 6.12
. tests/netns.sh
ip link add base type veth peer name far
ip addr add 192.0.2.1/24 dev base
ip -6 addr add 2001:db8::1/64 dev base nodad
ip link set base up
ip link set far up
ip route add default via 192.0.2.9 dev base proto static metric 7
ip -6 route add 2001:db8:1::/48 via 2001:db8::9 proto static
state() {
	snapshot | sed 's/ linkdown//'
	ip -6 route | grep 2001 | sed 's/ pref.*//; s/ linkdown//'
	ip -o link show base | grep -o '[<,]UP[,>]'
}
# settles WANTED CLAIM: the carrier of a link, and what hangs on it, comes a moment after the link.
settles() {
	tries=0
	until [ "$(state)" = "$1" ] || [ $tries = 400 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	is "$(state)" "$1" "$2"
}
before=$(state)
cns-netns add web || skip_all "no namespace can be made here"
yes "a link is moved" cns-netns link move --return base web:eth9
like "$(ip -n web -o link show eth9)" "*eth9@*" "it is there"
is "$(ip -n web -o addr show eth9 | wc -l)" 0 "without its addresses, which are this host's"
like "$(cns-netns link return --dry-run web:eth9)" "*ip -6 route add 2001:db8:1::/48 via 2001:db8::9 dev base proto static*" "--dry-run tells of its routes whole"
like "$(strace -qq -o /dev/null -P /run/netns/web -e inject=openat:error=EMFILE cns-netns link return web:eth9 2>&1)" \
	"*/run/netns/web*(EMFILE)*" "a namespace that cannot be opened is not taken for one that has gone"
yes "return brings it back" cns-netns link return web:eth9
cns-netns del web
settles "$before" "with all that it had"
cns-netns add web
cns-netns link move --return base web:eth9
cns-netns del web
settles "$before" "del of the name does too"
cns-netns up web 2>/dev/null
cns-netns link move --return base web:eth9
cns-netns down web
settles "$before" "and down"
cns-netns add web
cns-netns link move --return base web:eth9
ip link add base type bridge
like "$(cns-netns link return web:eth9 2>&1)" "*note: there is another link base; the one that comes back is base-1" "its name is taken: that is said"
like "$(ip -o addr show base-1)" "*192.0.2.1/24*" "it has another, and its addresses"
ip link del base
ip link set base-1 down
ip link set base-1 name base
ip link set base up
like "$(cns-netns link return web:eth9 2>&1)" "*it was not moved there with --return*" "one that was not lent is refused"
cns-netns link move --return base web:eth9
# The kernel gives back devices of a namespace that ends, with another name perhaps; this does the same.
ip -n web link set eth9 netns $$ name dev7
like "$(cns-netns orphans -r -n -o KIND,NAME)" "link base" "orphans: one that came back by itself"
cns-netns gc
like "$(ip -o addr show base)" "*192.0.2.1/24*" "gc gives it its name and addresses"
cns-netns link move --return base web:eth9
ip netns del web
tries=0
while ip link show far >/dev/null 2>&1 && [ $tries -lt 400 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
cns-netns gc
is "$(find /run -name 'loan*')" "" "gc forgets one that ended with the namespace"
done_testing
