#!/bin/sh
# Datagrams that were on their way before a port was published, or to its last owner, reach the new one.
. tests/netns.sh
command -v socat >/dev/null || skip_all "socat is not installed"
make_outside
cns-netns up one two 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
for name in one two; do
	cns-netns exec $name socat -u UDP4-RECVFROM:53,fork SYSTEM:"cat >>$test_folder/$name" &
	until cns-netns exec $name ss -Hlun 'sport = :53' | grep -q .; do :; done
done
# say WORD: from one and the same port of another host each time
say() { echo "$1" | cns-netns exec outside socat -u - UDP4-SENDTO:192.0.2.1:5353,sourceport=4000; }
heard() {
	for _ in $(seq 2000); do
		[ -s "$test_folder/$1" ] && break
	done
	cat "$test_folder/$1" 2>/dev/null
}
say nobody
cns-netns publish one 5353:53/udp
say first
is "$(heard one)" first "to the one that published it after the stream began"
cns-netns unpublish one 5353:53/udp
cns-netns publish two 5353:53/udp
say second
is "$(heard two)" second "to the next owner of the port"
is "$(cat "$test_folder/one")" first "and not to the last one"

done_testing
