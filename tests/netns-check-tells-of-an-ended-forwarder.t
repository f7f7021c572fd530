#!/bin/sh
# check: a port whose forwarder has ended is told of; it is published anew by unpublish and publish.
# root: needed
. tests/netns.sh
cns-netns up --net lab web db 2>/dev/null
cns-netns publish --proxy web 8080:80
is "$(cns-netns check)" "" "while it forwards, check says nothing"
pid=$(sed -n 's/^pid=//p' /run/cns/companion:forward:*)
kill -9 "$pid"
tries=0
while [ $tries -lt 500 ] && grep -q '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$pid/status" 2>/dev/null; do
	tries=$((tries + 1))
	sleep 0.05
done
is "$(cns-netns check; echo $?)" "web: the forwarder of its port 8080:80/tcp has ended
1" "when that has ended, check tells"
is "$(cns-netns check db)" "" "of another member it says nothing"
cns-netns unpublish web 8080:80
cns-netns publish --proxy web 8080:80
is "$(cns-netns check)" "" "published anew, it is as it was"
cns-netns down web db
is "$(ls /run/cns 2>/dev/null)" "" "and nothing is left"
done_testing
