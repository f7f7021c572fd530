#!/bin/sh
# A forwarder that has ended is told of by check, for every name that has one, and started anew by repair
# with all its ports; so it is by the next publish.
. tests/netns.sh
cns-netns up --net lab web db 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns publish --proxy web 8080:80
cns-netns publish --proxy web 8081:80
cns-netns add --lo alone
cns-netns publish --proxy alone 9000:80
for name in web alone; do
	serve $name
done
# Who ended it waits until it has: it stays as a zombie where nobody waits for it.
dead() { # NAME
	pid=$(sed -n 's/^pid=//p' "$(grep -l "^name=$1\$" /run/cns/companion:forward:*)")
	kill -9 "$pid"
	tries=0
	while [ $tries -lt 500 ] && grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$pid/status" 2>/dev/null; do
		tries=$((tries + 1))
		sleep 0.05
	done
}
is "$(cns-netns check)" "" "while they forward, check says nothing"
dead web
dead alone
is "$(cns-netns check | sort; cns-netns check web >/dev/null; echo $?)" "alone: the forwarder of its port 9000:80/tcp has ended
web: the forwarder of its port 8080:80/tcp has ended
web: the forwarder of its port 8081:80/tcp has ended
1" "when they have ended, check tells, also of a name that is not up"
is "$(cns-netns check db)" "" "of another member it says nothing"
no "a name that has nothing is refused" cns-netns check nobody
cns-netns repair
is "$(cns-netns check)" "" "repair: they are as they were"
is "$(fetch 'http://[::1]:8080/') $(fetch 'http://[::1]:8081/')" "web web" "each port is forwarded to the member"
is "$(fetch 'http://[::1]:9000/') $(fetch http://127.0.0.1:9000/)" "alone alone" "and to a name that is not up"
dead web
cns-netns publish --proxy web 8082:80
is "$(fetch 'http://[::1]:8080/') $(fetch 'http://[::1]:8082/')" "web web" "a new port starts it with the others"
dead web
busybox httpd -p '[::1]:8081' -h "$test_folder/www-web"
like "$(cns-netns repair 2>&1)" "*cannot forward port *8081* again: a program on this host uses port 8081/tcp already*" "a port that somebody took meanwhile is told of"
like "$(cns-netns check web)" "*8080*ended*8081*ended*8082*ended*" "and none is forgotten"
cns-netns unpublish web 8081:80
cns-netns repair
is "$(fetch 'http://[::1]:8080/') $(fetch 'http://[::1]:8082/')" "web web" "without it the others are forwarded again"
dead alone
cns-netns gc
is "$(cns-netns check)" "" "gc forgets them instead"
cns-netns down web db
cns-netns del alone
is "$(ls /run/cns 2>/dev/null)" "" "and nothing is left"
done_testing
