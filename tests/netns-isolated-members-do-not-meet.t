#!/bin/sh
# net create --isolated: members reach the host and other hosts, but no member of any network.
. tests/netns.sh
make_outside
# Where the bridge itself translates addresses, packets of one network go from port to port.
for setting in /proc/sys/net/bridge/bridge-nf-call-*tables; do
	[ ! -w "$setting" ] || echo 0 >"$setting"
done
before=$(snapshot)
cns-netns net create --isolated lab 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns up --net lab a b
cns-netns up c
for name in a b c; do
	serve $name
done
ip netns exec outside busybox httpd -p 80 -h "$test_folder/www-a"
address() { ip -n "$1" -o addr show scope global | awk -v f="$2" '$3 == f { sub("/.*", "", $4); print $4 }'; }
met() { fetch "$1" "$2" | grep -cx '[abc]'; }
is "$(met http://192.0.2.2/ a)" 1 "another host is reached"
is "$(met 'http://[2001:db8::2]/' a)" 1 "by IPv6 too"
is "$(fetch "http://$(address b inet)/")" b "the host reaches members"
is "$(met "http://$(address b inet)/" a)" 0 "a neighbour is not"
is "$(met "http://[$(address b inet6)]/" a)" 0 "nor by IPv6"
gateway=$(ip -n a -o -4 route show default | awk '{ print $3 }')
ip -n a route add "$(address b inet)" via "$gateway" onlink dev eth0
is "$(met "http://$(address b inet)/" a)" 0 "nor through the host"
is "$(met "http://$(address c inet)/" a)" 0 "nor a member of another network"
is "$(met "http://$(address a inet)/" c)" 0 "which does not reach it either"
cns-netns publish --net lab b 8080:80
is "$(fetch http://192.0.2.1:8080/ a)" b "what is published is reached"
is "$(fetch http://192.0.2.1:8080/ c)" b "also from another network"
like "$(cns-netns net list -n -o NAME,ISOLATED)" "*lab *yes*" "net list: tells that it is isolated"
cns-netns down -a
cns-netns net rm lab
is "$(snapshot)" "$before" "nothing is left"
done_testing
