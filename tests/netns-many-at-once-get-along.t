#!/bin/sh
# Fifty loops of up and down on one network for 20 seconds leave nothing and never share an address; the same
# name again and again never fails; a thousand names are made, listed and removed.
. tests/netns.sh
before=$(snapshot)
cns-netns up probe 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns down probe

# Each holds its address in a folder for as long as it is up: making the folder fails for a second one.
loop() {
	until [ "$(date +%s)" -ge $end ]; do
		address=$(cns-netns up --json "$1" | sed 's/.*"addresses":\["\([0-9.]*\).*/\1/') || echo "up failed"
		mkdir "$test_folder/held-$address" || echo "$address is given twice"
		rmdir "$test_folder/held-$address"
		cns-netns down "$1" || echo "down failed"
	done
}
end=$(($(date +%s) + 20))
for n in $(seq 50); do
	loop "n$n" >>"$test_folder/said" 2>&1 &
done
wait
is "$(cat "$test_folder/said")" "" "fifty loops for 20 seconds: no failure, and no address is given twice"
is "$(snapshot)" "$before" "they leave nothing"

failures=0
for _ in $(seq 50); do
	cns-netns up -p 8080:80 again && cns-netns del again || failures=$((failures + 1))
done
is "$failures" 0 "up and del of one name, 50 times"
for _ in $(seq 50); do
	cns-netns add again && ip link add v-again type veth peer name eth0 netns again &&
		ip link del v-again && cns-netns del again || failures=$((failures + 1))
done
is "$failures" 0 "add and del of one name, 50 times"
is "$(snapshot)" "$before" "they leave nothing"

seq -f n%g 1 1000 | cns-netns add -
is "$(cns-netns list -q | wc -l)" 1000 "a thousand names in one call"
is "$(ip netns | wc -l)" 1000 "ip netns sees them"
cns-netns list -q | cns-netns del -
is "$(snapshot)" "$before" "removed in one call"
seq -f n%g 1 30 | cns-netns up -
is "$(ip -o link show master cns0 | wc -l)" 30 "thirty in one call"
cns-netns list -q | cns-netns down -
is "$(snapshot)" "$before" "and down again"
done_testing
