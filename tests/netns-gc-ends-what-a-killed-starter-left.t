#!/bin/sh
# publish --proxy, uplink and link move --return, and their reverses, killed at each of their system calls
# in turn: gc brings the host back, and no process stays.
# root: needed
. tests/netns.sh
command -v strace >/dev/null || skip_all "strace is not installed"
strace -o /dev/null true 2>/dev/null || skip_all "strace may not trace here"
ip link add eth0 type veth peer name eth1
ip addr add 192.0.2.1/24 dev eth0
ip link set eth0 up
ip link set eth1 up
ip route add 198.51.100.0/24 via 192.0.2.2
cns-netns add --lo web

calls='clone|clone3|fork|vfork|setns|mkdirat|unlinkat|linkat|renameat|flock|sendto|openat|write|kill|pidfd_send_signal|execve|poll'
# shellcheck disable=SC2009
processes() { ps axo stat,args | grep -v '^Z' | grep -c '[c]ns-netns\|[p]asst\|[p]asta\|[s]lirp4netns'; }
state() {
	ip -o link | cut -d' ' -f2
	ip -n web -o link | cut -d' ' -f2
	ip -o addr show scope global | awk '{ print $2, $4 }'
	ip route
	find /run -mindepth 1 | sort
	grep -c nsfs /proc/self/mountinfo
	processes
}
# A process whose starter was killed notices that by itself: so it is given a moment.
settles() {
	tries=0
	while now=$(state) && [ "$now" != "$1" ]; do
		tries=$((tries + 1))
		[ $tries -lt 400 ] || return 1
		sleep 0.05
	done
}
# kill_at CALL N VERB...: it dies as it enters its Nth CALL; after gc there is what was before, or all
# that the verb makes, which then is what its reverse takes away.
kill_at() {
	call=$1 n=$2
	shift 2
	strace -qq -o /dev/null -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$n" cns-netns "$@" \
		>/dev/null 2>&1
	cns-netns gc >"$test_folder/gc" 2>&1 || complaints="$complaints
$call $n: gc: $(cat "$test_folder/gc")"
	now=$(state)
	[ "$now" = "$before" ] && return
	[ "$now" = "$whole" ] || settles "$before" || complaints="$complaints
$call $n left: $(echo "$now" | diff - "$test_folder/before")"
	[ "$now" = "$before" ] && return
	sh -c "$reverse" >/dev/null 2>&1
	settles "$before" || complaints="$complaints
$call $n is not undone: $(echo "$now" | diff - "$test_folder/before")"
}
# sweep PREPARE REVERSE VERB...: from a state that PREPARE makes each time
sweep() {
	prepare=$1 reverse=$2
	shift 2
	complaints=
	sh -c "$prepare" >/dev/null 2>&1
	before=$(state)
	echo "$before" >"$test_folder/before"
	strace -qq -o "$test_folder/log" -e "trace=$(echo "$calls" | tr '|' ,)" cns-netns "$@" >"$test_folder/err" 2>&1
	whole=$(state)
	sh -c "$reverse" >/dev/null 2>&1
	settles "$before" || complaints="
its reverse does not take it back: $(echo "$now" | diff - "$test_folder/before") $(cat "$test_folder/err")"
	made=$(sed 's/(.*//' "$test_folder/log" | sort -u)
	for call in $made; do
		# The libraries that the loader opens come first.
		start=1
		[ "$call" != openat ] || start=$(grep -c '^openat.*\.so' "$test_folder/log")
		for n in $(seq "$start" "$(grep -c "^$call(" "$test_folder/log")"); do
			kill_at "$call" "$n" "$@"
		done
	done
	is "$complaints" "" "$*: killed at any of $(wc -l <"$test_folder/log") calls"
}
sweep true 'cns-netns link return web:in' link move --return eth0 web:in
sweep 'cns-netns link move --return eth0 web:in' 'cns-netns link move --return eth0 web:in' link return web:in
cns-netns link return web:in 2>/dev/null
sweep true 'cns-netns unpublish web 127.0.0.1:8080:80' publish --proxy web 127.0.0.1:8080:80
if [ ! -c /dev/net/tun ]; then
	skip "uplink" "there is no /dev/net/tun"
elif ! command -v pasta >/dev/null && ! command -v slirp4netns >/dev/null; then
	skip "uplink" "neither pasta nor slirp4netns is installed"
else
	sweep true 'cns-netns uplink --stop web' uplink web
fi
done_testing
