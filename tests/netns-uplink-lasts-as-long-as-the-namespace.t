#!/bin/sh
# uplink: pasta or slirp4netns is a way out when it returns; it ends when told to and with the
# namespace; what listens at 127.0.0.1 of the host is not reached by it.
# root: needed
. tests/netns.sh
command -v pasta >/dev/null || command -v slirp4netns >/dev/null || skip_all "neither pasta nor slirp4netns is installed"
[ -c /dev/net/tun ] || skip_all "there is no /dev/net/tun"
make_outside
ip -n outside addr add 192.0.2.3/24 dev eth0
mkdir -p "$test_folder/www"
echo out >"$test_folder/www/index.html"
ip netns exec outside busybox httpd -p 80 -h "$test_folder/www"
busybox httpd -p 127.0.0.1:81 -h "$test_folder/www"
before=$(snapshot)
# shellcheck disable=SC2009
count() { ps axo stat,args | grep -v '^Z' | grep -c '[c]ns-netns\|[p]asst\|[p]asta\|[s]lirp4netns'; }
# dead PID: nobody waits for it here, so it stays as a zombie.
dead() {
	kill -9 "$1"
	tries=0
	while [ $tries -lt 500 ] && grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$1/status" 2>/dev/null; do
		tries=$((tries + 1))
		sleep 0.05
	done
}
gone() {
	tries=0
	while [ "$(count)" != 0 ] || [ -e /run/cns ]; do
		tries=$((tries + 1))
		[ $tries -lt 500 ] || return 1
	done
}
for how in pasta slirp; do
	program=$how
	[ $how = pasta ] || program=slirp4netns
	command -v $program >/dev/null || {
		skip "$program" "it is not installed"
		continue
	}
	cns-netns add --lo web
	if ! cns-netns uplink --$how web 2>"$test_folder/err"; then
		fail "$program: a way out" "$(cat "$test_folder/err")"
		cns-netns del web
		continue
	fi
	is "$(fetch http://192.0.2.3/ web)" out "$program: another host is reached as soon as it returns"
	gateway=$(ip -n web -4 route show default | awk '{ print $3 }')
	no "$program: 127.0.0.1 of the host is not, by its gateway" sh -c "ip netns exec web timeout 5 busybox wget -q -O - http://$gateway:81/ | grep out"
	is "$(cns-netns uplink -r -n -o NAME,PROGRAM,ALIVE)" "web $program 1" "$program: it is listed"
	yes "$program: once more changes nothing" cns-netns uplink web
	is "$(find /run/cns -type f | wc -l)" 1 "$program: one record"
	cns-netns uplink --stop web
	yes "$program: ends when told to" gone
	cns-netns uplink --$how web
	ip netns del web
	yes "$program: ends with the name, whoever removes that" gone
	cns-netns add web
	cns-netns uplink --$how web
	cns-netns del web
	is "$(count) $(snapshot)" "0 $before" "$program: del ends it"
	cns-netns add web
	cns-netns uplink --$how web
	dead "$(sed -n 's/^pid=//p' /run/cns/companion:uplink:*)"
	like "$(cns-netns orphans -r -n)" "*uplink web - its*" "$program: its guard killed, orphans tells"
	is "$(cns-netns check)" "web: its uplink ($program) has ended" "$program: and check"
	cns-netns repair
	is "$(cns-netns check; fetch http://192.0.2.3/ web)" out "$program: repair starts it anew"
	# By itself, while its guard is there: that ends, and remembers it.
	guard=$(sed -n 's/^pid=//p' /run/cns/companion:uplink:*)
	xargs kill -9 <"/proc/$guard/task/$guard/children"
	tries=0
	while [ -z "$(cns-netns check)" ] && [ $tries -lt 500 ]; do
		tries=$((tries + 1))
		sleep 0.05
	done
	is "$(cns-netns check web)" "web: its uplink ($program) has ended" "$program: when it ends by itself check tells"
	cns-netns repair
	is "$(cns-netns check; fetch http://192.0.2.3/ web)" out "$program: repair starts it anew"
	dead "$(sed -n 's/^pid=//p' /run/cns/companion:uplink:*)"
	cns-netns gc
	cns-netns del web
	yes "$program: and gc brings the host back" gone
done
like "$(PATH=$(cd bin && pwd) cns-netns uplink $$ 2>&1)" "*it is in the network namespace of this host*" "a target in no namespace of its own is refused"
cns-netns add web
like "$(PATH=$(cd bin && pwd) cns-netns uplink web 2>&1)" "*neither pasta nor slirp4netns is installed*" "where there is no program, that is said"
cns-netns del web
is "$(snapshot)" "$before" "nothing is left"

# As another user, from outside, for a process in a user namespace of that user.
mkdir -m 700 /run/user
chown 65534 /run/user
chmod 755 /run "$test_folder"
mount -t tmpfs none /mnt
mknod -m 666 /mnt/tun c 10 200 && mount --bind /mnt/tun /dev/net/tun
as_user() { setpriv --reuid 65534 --regid 65534 --clear-groups env XDG_RUNTIME_DIR=/run/user "$@"; }
setpriv --reuid 65534 --regid 65534 --clear-groups unshare -Un --map-root-user sh -c "ip link set lo up; exec busybox httpd -f -p 80 -h '$test_folder/www'" &
process=$!
tries=0
until nsenter -t $process -U -n --preserve-credentials ss -Hltn 'sport = :80' 2>/dev/null | grep -q . || [ $tries = 500 ]; do tries=$((tries + 1)); done
if [ $tries = 500 ]; then
	skip "without root" "user namespaces are not allowed here"
else
	yes "without root: for a process of one's own" as_user cns-netns uplink $process
	is "$(nsenter -t $process -U -n --preserve-credentials timeout 5 busybox wget -q -O - http://192.0.2.3/)" out "without root: another host is reached"
	yes "without root: and a port is forwarded" as_user cns-netns publish --proxy $process 8000:80
	is "$(fetch http://127.0.0.1:8000/ && fetch 'http://[::1]:8000/')" "out
out" "without root: at every address"
	is "$(as_user cns-netns ports -r -n -o NAME,PORT,VIA)" "$process 8000 proxy" "without root: ports lists it"
	like "$(as_user cns-netns publish --proxy $process 80:80 2>&1)" "*net.ipv4.ip_unprivileged_port_start*" "without root: a low port is refused, with the reason"
	like "$(as_user env -u XDG_RUNTIME_DIR cns-netns uplink $process 2>&1)" "*XDG_RUNTIME_DIR names no folder*" "without root: a folder is wanted"
fi
kill $process
wait $process
tries=0
while [ "$(count)" != 0 ] || [ -e /run/user/cns ]; do
	tries=$((tries + 1))
	[ $tries -lt 500 ] || break
done
is "$(count) $(ls /run/user)" "0 " "without root: all ends with the process"
done_testing
