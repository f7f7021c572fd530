#!/bin/sh
# net create --internal: its members reach one another and the host, and nothing beyond, also on a host
# that forwards everything and when they give themselves a route; nobody beyond reaches them.
. tests/netns.sh
make_outside
before=$(snapshot)
cns-netns net create --internal --subnet 10.77.0.0/24 --subnet6 fd77::/64 core 2>"$test_folder/err" ||
	skip_all "$(cat "$test_folder/err")"
cns-netns net create --internal --subnet 10.78.0.0/24 --subnet6 fd78::/64 other
cns-netns up --net core a b
cns-netns up --net other c
cns-netns up -p 8080:80 web 2>/dev/null
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
ip -n outside route add default via 192.0.2.1
ip -n outside -6 route add default via 2001:db8::1
for name in a b c; do
	ip -n $name route add default via "10.7$([ $name = c ] && echo 8 || echo 7).0.1"
	ip -n $name -6 route add default via "fd7$([ $name = c ] && echo 8 || echo 7)::1"
	serve $name
done
serve outside
serve web
met() { fetch "$1" "$2" | grep -cx '[abc]\|outside\|web'; }
is "$(met http://10.77.0.3/ a) $(met 'http://[fd77::3]/' a)" "1 1" "a neighbour is reached"
is "$(fetch http://10.77.0.2/)" a "the host reaches them"
is "$(met http://192.0.2.2/ a) $(met 'http://[2001:db8::2]/' a)" "0 0" "another host is not"
is "$(met http://10.78.0.2/ a) $(met 'http://[fd78::2]/' a)" "0 0" "nor a member of another internal network"
is "$(met http://10.88.0.2/ a)" 0 "nor one of an ordinary one"
is "$(met http://10.77.0.1:8080/ a)" 0 "nor its published ports"
is "$(met http://10.77.0.2/ outside) $(met 'http://[fd77::2]/' outside)" "0 0" "and other hosts do not reach them"
echo 0 >/proc/sys/net/ipv4/ip_forward
echo 0 >/proc/sys/net/ipv6/conf/all/forwarding
ip -n outside route del default
ip -n outside -6 route del default
cns-netns down -a
cns-netns net rm core other
is "$(snapshot)" "$before" "nothing is left"
done_testing
