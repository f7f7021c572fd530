#!/bin/sh
# A published port is reached from another host, from this one by each of its addresses and both
# loopbacks, from a neighbour and from itself; IPv4 and IPv6; TCP, UDP, SCTP; each with real traffic.
# vm-also: 6.12
. tests/netns.sh
command -v socat >/dev/null || skip_all "socat is not installed"
make_outside
before=$(snapshot)
modprobe -q sctp 2>/dev/null
cns-netns up web 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns up db

# serve PROTOCOL PORT: an echo in web, on both families
serve_echo() {
	kind=LISTEN
	[ "$1" != udp ] || kind=RECVFROM
	# SCTP has no end of one way alone: there the server says it, and the client listens.
	if [ "$1" = sctp ]; then
		ip netns exec web socat -U "SCTP6-LISTEN:$2,fork,ipv6only=0,reuseaddr" SYSTEM:'echo ping' 2>/dev/null &
		return
	fi
	ip netns exec web socat "$(echo "$1" | tr '[:lower:]' '[:upper:]')6-$kind:$2,fork,ipv6only=0,reuseaddr" EXEC:cat 2>/dev/null &
}
# ask PROTOCOL ADDRESS PORT [NAME]: a datagram may be lost, so a few are tried
ask() {
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		if [ "$1" = sctp ]; then
			${4:+ip netns exec "$4"} timeout 5 socat -u "sctp:$2:$3" - 2>/dev/null
			return
		fi
		answer=$(echo ping | ${4:+ip netns exec "$4"} timeout 5 socat -t 0.3 - "$1:$2:$3" 2>/dev/null)
		[ -z "$answer" ] || break
	done
	echo "$answer"
}
# ways PROTOCOL: every way
ways() {
	for way in "127.0.0.1" "192.0.2.1" "10.88.0.1" "[2001:db8::1]" "192.0.2.1 outside" "[2001:db8::1] outside" \
		"192.0.2.1 db" "10.88.0.1 db" "[2001:db8::1] db" "192.0.2.1 web" "[2001:db8::1] web"; do
		# shellcheck disable=SC2086
		set -- "$1" $way
		is "$(ask "$1" "$2" 7000 "${3-}")" ping "$1: ${3:-the host} by $2"
		is "$(ask "$1" "$2" 7001 "${3-}")" ping "$1: ${3:-the host} by $2, the next of the range"
	done
}
for protocol in tcp udp; do
	cns-netns publish --proxy web "7000-7001:90-91/$protocol"
	serve_echo $protocol 90
	serve_echo $protocol 91
	until ip netns exec web ss -Hlnt "sport = :90" | grep -q . && ip netns exec web ss -Hlnt "sport = :91" | grep -q .; do :; done
	ways $protocol
	is "$(ask $protocol '[::1]' 7000)" ping "$protocol: the host by ::1, through the forwarder"
	cns-netns unpublish web "7000-7001:90-91/$protocol"
	is "$(ls /run/cns)" "lease:default:2
lease:default:3
network:default" "$protocol: unpublished, nothing is left of them"
done
if ip netns exec web socat SCTP6-LISTEN:90,ipv6only=0,reuseaddr EXEC:cat 2>/dev/null & sctp=$!; kill -0 $sctp 2>/dev/null && grep -qs . /proc/net/sctp/eps; then
	kill $sctp
	cns-netns publish web 7000-7001:90-91/sctp
	serve_echo sctp 90
	serve_echo sctp 91
	until [ "$(ip netns exec web grep -c ' 9[01] ' /proc/net/sctp/eps)" = 2 ]; do :; done
	ways sctp
else
	skip "SCTP" "this kernel has no SCTP"
fi
cns-netns down -a
is "$(snapshot)" "$before" "nothing is left"
done_testing
