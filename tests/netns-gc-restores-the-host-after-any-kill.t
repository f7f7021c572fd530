#!/bin/sh
# add, up, publishing and down killed at each of their system calls in turn: gc brings the host back.
# root: needed
. tests/netns.sh
command -v strace >/dev/null || skip_all "strace is not installed"
strace -o /dev/null true 2>/dev/null || skip_all "strace may not trace here"
ip link add eth0 type veth peer name eth1
ip addr add 192.0.2.1/24 dev eth0
ip link set eth0 up

calls='unshare|setns|mount|umount2|open_tree|move_mount|mkdirat|unlinkat|linkat|renameat|flock|sendto|socket|openat|write'
state() {
	ip -o link | cut -d' ' -f2
	nft list ruleset
	find /run -mindepth 1 | sort
	grep -c nsfs /proc/self/mountinfo
	cat /proc/sys/net/ipv4/conf/*/forwarding
}
# kill_at CALL N VERB...: the program dies as it enters its Nth CALL; then gc leaves what there was
# without it, or (it had done nothing yet, or all) what the reverse verb takes away.
kill_at() {
	call=$1 n=$2
	shift 2
	strace -qq -o /dev/null -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$n" cns-netns "$@" \
		>/dev/null 2>&1
	cns-netns gc >"$test_folder/gc" 2>&1 || complaints="$complaints
$call $n: gc: $(cat "$test_folder/gc")"
	now=$(state)
	[ "$now" = "$before" ] && return
	whole=$("$is_whole" && echo yes)
	sh -c "$reverse" >/dev/null 2>&1
	[ "$(state)" = "$before" ] && [ "$whole" = yes ] && return
	complaints="$complaints
$call $n left: $(echo "$now" | diff - "$test_folder/before")"
}
# A name leads to its namespace, or there is none.
added() {
	ip netns exec a true
}
# Either all of web's connection is there and works, or none of it.
connected() {
	[ -z "$(cns-netns orphans -q)" ] && ip -n web route | grep -q '^default' &&
		nft list map ip cns ports | grep -q 'tcp . 8080' && [ -e /run/cns/port:tcp:8080 ]
}
# sweep PREPARE REVERSE IS_WHOLE VERB...: from a state that PREPARE makes each time
sweep() {
	prepare=$1 reverse=$2 is_whole=$3
	shift 3
	complaints=
	sh -c "$prepare" >/dev/null 2>&1
	strace -qq -o "$test_folder/log" -e "trace=$(echo "$calls" | tr '|' ,)" cns-netns "$@" >/dev/null 2>&1
	sh -c "$reverse" >/dev/null 2>&1
	cns-netns gc
	before=$(state)
	echo "$before" >"$test_folder/before"
	made=$(sed 's/(.*//' "$test_folder/log" | sort -u)
	for call in $made; do
		for n in $(seq 1 "$(grep -c "^$call(" "$test_folder/log")"); do
			sh -c "$prepare" >/dev/null 2>&1
			kill_at "$call" "$n" "$@"
		done
	done
	is "$complaints" "" "$*: killed at any of $(wc -l <"$test_folder/log") calls"
}
sweep true 'cns-netns del a' added add a
sweep true 'cns-netns down web' connected up web -p 8080:80
sweep 'cns-netns up web -p 8080:80' 'cns-netns down web' connected down web
cns-netns up first -p 80:80 >/dev/null 2>&1
sweep true 'cns-netns down web' connected up web -p 8080:80
done_testing
