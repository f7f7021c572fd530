#!/bin/sh
# limit delay= and loss=: netem each way, with a rate below it; where the kernel has none, that is said.
# vm-also: 6.12
. tests/netns.sh
cns-netns up web 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
before=$(tc qdisc show)
for wrong in delay=20 delay=20m delay=-1ms delay=61s delay=1.2345ms loss=5 loss=101% loss=% delay= song=1; do
	no "$wrong is refused" cns-netns limit web "$wrong"
done
is "$(tc qdisc show)" "$before" "and changes nothing"
modprobe -q sch_netem 2>/dev/null
said=$(cns-netns limit web delay=20ms loss=0.5% 2>&1)
status=$?
if [ $status != 0 ]; then
	like "$said" "*this kernel has no netem, which delays and loses packets; perhaps modprobe sch_netem" "the kernel has none, and that is said"
	is "$(tc qdisc show)" "$before" "and nothing is changed"
	cns-netns down web
	done_testing
	exit
fi
like "$(tc qdisc show)" "*netem*delay 20ms*loss 0.5%*" "what comes in"
like "$(ip netns exec web tc qdisc show dev eth0)" "*netem*delay 20ms*loss 0.5%*" "what goes out"
cns-netns limit web in=8mbit delay=1.5ms
like "$(tc qdisc show)" "*netem*delay 1.5ms*tbf*rate 8Mbit*" "a rate below it"
is "$(ip netns exec web tc qdisc show dev eth0 | grep -c tbf)" 0 "one way alone"
cns-netns limit web in=4mbit out=4mbit
is "$(tc qdisc show | grep -c netem)" 0 "a rate alone says all that there is"
cns-netns limit web delay=1s
cns-netns limit web in=none out=none
is "$(tc qdisc show | grep -c 'netem\|tbf')" 0 "none takes all away"
cns-netns limit web loss=100%
no "all packets are lost" ip netns exec web timeout 2 busybox ping -c 1 -W 1 10.88.0.1
cns-netns down web
done_testing
