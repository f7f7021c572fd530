#!/bin/sh
# publish --proxy: ::1, and a namespace in no network; new ports while it runs; without any rights;
# it ends with its last port, with down, and with the namespace.
. tests/netns.sh
before=$(snapshot)
# shellcheck disable=SC2009
count() { ps axo stat,args | grep -v '^Z' | grep -c '[c]ns-netns'; }
# dead PID: nobody waits for it here, so it stays as a zombie.
dead() {
	kill -9 "$1"
	while grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$1/status" 2>/dev/null; do :; done
}
# The end of a process is not told to those that did not start it.
gone() {
	tries=0
	while [ "$(count)" != 0 ] || [ -e /run/cns ]; do
		tries=$((tries + 1))
		[ $tries -lt 500 ] || return 1
	done
}
cns-netns up --proxy -p 8080:80 web 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
serve web
is "$(fetch 'http://[::1]:8080/')" web "from ::1"
is "$(fetch http://127.0.0.1:8080/)" web "the rest by rules"
is "$(cns-netns ports -r -n -o ADDRESS,PORT,VIA)" "* 8080 rules
::1 8080 proxy" "ports: tells of both"
pid=$(sed -n 's/^pid=//p' /run/cns/companion:forward:*)
is "$(grep -E '^(CapPrm|CapEff|CapBnd|NoNewPrivs)' "/proc/$pid/status" | tr -s '\t\n' '  ')" \
	"CapPrm: 0000000000000000 CapEff: 0000000000000000 CapBnd: 0000000000000000 NoNewPrivs: 1 " "it has no rights"
is "$(find "/proc/$pid/fd" -lname '*net:*' | wc -l)" 0 "and no descriptor of a namespace"
cns-netns publish --proxy web 8081:80 '[::1]:8082:80'
is "$(fetch 'http://[::1]:8081/') $(fetch 'http://[::1]:8082/') $(count)" "web web 1" "further ports while it runs, by the same process"
yes "the same once more is no change" cns-netns publish --proxy web 8081:80
like "$(cns-netns publish web '[::1]:8083:80' 2>&1)" "*no address translation reaches ::1*--proxy does" "::1 needs it"
like "$(cns-netns publish --proxy web 8084:80/sctp 2>&1)" "*--proxy forwards tcp and udp" "SCTP is not forwarded"
is "$(cns-netns ports -q | grep -c 8084)" 0 "and not published by half"
head -c 3000000 /dev/urandom >"$test_folder/www-web/large"
fetch 'http://[::1]:8080/large' >"$test_folder/large"
yes "three million bytes pass" cmp "$test_folder/large" "$test_folder/www-web/large"
cns-netns unpublish web 8080:80
like "$(fetch 'http://[::1]:8080/')" "*refused*" "unpublished"
yes "and published again at once" cns-netns publish --proxy web 8080:80
cns-netns down web
gone
is "$(snapshot) $(count)" "$before 0" "down leaves nothing"

cns-netns add --lo plain
serve plain
server=$(ip netns pids plain)
cns-netns publish --proxy plain 9000:80
is "$(fetch http://127.0.0.1:9000/) $(fetch 'http://[::1]:9000/')" "plain plain" "a namespace that is not up: at every address"
busybox nc -l -p 9001 >/dev/null &
until ss -Hltn 'sport = :9001' | grep -q .; do :; done
like "$(cns-netns publish --proxy plain 9002:80 9001:80 2>&1)" "*a program on this host uses port 9001/tcp already*" "a port that is in use is refused"
is "$(cns-netns ports -q)" 9000 "and the others of that call are taken back"
kill $!
dead "$(sed -n 's/^pid=//p' /run/cns/companion:forward:*)"
like "$(cns-netns orphans -r -n)" "*forward plain - its*" "orphans: one that was killed"
cns-netns gc
is "$(ls /run/cns 2>&1)" "ls: cannot access '/run/cns': No such file or directory" "gc: forgets it"
cns-netns publish --proxy plain 9000:80
ip netns del plain
yes "it ends with the namespace's name, whoever removes that, and whoever else is in it" gone
kill "$server"
cns-netns gc
is "$(snapshot)" "$before" "and leaves nothing"

unshare -Un --map-root-user sh -c "ip link set lo up; exec busybox httpd -f -p 80 -h '$test_folder/www-web'" &
until nsenter -t $! -U -n --preserve-credentials ss -Hltn 'sport = :80' 2>/dev/null | grep -q .; do kill -0 $! || break; done
yes "a process is a target" cns-netns publish --proxy $! 9000:80
is "$(fetch http://127.0.0.1:9000/)" web "whose server is reached"
kill $!
wait
yes "it ends with the process" gone
is "$(snapshot)" "$before" "and leaves nothing"
cns-netns add last
said=$(timeout 20 strace -qq -o /dev/null -e inject=renameat:error=ENOSPC cns-netns publish --proxy last 8099:80 2>&1)
is $? 1 "a forwarder whose record cannot be finished is a failure, and is not waited for"
like "$said" "*renameat(*(ENOSPC)*" "which is told"
is "$(find /run/cns -name 'companion:*' -exec grep -l 'name=last' {} + 2>/dev/null)" "" "and it is ended"
cns-netns del last
done_testing
