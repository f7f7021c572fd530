#!/bin/sh
# up and down of a process, a path and a descriptor: connected like a name, and no name is made.
. tests/netns.sh
make_outside
before=$(snapshot)
# shellcheck disable=SC2016
unshare -n sh -c 'echo >"$1"; exec sleep 1000' sh "$test_folder/ready" &
process=$!
until [ -e "$test_folder/ready" ]; do :; done
cns-netns up $process -p 8080:80 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
inside() { nsenter -t $process -n "$@"; }
like "$(inside ip -4 -o addr show eth0)" "*10.88.0.2/24*" "a process: an address"
like "$(inside ip route)" "default via 10.88.0.1*" "a process: a way out"
mkdir "$test_folder/www"
echo served >"$test_folder/www/index.html"
inside busybox httpd -p 80 -h "$test_folder/www"
is "$(fetch http://192.0.2.1:8080/ outside)" served "a process: its port"
is "$(cns-netns list -q)" outside "no name is made"
during=$(snapshot)
is "$(cns-netns up $process 2>&1)" "" "repeated it says nothing"
is "$(snapshot)" "$during" "and changes nothing"
yes "check finds all in order" cns-netns check $process
yes "limit works on it" cns-netns limit $process in=10mbit
cns-netns down $process
is "$(snapshot)" "$before" "down leaves nothing"
cns-netns up "/proc/$process/ns/net" 2>/dev/null
like "$(inside ip -4 -o addr show eth0)" "*10.88.0.2/24*" "a path"
cns-netns down "/proc/$process/ns/net"
cns-netns up --net lab fd:9 9<"/proc/$process/ns/net" 2>/dev/null
like "$(inside ip -4 -o addr show eth0)" "*10.88.0.2/24*" "a descriptor"
cns-netns down fd:9
is "$(snapshot)" "$before" "they leave nothing"
said=$(cns-netns up $$ 2>&1 | tail -1)
is "$said" "cns-netns up: cannot connect $$ to a network: it is in the network namespace of this host" "the host's own is refused"
like "$(cns-netns up --dns auto $process 2>&1)" "*--dns and --hosts are for names*" "name servers too"
like "$(cns-netns up 4194304 2>&1)" "*No such process*" "one that is not there is no new name"
is "$(snapshot)" "$before" "and nothing is changed"
cns-netns up $process 2>/dev/null
inside ps -o pid= -C busybox | xargs kill
kill $process
wait $process 2>/dev/null
ip link show | grep -q cns0
until ! ip -o link show master cns0 | grep -q .; do :; done
yes "down of a process that has ended" cns-netns down $process
is "$(snapshot)" "$before" "leaves nothing"
cns-netns add 123
yes "a name of digits that is there comes first" cns-netns up 123 2>/dev/null
like "$(ip -n 123 -4 -o addr show eth0)" "*10.88.0.2/24*" "and is connected"
cns-netns del 123
is "$(snapshot)" "$before" "nothing is left"
done_testing
