#!/bin/sh
# The addresses of namespaces that ended without down are given to others when no other is free, or when
# they are asked for; those of members never are.
. tests/netns.sh
cns-netns net create --subnet 10.77.0.0/29 --subnet6 fd77::/64 small 2>"$test_folder/err" ||
	skip_all "$(cat "$test_folder/err")"
cns-netns up --net small -4 10.77.0.4 stays
failures=0
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do
	cns-netns up --net small "n$n" || failures=$((failures + 1))
	link=$(ip -o link show master cns-small | sed -n 's/^[0-9]*: \([^@]*\)@.*altname cns-n.*/\1/p')
	ip netns del "n$n"
	# The kernel takes its links a moment later.
	tries=0
	while ip link show "$link" >/dev/null 2>&1 && [ $tries -lt 500 ]; do
		tries=$((tries + 1))
	done
done
is "$failures" 0 "twelve that end, one behind the other, find an address of four"
is "$(ip -n stays -4 -o addr show eth0 | awk '{ print $4 }')" 10.77.0.4/29 "the member keeps its own"
cns-netns up --net small -4 10.77.0.6 asked
link=$(ip -o link show master cns-small | sed -n 's/^[0-9]*: \([^@]*\)@.*altname cns-asked.*/\1/p')
ip netns del asked
tries=0
while ip link show "$link" >/dev/null 2>&1 && [ $tries -lt 500 ]; do
	tries=$((tries + 1))
done
yes "one that is asked for is given, whose last owner ended" cns-netns up --net small -4 10.77.0.6 again
said=$(cns-netns up --net small -4 10.77.0.4 other 2>&1)
like "$? $said" "1 *cannot lease an address of the network small to other*taken by another member*" "not one of a member"
cns-netns up --net small a b c
like "$(cns-netns up --net small d 2>&1)" "*cannot lease an address of the network small to d: every address*is taken*" \
	"when members have all there is none"
is "$(cns-netns list -q | sort | tr '\n' ' ')" "a again b c stays " "and no name is left"
is "$(cns-netns check)" "" "all members are in order"
cns-netns down -a
cns-netns net rm small
is "$(ls /run/cns 2>/dev/null)" "" "nothing is left"
done_testing
