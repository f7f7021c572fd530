#!/bin/sh
# publish --from: of others only those subnets reach the port; the host itself does always.
. tests/netns.sh
make_outside
before=$(snapshot)
cns-netns up web -p 8080:80 --from 192.0.2.0/24 --from 2001:db8::/64 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns up db
serve web
is "$(fetch http://192.0.2.1:8080/ outside)" web "one of the subnet reaches it"
is "$(fetch 'http://[2001:db8::1]:8080/' outside)" web "by IPv6 too"
is "$(fetch http://127.0.0.1:8080/)" web "the host does, too"
is "$(fetch http://192.0.2.1:8080/)" web "by its own address as well"
like "$(fetch http://192.0.2.1:8080/ db)" "*refused*" "a neighbour does not"
like "$(fetch 'http://[2001:db8::1]:8080/' db)" "*refused*" "nor by IPv6"
ip -n outside addr add 198.51.100.2/24 dev eth0
ip route add 198.51.100.0/24 dev eth0
is "$(ip netns exec outside timeout 5 socat - TCP:192.0.2.1:8080,bind=198.51.100.2 </dev/null 2>&1 | grep -c refused)" 1 "nor another address of another host"
like "$(cns-netns ports -n -o FROM)" "192.0.2.0/24 2001:db8::/64" "ports: tells who may"
no "other subnets for the same port are refused" cns-netns publish web 8080:80 --from 10.0.0.0/8
yes "the same again is no change" cns-netns publish web 8080:80 --from 192.0.2.0/24 --from 2001:db8::/64
cns-netns publish web 192.0.2.1:9000:80 --from 10.88.0.0/16
is "$(fetch http://192.0.2.1:9000/ db)" web "another port has others"
like "$(fetch http://192.0.2.1:9000/ outside)" "*refused*" "and those of the first do not reach it"
nft flush ruleset
cns-netns repair
like "$(fetch http://192.0.2.1:9000/ outside)" "*refused*" "so it is after a flush and repair"
is "$(fetch http://192.0.2.1:8080/ outside)" web "of both"
cns-netns unpublish web 8080:80
is "$(nft list set ip cns allowed | grep -c 8080)" 0 "unpublished, it is gone from the sets"
for wrong in x 10.0.0.0/33 10.0.0.1/8/8 ''; do
	no "--from '$wrong' is refused" cns-netns publish web 1:1 --from "$wrong"
done
no "two that overlap are refused" cns-netns publish web 1:1 --from 10.0.0.0/8 --from 10.1.0.0/16
ip route del 198.51.100.0/24
cns-netns down -a
is "$(snapshot)" "$before" "nothing is left"
done_testing
