#!/bin/sh
# The same commands through ip netns and cns-netns: the same lines, and each knows the other's names.
. tests/netns.sh
export test_folder

# both COMMANDS: what they print with each program as $NS, on /run/netns of its own
both() {
	for program in 'ip netns' cns-netns; do
		umount -l /run/netns 2>/dev/null
		rm -rf /run/netns
		NS=$program unshare -n sh -c "$1" >"$test_folder/$(echo "$program" | cut -d' ' -f1)" 2>/dev/null
		for left in $(cns-netns list -q); do
			ip netns del "$left"
		done
	done
	both_said "$1"
}
while read -r commands; do
	[ -n "$commands" ] && both "$commands"
done <<'END'
$NS list
$NS
$NS add a; $NS list
$NS add a; $NS add b; $NS add c; $NS list; $NS show; $NS lst; $NS
$NS add a; $NS add a || echo failed; $NS list
$NS del nope || echo failed
$NS delete nope || echo failed
$NS add a; $NS del a; $NS list
$NS add a; $NS delete a; $NS list; ls /run/netns
$NS add a; ip netns set a 7; $NS list
$NS add a; $NS add b; ip netns set b 3; $NS list
$NS add a.b; $NS add c_d; $NS add e-f; $NS list
$NS add 123; $NS list
$NS add a; $NS exec a ip -o link
$NS add a; $NS exec a ip link set lo up; $NS exec a ip -o addr show lo
$NS add a; $NS exec a sh -c 'exit 7'; echo $?
$NS add a; $NS exec a cat /sys/class/net/lo/operstate; $NS exec a ls /sys/class/net
$NS add a; $NS exec a readlink /proc/self/ns/net | wc -l
$NS exec nope true || echo failed
$NS add a; $NS exec a env | grep ^HOME
$NS add a; $NS exec a sh -c 'echo $0 "$@"' x '1  2' '' 3
$NS add a; echo input | $NS exec a cat
$NS add a; $NS identify $$
$NS add a; $NS exec a sh -c "$NS identify \$\$"
$NS add a; $NS attach b $$; $NS list; $NS identify $$
$NS attach x 999999 || echo failed; $NS list
$NS add a; $NS attach a $$ || echo failed; $NS list
$NS add a; $NS pids a
$NS pids nope || echo failed
$NS add a; mkfifo "$test_folder/go"; $NS exec a cat "$test_folder/go" & sleep=$!; $NS add b; until [ "$($NS pids a | wc -l)" -gt 0 ]; do kill -0 $sleep || break; done; $NS pids a | wc -l; echo >"$test_folder/go"; wait; rm "$test_folder/go"; $NS pids a
$NS add '' || echo failed
$NS add a/b || echo failed
$NS add .. || echo failed
$NS add . || echo failed
$NS add || echo failed
$NS exec || echo failed
$NS exec a || echo failed
$NS frob || echo failed
$NS add a; stat -c '%a %s' /run/netns/a; stat -f -c %T /run/netns/a
$NS add a; grep -c ' /run/netns/a ' /proc/self/mountinfo
$NS add a; $NS set a 5; $NS list; $NS list-id
$NS add a; $NS set a auto; $NS list
$NS add a; $NS set a 5; $NS set a 6 || echo failed; $NS list
$NS set nope 5 || echo failed
$NS add a; $NS set a x || echo failed
$NS add a; $NS add b; $NS set a 3; $NS set b 9; $NS list-id nsid 9
$NS add a; $NS add b; $NS set a 3; $NS list-id target-nsid 3
$NS list-id
$NS add a; $NS add b; $NS exec a $NS list
$NS add a; $NS exec a sh -c 'ip link add v type veth peer name w; ip -o link | wc -l'; $NS exec a ls /sys/class/net
$NS add a; $NS add b; $NS exec a ip link add v type veth peer name w netns b; $NS exec b ls /sys/class/net
$NS add a; $NS exec a cat /proc/net/dev | wc -l
$NS add a; $NS exec a sh -c 'kill -9 $$'; [ $? -gt 128 ] || echo not killed
$NS add a; $NS add b; $NS del a; $NS list; $NS del b; $NS list
$NS add a; $NS attach b $$; $NS del a; $NS list; $NS identify $$; $NS del b
$NS attach b $$; $NS exec b $NS identify $$
$NS add a; $NS attach c nope || echo failed; $NS list
$NS add a; $NS exec a sh -c 'exec 2>&1; pwd' | wc -l
$NS add a; $NS exec a true; echo $?; $NS exec a false; echo $?
$NS add a; umask 077; $NS add b; stat -c %a /run/netns/a /run/netns/b
$NS add a; mkdir -p /run/netns; stat -c %a /run/netns | tr -d 1
$NS a a; $NS l; $NS s; $NS ls; $NS li; $NS e a echo in; $NS i $$; $NS p a; $NS at b $$; $NS de b; $NS d a; $NS l
$NS a a; $NS se a 5; $NS ex a echo in; $NS list-; $NS id $$; $NS pi a; $NS at b $$; $NS del b; $NS sh
$NS add a; ln -s /proc/$$/ns/net /run/netns/b; $NS list; $NS identify $$; $NS exec b echo in; $NS del b; $NS list; ls /run/netns
$NS add a; ln -s nowhere /run/netns/b; $NS del b; ls /run/netns
$NS add UPPER; $NS add lower; $NS exec UPPER true && $NS list
END
cns-netns add ours
ip netns add theirs
is "$(ip netns | sort)" "ours
theirs" "ip netns lists our names"
is "$(cns-netns list -q | sort)" "ours
theirs" "we list the names of ip netns"
is "$(ip -n ours -o link | wc -l)" 1 "ip -n works on our names"
yes "ip netns removes our names" ip netns del ours
yes "we remove the names of ip netns" cns-netns del theirs
is "$(cns-netns list --json)" "[]" "no name is an empty array"
cns-netns add j
ip netns set j 4
is "$(cns-netns list --json)" '[{"name":"j","id":4}]' "--json is that of ip -j netns"
is "$(ip -j netns)" "$(cns-netns list -j)" "to the letter"
done_testing
