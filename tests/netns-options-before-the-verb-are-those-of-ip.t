#!/bin/sh
# What ip(8) takes in front of "netns" cns-netns takes in front of the verb, with one hyphen, too:
# the same lines through both.  Of a command in all namespaces ip forgets the status; we do not.
. tests/netns.sh

# both COMMANDS: what they print where "ns OPTION... , VERB..." is either program
both() {
	for program in ip cns-netns; do
		for left in $(cns-netns list -q); do
			cns-netns del "$left"
		done
		cat >"$test_folder/ns" <<-END
			ns() {
				before=''
				while [ "\$1" != , ]; do before="\$before \$1"; shift; done
				shift
				$program \$before $([ $program = cns-netns ] || echo netns) "\$@"
			}
			$1
		END
		unshare -n sh "$test_folder/ns" >"$test_folder/$program" 2>/dev/null
	done
	both_said "$1"
}
while read -r commands; do
	[ -n "$commands" ] && both "$commands"
done <<'END'
ns -all , exec echo hi; echo $?
ns , add a; ns , add b; ns -all , exec ip -o link; echo $?
ns , add a; ns , add b; ns -a , exec echo hi there; ns --all , exec echo hi; ns -al , exec echo hi
ns , add a; ns , add b; ns -all , e sh -c 'ip netns identify $$'
ns , add a; ns -all , exec || echo failed
ns -all , del; echo $?
ns , add a; ns , add b; ns -all , del; echo $?; ns , list; ls /run/netns
ns , add a; ns , add b; ns -all , delete; ns , list
ns , add a; ns , add b; ns -a , d; ns , list
ns , add a; ns , set a 4; ns -json , list; ns -json ,; ns -j , show; ns --json , lst; ns -js , s
ns , add a; ns , add b; ns , set a 4; ns , set b 7; ns -j , list-id
ns , add a; ns , set a 4; ns -j , list-id nsid 4
ns , add a; ns , add b; ns , set a 3; ns , set b 9; ns , exec a ip netns set b 5; ns -j , list-id target-nsid 3
ns -j , list-id
ns -frob , list || echo failed
ns -all -frob , exec true || echo failed
END
for left in $(cns-netns list -q); do
	cns-netns del "$left"
done
cns-netns add a b
is "$(cns-netns -all exec sh -c 'echo in; exit 3' 2>&1; echo $?)" "
netns: $(cns-netns list -q | head -1)
in

netns: $(cns-netns list -q | tail -1)
in
3" "a command that fails in all is run in all, and its status is told"
is "$(cns-netns -all --dry-run del 2>/dev/null)" "$(cns-netns list -q | sed 's/^/ip netns del /')" \
	"other options may stand beside it"
is "$(cns-netns list -q | wc -l)" 2 "and mean what they mean behind the verb"
for verb in list "add c" "pids a" check; do
	# shellcheck disable=SC2086
	is "$(cns-netns -all $verb 2>&1; echo $?)" "cns-netns ${verb%% *}: unknown option: --all
cns-netns ${verb%% *}: hint: cns-netns ${verb%% *} --help shows what it accepts
2" "a verb that has no such option says so: $verb"
done
is "$(cns-netns -all del a 2>&1; echo $?)" "cns-netns del: --all takes no NAME
cns-netns del: hint: cns-netns del --help shows what it accepts
2" "all names and one name exclude each other"
is "$(cns-netns exec -all true 2>&1; echo $?)" "cns-netns exec: unknown option: -l
cns-netns exec: hint: cns-netns exec --help shows what it accepts
125" "behind the verb a hyphen alone begins letters, as everywhere"
is "$(cns-netns list -q | wc -l)" 2 "no mistake has removed a name"
done_testing
