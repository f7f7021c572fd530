#!/bin/sh
# Ranges, holes, subordinate ids: the map is right, or the message names what is missing.
# root: needed
# vm: 6.1 6.12
. tests/lib.sh
map() { cns-unshare "$@" sh -c "tr -s ' ' </proc/self/uid_map | sed 's/^ //' | tr '\n' ';'" 2>&1; }
is "$(map -r)" "0 0 1;" "one id"
is "$(map --map-users 0:100000:65536)" "0 100000 65536;" "a range"
is "$(map --map-users 100000,0,65536)" "0 100000 65536;" "a range as unshare(1) had it first"
is "$(map -r --map-users 0:100000:10)" "0 0 1;1 100000 9;" "a hole for the own id at the start of a range"
is "$(map --map-user 5 --map-users 0:100000:10)" "5 0 1;0 100000 5;6 100005 4;" "a hole in the middle"
is "$(map -r --map-users 1:100000:1)" "0 0 1;1 100000 1;" "a range of one id beside it"
is "$(map -r --map-users 0:100000:1)" "0 0 1;" "a range of one id that is taken"
is "$(map -r --map-users 0:0:10)" "0 0 1;1 1 9;" "a range whose first id is the own one on either side"
is "$(map --map-user 3 --map-users 0:0:10)" "3 0 1;0 1 3;4 4 6;" "a range that has the own id elsewhere"
is "$(map --map-users 0:100000:10 --map-users 10:200000:5)" "0 100000 10;10 200000 5;" "two ranges"
is "$(map --map-users all)" "0 0 4294967295;" "all of this namespace's"
like "$(map --map-users 0:1:10 --map-users 5:100:10)" "*0:1:10 and 5:100:10 share ids inside*" "ranges that overlap are named"
like "$(map --map-users 0:1)" "*not INSIDE:OUTSIDE:COUNT*" "a range that is none"
like "$(map --map-users 0:4294967290:10)" "*past 4294967294*" "a range that wraps"
like "$(map --map-user 4294967296)" "*there is no user of this name*" "an id that wraps is no root"
# shellcheck disable=SC2046
like "$(map $(i=0; while [ $i -lt 200 ]; do echo --map-users $((i * 2)):$((100000000 + i * 2)):1; i=$((i + 1)); done))" "* 1;*" "200 extents"
# shellcheck disable=SC2046
like "$(map $(i=0; while [ $i -lt 341 ]; do echo --map-users $((i * 2)):$((100000000 + i * 2)):1; i=$((i + 1)); done))" "*cannot write the map*" "more than the kernel takes is refused"

is "$(cns-unshare -r cat /proc/self/setgroups)" allow "root keeps setgroups(2)"
is "$(cns-unshare -r --setgroups deny cat /proc/self/setgroups)" deny "unless told otherwise"

# Subordinate ids, in a private copy of the files.
if command -v newuidmap >/dev/null; then
	printf 'other:5:5\nnobody:300000:65536\n' >"$test_folder/subid"
	chmod 755 "$test_folder"
	sub() {
		unshare -m sh -c "mount --bind $test_folder/subid /etc/subuid; mount --bind $test_folder/subid /etc/subgid
			exec setpriv --reuid 65534 --regid 65534 --clear-groups \"\$@\"" sh "$@"
	}
	cp "$BIN/cns-unshare" "$test_folder/cns-unshare"
	is "$(sub "$test_folder/cns-unshare" --map-auto sh -c "tr -s ' ' </proc/self/uid_map")" " 0 300000 65536" "--map-auto without root, through newuidmap"
	is "$(sub "$test_folder/cns-unshare" --map-subids cat /proc/self/gid_map | tr -s ' ')" " 300000 300000 65536" "--map-subids"
	is "$(sub "$test_folder/cns-unshare" -r --map-auto sh -c "tr -s ' ' </proc/self/uid_map | tr '\n' ';'; cat /proc/self/setgroups")" " 0 65534 1; 1 300000 65536;allow" "-r --map-auto wastes no id"
	is "$(sub "$test_folder/cns-unshare" -r --map-auto --then-map-current id -u)" 65534 "--then-map-current: root for the set-up, oneself for the command"
	like "$(sub "$test_folder/cns-unshare" --map-users 0:5:5 true 2>&1)" "*newuidmap*hint*subuid*" "ids that were not given are refused, with the reason"
else
	skip "subordinate ids" "newuidmap is not installed"
fi
like "$(setpriv --reuid 4242 --regid 4242 --clear-groups "$test_folder/cns-unshare" --map-auto true 2>&1)" "*gives no ids to user 4242*hint*4242:100000:65536*" "no subordinate ids: the line to add"
done_testing
