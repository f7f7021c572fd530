#!/bin/sh
# A published port: from 127.0.0.1, the host's address, another host, a neighbour, itself.
. tests/netns.sh
command -v busybox >/dev/null || skip_all "busybox is not installed"
make_outside
before=$(snapshot)
cns-netns up web -p 8080:80 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns up db
serve web
is "$(fetch http://127.0.0.1:8080/)" web "from 127.0.0.1"
is "$(fetch http://192.0.2.1:8080/)" web "from the host by its own address"
is "$(fetch http://10.88.0.1:8080/)" web "from the host by the gateway's address"
is "$(fetch http://192.0.2.1:8080/ outside)" web "from another host"
is "$(fetch http://192.0.2.1:8080/ db)" web "from a neighbour"
is "$(fetch http://10.88.0.1:8080/ db)" web "from a neighbour by the gateway's address"
is "$(fetch http://192.0.2.1:8080/ web)" web "from the namespace itself"
is "$(fetch 'http://[2001:db8::1]:8080/')" web "from the host by its IPv6 address"
is "$(fetch 'http://[2001:db8::1]:8080/' db)" web "from a neighbour by IPv6"

said=$(cns-netns up db -p 8080:80 2>&1)
is "$? $said" "1 cns-netns up: cannot publish port 8080:80/tcp: port 8080/tcp is published already, as 8080:80/tcp" \
	"a port that is published already is refused"
busybox nc -l -p 9090 >/dev/null &
until ss -Hltn 'sport = :9090' | grep -q .; do :; done
said=$(cns-netns up db -p 9091:91 -p 9090:80 2>&1)
is "$? $said" "1 cns-netns up: cannot publish port 9090:80/tcp: a program on this host uses port 9090/tcp already
cns-netns up: hint: ss -lnp 'sport = :9090' shows which one" "one that a program listens on too"
kill $!
is "$(nft list map ip cns ports | grep -c 9091)" 0 "and none of the same call is published"
cns-netns up web -p 127.0.0.1:7000-7001:80-81/tcp -p 53:53/udp
serve db
is "$(fetch http://127.0.0.1:7000/)" web "a range, on one address"
no "is not published on the others" fetch http://192.0.2.1:7000/
like "$(nft list map ip cns ports)" "*udp . 53 : 10.88.0.2 . 53*" "udp"
nft flush ruleset
cns-netns up web
is "$(fetch http://127.0.0.1:8080/)" web "up makes rules anew that somebody flushed"
cns-netns down -a
is "$(snapshot)" "$before" "down leaves nothing"
done_testing
