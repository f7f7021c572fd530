#!/bin/sh
# check tells what became of a bridge and of the links that are its ports, repair makes them whole:
# also of a network without members, and where the bridge itself was removed.
. tests/netns.sh
make_outside
cns-netns net create --isolated lab 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns net create --internal core
cns-netns up --net lab a b 2>/dev/null
cns-netns up web -p 8080:80 2>/dev/null
serve web
bridges() { ip -o addr show to 10.0.0.0/8; ip -o -6 addr show to fc00::/7; ip -o link show type bridge; }
ports() { bridge -d link show | grep -o '^[0-9]*: [^@]*\|master [^ ]*\|state [a-z]*\|hairpin on\|isolated on'; }
settle() { # the carrier and the state of ports follow a moment later
	until ! ip -o link show type bridge | grep -v cns-core | grep -q NO-CARRIER &&
		! bridge link show | grep -q 'state \(listening\|learning\|disabled\)'; do
		:
	done
}
state() { settle; bridges | sed 's/^[0-9]*: //; s/valid_lft.*//' | sort; ports | sed 's/^[0-9]*: //'; }
port() { ip -o link show master "$1" | head -1 | sed 's/^[0-9]*: //; s/@.*//'; }
lab=$(port cns-lab) own=$(port cns0)
was=$(state)
as_it_was() { # what was done, and what check says
	is "$(cns-netns check; echo $?)" "$2
1" "$1: check tells"
	yes "$1: repair succeeds" cns-netns repair
	is "$(state)" "$was" "$1: repair puts it back"
	is "$(cns-netns check)" "" "$1: and check has nothing to say"
	is "$(fetch http://192.0.2.1:8080/ outside)" web "$1: and the port is reached"
}
is "$(cns-netns check)" "" "as it was made it is in order"
bridge link set dev "$own" hairpin off
as_it_was "hairpin mode was switched off" "web: its own published ports do not reach it where the bridge translates addresses"
ip link set "$lab" nomaster
as_it_was "a link left the bridge" "a: its link is no port of the bridge any more"
ip link set "$own" down
as_it_was "a link was lowered" "web: its link is down"
ip link set cns0 down
as_it_was "a bridge was lowered" "web: the bridge of its network is down
web: the bridge of its network has no address $(echo "$was" | sed -n 's/^cns0 *inet6 \([^ ]*\) .*/\1/p' | head -1)"
ip addr del 10.88.2.1/24 dev cns0
as_it_was "the bridge lost its address" "web: the bridge of its network has no address 10.88.2.1/24"
ip link set cns-core down
ip addr flush dev cns-core
ip link set cns-core up
six=$(echo "$was" | sed -n 's/^cns-core *inet6 \([^ ]*\) .*/\1/p' | head -1)
as_it_was "a network without members lost its addresses" "network core: its bridge has no address 10.88.1.1/24
network core: its bridge has no address $six"
ip link del cns-core
is "$(cns-netns check)" "network core: its bridge is gone" "a bridge without members is gone: check tells"
yes "up makes it anew" cns-netns up --net core x
yes "and goes" cns-netns down x
is "$(cns-netns check)" "" "and check has nothing to say"
ip link del cns0
is "$(cns-netns check)" "web: the bridge of its network is gone" "a bridge with members is gone: check tells"
yes "repair succeeds" cns-netns repair
is "$(cns-netns check)" "" "and makes it whole"
is "$(fetch http://192.0.2.1:8080/ outside)" web "the member is reached by its port"
is "$(fetch http://192.0.2.2/ web | grep -c refused)" 1 "and reaches others"
for family in ip ip6; do
	nft flush table $family cns
done
is "$(cns-netns check | sort)" "a: rules of its network are gone
b: rules of its network are gone
network core: its rules are gone
web: rules of its network are gone" "rules of a network without members are missed, too"
is "$(cns-netns check a)" "a: rules of its network are gone" "but not where one name is asked about"
cns-netns repair
is "$(cns-netns check)" "" "repair: and made anew"
cns-netns down -a
cns-netns net rm lab core
is "$(ls /run/cns 2>/dev/null)" "" "nothing is left"
done_testing
