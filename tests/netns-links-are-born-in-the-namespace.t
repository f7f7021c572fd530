#!/bin/sh
# link add, del and move: each kind that the kernel has is made in the namespace, and one moved there
# comes back; a kind that it lacks is said to be lacking.
# vm-also: 6.12
. tests/netns.sh
cns-netns add web || skip_all "no namespace can be made here"
ip link add base type veth peer name other
ip link set base up
before=$(snapshot)
# make KIND OPTION...
make() {
	kind=$1
	shift
	if said=$(cns-netns link add --type "$kind" "$@" --up "web:new" 2>&1); then
		like "$(ip -n web -d -o link show new)" "*$kind*" "$kind: made in the namespace"
		like "$(ip -n web -o link show new)" "*[<,]UP[,>]*" "$kind: it is up"
		no "$kind: and not here" ip link show new
		cns-netns link del web:new
		no "$kind: and removed again" ip -n web link show new
	else
		like "$said" "*this kernel has no links of kind $kind; perhaps modprobe $kind" "$kind: the kernel has none, and that is said"
	fi
}
make veth --peer here
make bridge
make dummy
make ifb
make wireguard
make macvlan --parent base
make macvlan --parent base --mode private
make ipvlan --parent base --mode l3
make vlan --parent base --id 7
make vxlan --id 9 --remote 192.0.2.9 --parent base
is "$(snapshot)" "$before" "nothing is left of them here"
yes "a link is moved there" cns-netns link move other web:inside
like "$(ip -n web -o link show inside)" "*inside*" "with another name"
yes "and back" cns-netns link move web:inside other
is "$(snapshot)" "$before" "as it was"
for wrong in '--type song web:x' '--type vlan web:x' '--type macvlan web:x' '--type macvlan --parent base --mode song web:x' 'web' 'web:' 'web:a/b' '--type macvlan --parent nope web:x'; do
	# shellcheck disable=SC2086
	no "link add $wrong is refused" cns-netns link add $wrong
done
is "$(ip -n web -o link show | wc -l)" 1 "and makes nothing"
done_testing
