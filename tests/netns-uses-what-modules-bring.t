#!/bin/sh
# What a kernel may lack, and one of a distribution brings as modules: dummy, ipvlan, vlan, macvlan and
# wireguard are born in the namespace, and netem delays. Where it lacks one, that is a skip.
# vm: 6.12
# root: needed
. tests/netns.sh
ip link add base type veth peer name other
ip link set base up
cns-netns up web 2>/dev/null
# make KIND OPTION...
make() {
	kind=$1
	shift
	if ! said=$(cns-netns link add --type "$kind" "$@" --up web:new 2>&1); then
		case $said in
		*"this kernel has no links of kind $kind"*) skip "$kind" "this kernel has none" ;;
		*) fail "$kind" "$said" ;;
		esac
		return
	fi
	like "$(ip -n web -d -o link show new)" "*[<,]UP[,>]*$kind*" "$kind: made in the namespace, and up"
	case $* in
	*--parent*) like "$(cns-netns links -r -n -o LINK,PEER,NAMESPACE,THERE)" "*base new web $kind*" "$kind: links tells what it sits on" ;;
	esac
	cns-netns link del web:new
}
make dummy
make wireguard
make macvlan --parent base
make ipvlan --parent base --mode l3
make vlan --parent base --id 7
if said=$(cns-netns limit web delay=20ms in=8mbit 2>&1); then
	like "$(tc qdisc show)" "*netem*delay 20ms*tbf*rate 8Mbit*" "netem: what comes in is late"
else
	like "$said" "*this kernel has no netem*" "netem # SKIP this kernel has none"
fi
cns-netns down web
is "$(ip -o link | cut -d: -f2 | cut -d@ -f1 | tr -d '\n')" " lo other base" "nothing is left here"
done_testing
