#!/bin/sh
# Who makes a name in a mount namespace of its own, over the /run of process 1, is told that outside it
# is no namespace: add, attach and up, in one line, and the status stays 0.
. tests/netns.sh
said="warning: outside of this mount namespace the names are empty files; nsenter -t 1 -m makes them there"
apart() { # how it is unshared, and what is run there: what is said on standard error, and the status
	status=0
	unshare --mount --propagation "$1" sh -c "$2" >/dev/null 2>"$test_folder/said" || status=$?
	cat "$test_folder/said"
	echo "$status"
}
mount --make-shared /run
is "$(cns-netns add first 2>&1)" "" "in the mount namespace of process 1 nothing is said"
for how in private slave; do
	is "$(apart $how 'cns-netns add one two')" "cns-netns add: $said
0" "add, $how: one line for all names"
	is "$(stat -f -c %T /run/netns/one)" tmpfs "add, $how: outside it is an empty file"
	rm /run/netns/one /run/netns/two
	is "$(apart $how 'cns-netns attach named $$')" "cns-netns attach: $said
0" "attach, $how"
	rm /run/netns/named
done
is "$(apart unchanged 'cns-netns add seen')" 0 "where names reach process 1 nothing is said"
is "$(stat -f -c %T /run/netns/seen)" nsfs "and there it is a namespace"
is "$(apart private 'mount -t tmpfs none /run; cns-netns add hidden')" 0 "nor where /run is another on purpose"
is "$(apart private 'cns-netns add --dry-run dry' | grep -c warning)" 0 "nor in a dry run"
is "$(apart private 'cns-netns add first' | grep -c warning)" 0 "nor where no name was made"
is "$(apart private 'umount /proc; cns-netns add blind' | grep -c warning)" 0 "nor where nothing can be known"
rm -f /run/netns/blind
if cns-netns up probe 2>/dev/null && cns-netns down probe; then
	is "$(apart private 'cns-netns up x y; cns-netns up x y; cns-netns down x y' | grep warning)" \
		"cns-netns up: $said" "up: once, when it makes names"
else
	skip "up: once, when it makes names" "networks cannot be made here"
fi
done_testing
