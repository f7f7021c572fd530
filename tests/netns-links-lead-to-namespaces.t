#!/bin/sh
# links: from a link here to the namespace, and the processes there, of its other end, of what sits on
# it, and of a link that was lent; whatever has neither is listed too, and leads nowhere.
# vm-also: 6.12
# root: needed
. tests/netns.sh
cns-netns add web db
ip link add base type veth peer name far netns web
ip link add lone type veth peer name lent
# row LINK NAMESPACE: what links says of it.
row() { cns-netns links -r -n -o LINK,KIND,STATE,PEER,NAMESPACE,THERE | grep "^$1 .* $2 [a-z-]*\$"; }
is "$(row base web)" "base veth down far web peer" "a veth leads to its other end"
like "$(row lo -)" "lo *" "a link that leads nowhere is listed"
# sits KIND OPTION...
sits() {
	kind=$1
	shift
	if ! said=$(cns-netns link add --type "$kind" "$@" db:new 2>&1); then
		like "$said" "*this kernel has no links of kind $kind*" "$kind # SKIP this kernel has none"
		return
	fi
	is "$(row base db)" "base veth down new db $kind" "$kind: its parent leads to it"
	is "$(row base web)" "base veth down far web peer" "$kind: and still to the other end"
	cns-netns link del db:new
}
sits macvlan --parent base
sits ipvlan --parent base
sits vlan --parent base --id 7
sits vxlan --parent base --id 9 --remote 192.0.2.9
for id in 1 2 3 4 5; do
	cns-netns link add --type vxlan --id $id --remote 192.0.2.9 "db:free$id" 2>/dev/null
done
no "one that sits on none leads to none, though its index is that of a link here" row '.*' db
if ip link add over type bridge 2>/dev/null; then
	ip link set base master over
	is "$(cns-netns links -r -n -o LINK,MASTER,PEER,NAMESPACE | grep '^base ')" "base over far web" "the port of a bridge leads on"
	like "$(row over -)" "over bridge *" "the bridge is listed"
else
	skip "bridge" "this kernel has none"
fi
if cns-netns link add --type tap db:tap 2>/dev/null; then
	no "a tap there hangs on none here" row .* db
else
	skip "tap" "this kernel has none"
fi
cns-netns link move --return lent db:eth9
is "$(row lent db)" "lent - lent eth9 db lent" "one that was lent leads to where it is"
is "$(row lone db)" "lone veth down eth9 db peer" "and so does its other end"

cns-netns exec db sleep 1000 &
process=$!
tries=0
until [ -n "$(cns-netns pids db)" ] || [ $tries = 500 ]; do
	tries=$((tries + 1))
	sleep 0.05
done
pid=$(cns-netns pids db | head -1)
like " $(cns-netns links -r -n -o LINK,PIDS | sed -n 's/\\x20/ /g; s/^lent //p') " "* $pid *" "with the processes there"
is "$(cns-netns links -J -o LINK,NAMESPACE | jq -r '.links[] | select(.link == "lent").namespace')" db "JSON says the same"
ip netns del db
is "$(cns-netns links -r -n -o LINK,NAMESPACE | sed -n 's/^lent net:\[[0-9]*\]$/nameless/p')" nameless "a namespace without a name is told by its number"
kill $process
wait $process 2>/dev/null
done_testing
