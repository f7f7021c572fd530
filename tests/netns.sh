# shellcheck shell=sh
# Sourced first by the tests of cns-netns: runs the test once more in network, mount and PID
# namespaces of its own (and without root a user namespace), where /run is empty.  So nothing
# that a test does, or leaves, reaches the machine; what it starts ends with it.
if [ -z "${NETNS_TEST:-}" ]; then
	NETNS_TEST=inside
	[ "$(id -u)" = 0 ] || NETNS_TEST=user
	export NETNS_TEST
	command -v ip >/dev/null || { echo "1..0 # SKIP iproute2 is not installed"; exit 0; }
	if [ "$NETNS_TEST" = user ]; then
		unshare -Urnm true 2>/dev/null || { echo "1..0 # SKIP user namespaces are not allowed here"; exit 0; }
		exec unshare -Urnmpf --kill-child --mount-proc sh "$0"
	fi
	exec unshare -nmpf --kill-child --mount-proc sh "$0"
fi
. tests/lib.sh
mount -t tmpfs none /run
ip link set lo up

# both_said CLAIM: the files ip and cns-netns, with what the two printed, are the same.
both_said() {
	if cmp -s "$test_folder/ip" "$test_folder/cns-netns"; then
		ok "$1"
	else
		fail "$1" "$(diff "$test_folder/ip" "$test_folder/cns-netns")"
	fi
}

# Another host: its eth0 is 192.0.2.2, and ours, which has the default route, 192.0.2.1.
make_outside() {
	cns-netns add --lo outside
	ip link add eth0 type veth peer name eth0 netns outside
	ip addr add 192.0.2.1/24 dev eth0
	ip -6 addr add 2001:db8::1/64 dev eth0 nodad
	ip link set eth0 up
	ip -n outside addr add 192.0.2.2/24 dev eth0
	ip -n outside -6 addr add 2001:db8::2/64 dev eth0 nodad
	ip -n outside link set eth0 up
	ip route add default via 192.0.2.2
}

# Everything that the tool could leave behind.  Not the carrier of links, which comes and goes later.
snapshot() {
	ip -o link show | sed 's/^[0-9]*: //; s/@[^:]*:/:/; s/,LOWER_UP//; s/NO-CARRIER,//; s/,M-DOWN//' | cut -d' ' -f1-3
	ip -o addr show | awk '{ print $2, $4 }' | grep -v ' fe80'
	ip route show table all | sed 's/ linkdown//' | grep -v '^multicast\|fe80\|^broadcast\|^local\|ff00'
	nft list tables 2>&1
	find /run -mindepth 1 2>/dev/null | sort
	grep -c nsfs /proc/self/mountinfo
	cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv4/conf/*/forwarding /proc/sys/net/ipv6/conf/all/forwarding
}

# fetch URL [NAME]: what a web server says, asked from here or from a named namespace.
fetch() {
	if [ $# -gt 1 ]; then
		ip netns exec "$2" timeout 5 busybox wget -q -O - "$1" 2>&1
	else
		timeout 5 busybox wget -q -O - "$1" 2>&1
	fi
}
# serve NAME: a web server on port 80 of a named namespace, that says the name.
serve() {
	mkdir -p "$test_folder/www-$1"
	echo "$1" >"$test_folder/www-$1/index.html"
	ip netns exec "$1" busybox httpd -p 80 -h "$test_folder/www-$1"
}
