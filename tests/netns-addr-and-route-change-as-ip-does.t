#!/bin/sh
# addr and route: what they add and remove is what ip -n adds and removes; a target is a namespace too.
. tests/netns.sh
cns-netns add ours theirs || skip_all "no namespace can be made here"
for name in ours theirs; do
	ip -n $name link add eth0 type veth peer name eth1
	ip -n $name link set eth0 up
	ip -n $name link set eth1 up
done
state() {
	ip -n "$1" -o addr show | awk '{ print $2, $3, $4, $5, $6 }' | grep -v fe80
	ip -n "$1" route
	ip -n "$1" -6 route | grep -v fe80 | sed 's/ pref.*//'
}
both() {
	ours=$1 theirs=$2
	said=$(eval "cns-netns $ours" 2>&1)
	eval "ip -n theirs $theirs" >/dev/null 2>&1
	is "$(state ours)" "$(state theirs)" "$ours"
	[ -z "$said" ] || echo "# $said"
}
both 'addr add ours:eth0 10.1.0.2/24' 'addr add 10.1.0.2/24 brd + dev eth0'
both 'addr add ours:eth0 10.2.0.2/31 10.3.0.1' 'addr add 10.2.0.2/31 dev eth0; ip -n theirs addr add 10.3.0.1/32 dev eth0'
both 'addr add ours:eth0 fd00::2/64' 'addr add fd00::2/64 dev eth0 nodad'
both 'route add ours 10.4.0.0/16 via 10.1.0.1' 'route add 10.4.0.0/16 via 10.1.0.1 proto static'
both 'route add ours default via 10.1.0.1 metric 9' 'route add default via 10.1.0.1 metric 9 proto static'
both 'route add ours 10.5.0.0/24 dev eth1' 'route add 10.5.0.0/24 dev eth1 proto static'
both 'route add ours default via fd00::1' '-6 route add default via fd00::1 proto static'
both 'route add ours fd01::/64 via fd00::1 dev eth0' '-6 route add fd01::/64 via fd00::1 dev eth0 proto static'
both 'route del ours 10.4.0.0/16' 'route del 10.4.0.0/16'
both 'route del ours default' 'route del default'
both 'route del ours ::/0' '-6 route del default'
both 'addr del ours:eth0 10.2.0.2/31' 'addr del 10.2.0.2/31 dev eth0'
both 'addr del ours:eth0 fd00::2/64' 'addr del fd00::2/64 dev eth0'
is "$(cns-netns addr list -r -n ours | grep -v fe80)" "ours eth0 inet 10.1.0.2/24
ours eth0 inet 10.3.0.1/32" "addr list"
is "$(cns-netns route list -r -n ours | grep -v fe80)" "ours 10.1.0.0/24 - eth0 0
ours 10.5.0.0/24 - eth1 0
ours fd01::/64 fd00::1 eth0 1024" "route list"
before=$(state ours)
for wrong in 'addr add ours:eth0 10.1.0.2/24' 'addr add ours:nope 10.9.0.1' 'addr add ours:eth0 x' 'addr add nope-name:eth0 10.9.0.1' 'addr del ours:eth0 10.9.9.9' \
	'route add ours 10.9.0.0/16' 'route add ours 10.9.0.1/16 via 10.1.0.1' 'route add ours default via fd00::1 via' 'route add ours fd00::/64 via 10.1.0.1' 'route del ours 10.99.0.0/16' 'route add ours 10.9.0.0/16 dev nope'; do
	# shellcheck disable=SC2086
	no "refused: $wrong" cns-netns $wrong
done
is "$(state ours)" "$before" "and nothing is changed"
# shellcheck disable=SC2016
unshare -n sh -c 'echo >"$1"; exec sleep 100' sh "$test_folder/ready" &
until [ -e "$test_folder/ready" ]; do :; done
cns-netns addr add $!:lo 10.6.0.1/32
is "$(cns-netns addr list -q $!)" "10.6.0.1/32" "a process is a namespace, too"
kill $!
done_testing
