#!/bin/sh
# down removes the links of all members by one message, and no link but theirs; each record is read once.
# root: needed
. tests/netns.sh

ip link add stranger type veth peer name friend
ip link set stranger group 6364
cns-netns up --net stays other 2>/dev/null
names=$(seq -f 'n%g' 1 12)
# shellcheck disable=SC2086
cns-netns up --net lab $names 2>/dev/null

# shellcheck disable=SC2086
cns-netns down --explain $names n99 2>"$test_folder/log"
is "$?" 0 "down of twelve members, and of a name that is not up"
is "$(grep -c 'sendto(.*RTM_DELLINK' "$test_folder/log")" 1 "one message removes their links and the bridge"
is "$(grep -o 'read("lease:[^"]*")' "$test_folder/log" | sort | uniq -d)" "" "no record is read twice"
is "$(grep -c 'read("lease:' "$test_folder/log")" 13 "but each of the thirteen is"
is "$(ip -o link show group 6364 | grep -o stranger)" stranger "a stranger's link in the next group stays"
is "$(ip -o link | grep -c ' cns')" 2 "of our links only those of the other network stay"
is "$(ls /run/netns)" other "and of the names only its member's"
is "$(cns-netns net list -q)" stays "and only its network"

cns-netns up --net lab a b 2>/dev/null
cns-netns down --explain a 2>"$test_folder/log"
yes "the network stays with its other member" ip link show cns-lab
cns-netns down --all
is "$(ip -o link | cut -d: -f2 | grep -c cns)" 0 "down --all leaves no link"
done_testing
