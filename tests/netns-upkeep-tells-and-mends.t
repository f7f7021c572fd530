#!/bin/sh
# check, repair, doctor, holders, links, ports, net, limit and stats: what they tell is so.
. tests/netns.sh
make_outside
before=$(snapshot)
cns-netns up web -p 8080:80 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"

yes "check: what up made is in order" cns-netns check
nft flush ruleset
ip -n web addr flush dev eth0
is "$(cns-netns check web; echo $?)" "web: the table ip cns is gone
web: the table ip6 cns is gone
web: its address 10.88.0.2/24 is gone
$(cns-netns check | tail -1)
1" "check: each thing that is gone is named"
cns-netns repair
no "repair mends rules alone: addresses are the namespace's own" cns-netns check
is "$(cns-netns check | grep -c table)" 0 "repair: the tables are there again"
like "$(nft list map ip cns ports)" "*tcp . 8080 : 10.88.0.2 . 80*" "repair: with the ports"
nft delete element ip cns ports '{ tcp . 8080 }'
like "$(cns-netns check)" "*the rules of its port 8080:80/tcp are gone*" "check: a rule that is gone"
like "$(cns-netns ports -n -o RULES)" "no*" "ports: tells it too"
cns-netns repair
like "$(cns-netns ports -n)" "web *tcp *[*] *8080 *10.88.0.2 *80 *default*" "ports: lists what is published"
cns-netns publish web 9000:90/udp
is "$(cns-netns ports -q | tr '\n' ' ')" "8080 9000 " "publish: adds one"
no "unpublish: not one that is another's" cns-netns unpublish web 9000:91/udp
cns-netns unpublish web 9000:90/udp
is "$(cns-netns ports -q)" 8080 "unpublish: takes it back"

echo 0 >/proc/sys/net/ipv4/conf/eth0/forwarding
echo 1 >/proc/sys/net/ipv4/conf/eth0/rp_filter
ip link set cns0 mtu 1500
ip link set eth0 mtu 1400
nft add table ip other
nft add chain ip other frwrd '{ type filter hook forward priority 0 ; policy drop ; }'
said=$(cns-netns doctor)
is $? 1 "doctor: the status is 1 when something is in the way"
for words in 'eth0 forwards no packets' '(rp_filter)' 'MTU of a network is 1500, but only 1400' \
	'chain frwrd of the table ip other drops'; do
	like "$said" "*$words*" "doctor: $words"
done
nft delete table ip other
ip link set eth0 mtu 1500
echo 0 >/proc/sys/net/ipv4/conf/eth0/rp_filter
cns-netns repair
is "$(cat /proc/sys/net/ipv4/conf/eth0/forwarding)" 1 "repair: forwarding is on again"

mkfifo "$test_folder/go"
cns-netns exec web sh -c "cat '$test_folder/go' >/dev/null" &
inside=$!
until [ -n "$(cns-netns pids web)" ]; do :; done
pid=$(cns-netns pids web | head -1)
# shellcheck disable=SC2016
sh -c 'exec 9</run/netns/web; cat "$1" >/dev/null' sh "$test_folder/go" &
reader=$!
until [ -e "/proc/$reader/fd/9" ]; do :; done
said=$(cns-netns holders -r web)
like "$said" "*process $pid *" "holders: a process"
like "$said" "*descriptor $reader * 9*" "holders: a descriptor"
like "$said" "*mount 1 * /run/netns/web*" "holders: the mount of its name"
like "$(cns-netns links -r)" "*cns* veth cns0 up eth0 web *$pid*" "links: the other end, its namespace and a process there"
if command -v python3 >/dev/null; then
	python3 -c '
import ctypes, os, socket, sys
libc = ctypes.CDLL(None)
own = os.open("/proc/self/ns/net", 0)
web = os.open("/run/netns/web", 0)
libc.setns(web, 0)
made = socket.socket()
libc.setns(own, 0)
os.close(web)
open(sys.argv[1], "w").close()
open(sys.argv[2]).read()' "$test_folder/ready" "$test_folder/go" &
	holder=$!
	until [ -e "$test_folder/ready" ]; do :; done
	like "$(cns-netns holders -r web)" "*socket $holder python3 *" "holders: a socket that a process elsewhere has"
fi
# Who opens the pipe only now is let go, too.
while :; do : >"$test_folder/go"; done &
opener=$!
wait "$inside" "$reader" "${holder:-$reader}"
kill $opener
wait

cns-netns limit web in=8mbit out=80kbps
like "$(tc qdisc show)" "*tbf*rate 8Mbit*" "limit: what comes in"
like "$(ip netns exec web tc qdisc show dev eth0)" "*tbf*rate 640Kbit*" "limit: what goes out"
cns-netns limit web in=none out=none
no "limit: none takes it away" sh -c 'tc qdisc show | grep tbf'
like "$(cns-netns stats -r -n web)" "*web eth0 *" "stats: a line for each link"
like "$(cns-netns stats --json -w 1 -c 1 web)" '*"link": "eth0"*' "stats: of an interval, as JSON"

cns-netns net create --internal --subnet 10.77.0.0/29 --subnet6 fd77::/64 lab
like "$(cns-netns net list -r)" "*lab cns-lab 10.77.0.0/29 fd77::/64 0*" "net: made as asked for"
cns-netns up --net lab a b
is "$(ip -n a route)" "10.77.0.0/29 dev eth0 proto kernel scope link src 10.77.0.2 " "net: an internal one has no way out"
no "net: and no ports" cns-netns publish --net lab a 1:1
no "net: one with members stays" cns-netns net rm lab
cns-netns up --net lab c d e
no "net: a full one is refused" cns-netns up --net lab f
is "$(cns-netns list -q | grep -c f)" 0 "net: and makes no name"
cns-netns down -a --net lab
like "$(cns-netns net list -q)" "*lab*" "net: it stays without members"
cns-netns net rm lab
for wish in 10.88.0.0/24 192.0.2.0/25; do
	no "net: a subnet that a route or network overlaps is refused: $wish" cns-netns net create --subnet $wish lab
done
cns-netns down -a
is "$(snapshot)" "$before" "nothing is left"
done_testing
