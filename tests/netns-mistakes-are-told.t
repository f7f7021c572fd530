#!/bin/sh
# Bad input: one clear sentence that names it, status 2 (125 for exec), and nothing is changed.
. tests/netns.sh
before=$(snapshot)
long=$(printf '%0256d' 0)
# wrong STATUS SENTENCE ARGUMENT...
wrong() {
	status=$1 sentence=$2
	shift 2
	said=$(cns-netns "$@" 2>&1 | grep -v ': hint: ')
	cns-netns "$@" >/dev/null 2>&1
	is "$? $said" "$status cns-netns $sentence" "cns-netns $(echo "$*" | cut -c1-40 | tr -cd '[:print:]')"
}
rule="a namespace's name is 1 to 255 letters, digits and _.+@:- and begins with none of - and . , not"
wrong 2 "add: $rule ''" add ''
wrong 2 "add: $rule 'a/b'" add a/b
wrong 2 "add: $rule '../x'" add ../x
wrong 2 "add: $rule '..'" add ..
wrong 2 "add: $rule 'a b'" add 'a b'
wrong 2 "add: $rule 'a\\nb'" add 'a
b'
wrong 2 "add: $rule '\\033[31mred'" add "$(printf '\033[31mred')"
wrong 2 "add: $rule '$long'" add "$long"
wrong 2 "add: $rule '-x'" add -- -x
wrong 2 "add: unknown option: -x" add -x
wrong 2 "add: missing operand: NAME..." add
wrong 2 'up: --gateway and --no-gateway exclude each other' up --gateway --no-gateway a
wrong 2 "up: $rule 'a/b'" up a/b
wrong 2 "up: missing operand: NAME|TARGET..." up
wrong 2 "del: missing operand: NAME or --all" del
wrong 2 "del: --all takes no NAME" del -a x
wrong 2 "del: no namespace can have the name 'a/b': it is 1 to 255 bytes without a slash, and neither . nor .." del a/b
wrong 125 "exec: missing operand: COMMAND" exec x
wrong 125 "exec: missing operand: NAME COMMAND [ARGUMENT]..." exec
wrong 125 "exec: no namespace can have the name '': it is 1 to 255 bytes without a slash, and neither . nor .." exec '' true
port="a port to publish is [IP:]HOST:CONTAINER[/tcp|udp|sctp], with numbers or equal ranges from 1 to 65535, not"
for spec in 80 0:80 80:0 65536:80 80:80/icmp 80-90:80-81 90-80:90-80 x:80 080:80 :80 1.2.3:80:80 '[::1:80:80' '' 1.2.3.4/24:80:80 -1:80; do
	wrong 2 "up: $port '$spec'" up "--publish=$spec" web
done
wrong 2 "up: a network's name is 1 to 11 letters, digits and _.+@- , not 'a:b'" up --net a:b web
wrong 2 "up: a network's name is 1 to 11 letters, digits and _.+@- , not 'twelve-chars'" up --net twelve-chars web
wrong 2 "up: an IPv4 address is wanted, or auto, not '300.1.1.1'" up -4 300.1.1.1 web
wrong 2 "up: an IPv6 address is wanted, or auto, not '10.0.0.1'" up -6 10.0.0.1 web
wrong 2 "up: an MTU is auto or from 68 to 65535 bytes, not '67'" up --mtu 67 web
wrong 2 "up: '01:00:00:00:00:00' is no hardware address of one link, as 02:00:00:00:00:01" up --mac 01:00:00:00:00:00 web
wrong 2 "up: no link of the namespace can have the name 'a/b'" up --ifname a/b web
wrong 2 "up: an address or a port can be of one NAME alone" up -p 80:80 a b
is "$(cns-netns frob 2>&1 | head -1)" "cns-netns: unknown verb: frob" "an unknown verb"
wrong 1 "attach: cannot find process 4194304 and pin it: pidfd_open(4194304, 0): No such process (ESRCH)" attach x 4194304
like "$(cns-netns del nope 2>&1)" "cns-netns del: cannot remove the name nope: *(ENOENT)
cns-netns del: hint: no namespace has this name; cns-netns list shows all names" "a name that is not there"
is "$(snapshot)" "$before" "nothing was changed"
mkdir -p /run/netns
echo precious >/run/netns/file
mkdir /run/netns/folder
no "a file with something in it is not deleted" cns-netns del file
no "a folder neither" cns-netns del folder
is "$(cat /run/netns/file)" precious "it is as before"
: >/run/netns/left
is "$(cns-netns list 2>/dev/null)" "" "files that are no namespace are not listed"
yes "an empty file left behind is" cns-netns del left
names=$(seq -f n%g 1 10000)
# shellcheck disable=SC2086
no "10,000 operands and a wrong one" cns-netns add $names a/b
is "$(cns-netns list -q 2>/dev/null)" "" "make nothing"
done_testing
