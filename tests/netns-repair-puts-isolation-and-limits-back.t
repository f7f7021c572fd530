#!/bin/sh
# check tells of isolation and limits that somebody took away, repair puts them back: also after the
# whole firewall was flushed, after our rules alone were, and after a queue was deleted.
. tests/netns.sh
cns-netns net create --isolated lab 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns net create --internal core
cns-netns up --net lab --rate 10mbit a
cns-netns up --net lab b
cns-netns up --net core x
cns-netns limit --net lab b out=400kbit
rules() { nft list table ip cns; nft list table ip6 cns; }
ports() { bridge -d link show | sed 's/^[0-9]*: \([^@]*\).*/\1/' | grep -o '^cns[0-9a-f-]*\|isolated o[nf]*' | sort; }
queues() {
	for name in '' a b; do
		tc ${name:+-n $name} qdisc show | grep -o 'tbf .*'
	done
}
was=$(rules; ports; queues)
as_it_was() { # what was done
	no "$1: check tells" cns-netns check
	cns-netns repair
	is "$(rules; ports; queues)" "$was" "$1: repair puts it back"
	is "$(cns-netns check)" "" "$1: and check has nothing to say"
}
is "$(cns-netns check)" "" "as it was made it is in order"
nft flush ruleset
as_it_was "the firewall was flushed"
nft flush table ip cns
like "$(cns-netns check x)" "*x: rules of its network are gone*" "rules that are gone are told of"
as_it_was "our rules were flushed"
nft flush set ip cns isolated
as_it_was "the isolated networks were forgotten"
nft flush set ip6 cns internal
as_it_was "the internal networks were forgotten"
link=$(ip -o link show master cns-lab | head -1 | sed 's/^[0-9]*: //; s/@.*//')
bridge link set dev "$link" isolated off
is "$(cns-netns check)" "a: it is not isolated from its neighbours any more" "a port that is not isolated is told of"
as_it_was "a port of the bridge was joined with its neighbours"
tc qdisc del dev "$link" root
tc -n b qdisc del dev eth0 root
is "$(cns-netns check)" "a: what it receives is not limited as it was
b: what it sends is not limited as it was" "limits that are gone are told of"
as_it_was "the queues were deleted"
tc qdisc replace dev "$link" root handle 63: tbf rate 1mbit burst 10k limit 20k
as_it_was "somebody set another limit"
cns-netns limit --net lab a in=none out=none
is "$(cns-netns check)" "" "a limit that was taken away by us is not missed"
# A record of an older program has no limit in it.
sed -i '/^in=/d; /^out=/d' /run/cns/lease:lab:*
yes "a record without limits is read" cns-netns check
cns-netns down -a
cns-netns net rm lab core
is "$(ls /run/cns 2>/dev/null)" "" "nothing is left"
done_testing
