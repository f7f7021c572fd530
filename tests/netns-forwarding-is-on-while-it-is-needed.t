#!/bin/sh
# Forwarding is switched on with the first network that needs it and off with the last; what somebody
# else switches on for all links meanwhile stays on, and that is said.
. tests/netns.sh
make_outside
before=$(snapshot)
cns-netns up --net one a 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
eth0=/proc/sys/net/ipv4/conf/eth0/forwarding all6=/proc/sys/net/ipv6/conf/all/forwarding
cns-netns up --net two b
cns-netns down a
is "$(cat $eth0)" 1 "it stays on for the second network"
serve outside
is "$(fetch http://192.0.2.2/ b)" outside "whose members still reach other hosts"
cns-netns down b
is "$(snapshot)" "$before" "with the last one it is off again"

cns-netns up --net one a 2>/dev/null
echo 1 >/proc/sys/net/ipv4/ip_forward
like "$(cns-netns down a 2>&1)" "*note: leaving forwarding on (net.ipv4.conf.LINK.forwarding)*for: eth0*" "what somebody switched on for all is told of"
is "$(cat $eth0)" 1 "and left on"
cns-netns up --net two b
cns-netns down b
is "$(cat $eth0)" 1 "also when it was on before the network"
echo 0 >/proc/sys/net/ipv4/ip_forward
cns-netns up --net one a 2>/dev/null
echo 0 >/proc/sys/net/ipv4/ip_forward
cns-netns repair
is "$(cat $eth0)" 1 "repair: on again where somebody switched it off"
cns-netns down a
is "$(snapshot)" "$before" "which is ours to switch off"

# As before Linux 6.17: no switch for a link alone.
command -v strace >/dev/null || {
	skip "the switch of all links" "strace is not installed"
	done_testing
	exit
}
before_6_17() {
	strace -qq -o /dev/null -P /proc/sys/net/ipv6/conf/default/force_forwarding \
		-e trace='/^f?access' -e inject='/^f?access':error=ENOENT cns-netns "$@"
}
echo 1 >/proc/sys/net/ipv6/conf/eth0/accept_ra
before_6_17 up --net one a 2>/dev/null
before_6_17 up --net two b
is "$(cat $all6 /proc/sys/net/ipv6/conf/eth0/accept_ra | tr '\n' ' ')" "1 2 " "IPv6: all links, and routers heeded all the same"
before_6_17 down a
is "$(cat $all6)" 1 "IPv6: it stays on for the second network"
before_6_17 down b
is "$(cat $all6 /proc/sys/net/ipv6/conf/eth0/accept_ra | tr '\n' ' ')" "0 1 " "IPv6: and is off with the last"
before_6_17 up --net one a 2>/dev/null
echo 1 >$all6
before_6_17 up --net two b
before_6_17 down b
like "$(before_6_17 down a 2>&1)" "*note: leaving forwarding on (net.ipv6.conf.LINK.SETTING)*for: eth0:accept_ra all:forwarding*" "IPv6: what somebody switched on is told of"
is "$(cat $all6)" 1 "IPv6: and left on"
echo 0 >$all6
before_6_17 up --net one a 2>/dev/null
before_6_17 up --net two b
echo 0 >$all6
before_6_17 repair
is "$(cat $all6)" 1 "IPv6: repair switches it on again"
before_6_17 down a b
is "$(cat $all6)" 0 "IPv6: which is ours to switch off"
done_testing
