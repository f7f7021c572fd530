#!/bin/sh
# Of a port that --from lets some reach the rules are several: check tells of each that is gone, as
# everybody may reach the port then, repair puts it back, and unpublish takes the rest away.
. tests/netns.sh
make_outside
ip -n outside addr add 192.0.2.3/24 dev eth0
cns-netns up web -p 8080:80 --from 192.0.2.2 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns publish web 192.0.2.1:9090:80 '[2001:db8::1]:9090:80' --from 192.0.2.2 --from 2001:db8::2
serve web
rules() { nft list table ip cns; nft list table ip6 cns; }
# from ADDRESS PORT: whether a client at the address reaches the port
from() {
	ip netns exec outside timeout 2 socat -u OPEN:/dev/null "TCP4:192.0.2.1:$2,bind=$1" 2>/dev/null && echo yes || echo no
}
was=$(rules)
as_it_was() { # what was done, and what check says
	is "$(cns-netns check)" "web: the rules of its port $2 are gone" "$1: check tells"
	cns-netns repair
	is "$(rules)" "$was" "$1: repair puts it back"
	is "$(cns-netns check)" "" "$1: and check has nothing to say"
}
is "$(cns-netns check)" "" "as it was made it is in order"
nft delete element ip cns restricted '{ 0.0.0.0/0 . tcp . 8080 }'
as_it_was "everybody was let in" 8080:80/tcp
nft delete element ip cns allowed '{ 192.0.2.2 . 0.0.0.0/0 . tcp . 8080 }'
as_it_was "nobody was let in" 8080:80/tcp
nft delete element ip cns restricted '{ 192.0.2.1 . tcp . 9090 }'
as_it_was "everybody was let in at one address" 192.0.2.1:9090:80/tcp
nft delete element ip6 cns allowed '{ 2001:db8::2 . 2001:db8::1 . tcp . 9090 }'
as_it_was "nobody was let in by IPv6" '[2001:db8::1]:9090:80/tcp'
nft delete element ip cns ports '{ tcp . 8080 }'
as_it_was "the port alone was taken away" 8080:80/tcp
if command -v socat >/dev/null; then
	is "$(from 192.0.2.2 8080) $(from 192.0.2.3 8080)" "yes no" "who may reach it does, and nobody else"
fi
nft flush set ip cns restricted
cns-netns unpublish web 8080:80
no "unpublish takes away what is left of it" sh -c 'nft list table ip cns | grep 8080'
nft flush set ip cns allowed
cns-netns unpublish web 192.0.2.1:9090:80
no "of one address, too" sh -c 'nft list table ip cns | grep 9090'
yes "so that it can be published again" cns-netns publish web 192.0.2.1:9090:80
cns-netns down web
is "$(ls /run/cns 2>/dev/null)" "" "nothing is left"
done_testing
