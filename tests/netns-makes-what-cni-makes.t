#!/bin/sh
# The state that up makes is that of the CNI plugins bridge, host-local and portmap for the same wish:
# address, routes, MTU, bridge, port of the bridge, and who reaches the published port.
# root: needed
. tests/netns.sh
[ -x /usr/lib/cni/portmap ] || skip_all "the CNI plugins are not installed"
command -v iptables >/dev/null || skip_all "iptables is not installed"
make_outside
mkdir "$test_folder/cni"
echo 1 >/proc/sys/net/ipv4/conf/eth0/forwarding
cat >"$test_folder/bridge" <<END2
{ "cniVersion": "0.4.0", "name": "lab", "type": "bridge", "bridge": "br0", "isDefaultGateway": true, "ipMasq": true,
  "hairpinMode": true, "ipam": { "type": "host-local", "subnet": "10.77.0.0/24", "dataDir": "$test_folder/cni" } }
END2
cni() { # COMMAND PLUGIN < configuration
	CNI_COMMAND=$1 CNI_CONTAINERID=web CNI_NETNS=/run/netns/web CNI_IFNAME=eth0 CNI_PATH=/usr/lib/cni "/usr/lib/cni/$2"
}
# What both make, less what each calls things, and lo, which CNI leaves to a plugin of its own.
state() {
	ip -n web -4 -o addr show eth0 | awk '{ print $2, $3, $4, $5, $6 }'
	ip -n web -4 route | sed 's/ proto static//'
	ip -n web -o link show eth0 | grep -oE 'mtu [0-9]+|[<,]UP[,>]'
	ip -4 -o addr show "$1" | awk '{ print $3, $4, $5, $6 }'
	ip -4 route show 10.77.0.0/24 | sed "s/$1/BRIDGE/"
	ip -o link show master "$1" | wc -l
	ip -d -o link show master "$1" | grep -oE 'hairpin on|mtu [0-9]+|state [A-Z]+'
	# Ours is 2, which is as much as 1.
	sed 's/2/1/' "/proc/sys/net/ipv4/conf/$1/forwarding" "/proc/sys/net/ipv4/conf/$1/route_localnet"
}
ways() {
	serve web
	echo "outside: $(fetch http://192.0.2.1:8080/ outside)"
	echo "host: $(fetch http://192.0.2.1:8080/)"
	echo "loopback: $(fetch http://127.0.0.1:8080/)"
	echo "itself: $(fetch http://192.0.2.1:8080/ web)"
	# shellcheck disable=SC2016
	ip netns exec outside socat TCP-LISTEN:7,reuseaddr SYSTEM:'echo from $SOCAT_PEERADDR' 2>/dev/null &
	until ip netns exec outside ss -Hltn 'sport = :7' | grep -q .; do :; done
	ip netns exec web timeout 5 socat -u TCP:192.0.2.2:7 -
	wait $!
}
cns-netns add web
if ! cni ADD bridge <"$test_folder/bridge" >"$test_folder/result" 2>&1; then
	skip_all "the plugin bridge does not work here: $(tr '\n' ' ' <"$test_folder/result")"
fi
result=$(cat "$test_folder/result")
echo "{ \"cniVersion\": \"0.4.0\", \"name\": \"lab\", \"type\": \"portmap\", \"capabilities\": { \"portMappings\": true },
  \"runtimeConfig\": { \"portMappings\": [ { \"hostPort\": 8080, \"containerPort\": 80, \"protocol\": \"tcp\" } ] },
  \"prevResult\": $result }" >"$test_folder/portmap"
cni ADD portmap <"$test_folder/portmap" >"$test_folder/said" 2>&1 || skip_all "the plugin portmap does not work here: $(tr '\n' ' ' <"$test_folder/said")"
theirs=$(state br0)
their_ways=$(ways)
cni DEL portmap <"$test_folder/portmap" >/dev/null 2>&1
cni DEL bridge <"$test_folder/bridge" >/dev/null 2>&1
ip netns del web
ip link del br0
for table in nat filter; do
	iptables -t $table -F
	iptables -t $table -X
done
nft flush ruleset
cns-netns net create --subnet 10.77.0.0/24 lab 2>/dev/null
cns-netns up --net lab -p 8080:80 web
is "$(state cns-lab)" "$theirs" "addresses, routes, links and settings"
is "$(ways)" "$their_ways" "who reaches whom, and by which address"
cns-netns down web
cns-netns net rm lab
done_testing
