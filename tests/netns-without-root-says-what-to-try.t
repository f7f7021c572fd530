#!/bin/sh
# Without root the refusal says what works instead, and that works.
# root: never
. tests/lib.sh
[ -w /run ] && skip_all "/run can be written to here"
for verb in add up; do
	said=$(cns-netns $verb "no-such-$$" 2>&1)
	status=$?
	is "$status $(echo "$said" | grep -c .)" "1 2" "$verb: one line and a hint"
	like "$said" "*hint: root may; or anybody inside: cns-unshare --user --map-root-user --net --mount -- sh -c *" \
		"$verb: the hint is a command"
done
cns-unshare --user --map-root-user --net --mount true 2>/dev/null || {
	skip "what the hint says works" "user namespaces are not allowed here"
	done_testing
	exit
}
is "$(cns-unshare --user --map-root-user --net --mount -- sh -c 'mount -t tmpfs none /run && cns-netns up web && cns-netns exec web ip -4 -o addr show eth0' 2>/dev/null | tr -s ' ' | cut -d' ' -f4)" \
	10.88.0.2/24 "what the hint says works"
done_testing
