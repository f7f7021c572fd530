#!/bin/sh
# net allows and denies addresses and ports to a group while its processes run, lists, logs and counts.
# root: needed
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/cgctl.sh
needs_groups
cns-cgctl create -p "/$group/a/b"
cns-cgctl net ls "/$group" 2>"$test_folder/said" >/dev/null || skip_all "no BPF here: $(cat "$test_folder/said")"

# One process, running all the time, makes the call it is asked for: "may" stands for any answer
# of the network, also that nobody listens.
cat >"$test_folder/client.pl" <<'END'
use Socket qw(:all);
use Errno qw(EPERM);
$| = 1;
while (<STDIN>) {
	my ($operation, $host, $port) = split;
	my $family = $host =~ /:/ ? AF_INET6 : AF_INET;
	my $type = $operation eq "send" ? SOCK_DGRAM : SOCK_STREAM;
	my $address = $family == AF_INET6 ? pack_sockaddr_in6($port, inet_pton(AF_INET6, $host))
		: pack_sockaddr_in($port, inet_pton(AF_INET, $host));
	socket(my $socket, $family, $type, 0) or print("none\n"), next;
	my $done = $operation eq "connect" ? connect($socket, $address)
		: $operation eq "bind" ? bind($socket, $address) : send($socket, "x", 0, $address);
	print(!$done && $! == EPERM ? "may not\n" : "may\n");
}
END
mkfifo "$test_folder/ask" "$test_folder/answer"
# shellcheck disable=SC2016
cns-cgctl run "/$group/a" sh -c 'exec perl "$0/client.pl" <"$0/ask" >"$0/answer"' "$test_folder" &
exec 3>"$test_folder/ask" 5<"$test_folder/answer"
try() { echo "$@" >&3; read -r answer <&5; echo "$answer"; }
rules() { cns-cgctl net ls -rn "$1" 2>/dev/null | sort; }

is "$(try connect 127.0.0.1 9)" may "without rules every address may be connected to"
cns-cgctl net deny "/$group/a" connect 127.0.0.0/8 9/tcp
is "$(try connect 127.0.0.1 9)" "may not" "what is denied is refused to a running process at once"
is "$(try connect 127.0.0.1 10)" may "and no other port"
is "$(try connect 0.0.0.0 9)" "may not" "the unspecified address is no way around"
is "$(try connect ::ffff:127.0.0.1 9)" "may not" "nor is a version 4 address in the form of version 6"
is "$(rules "/$group/a")" "deny connect 127.0.0.0/8 9/tcp" "ls shows the rule"
like "$(timeout 20 cns-cgctl net log -c 1 "/$group/a")" \
	'{"time": *, "pid": *, "command": "perl", "denied": "connect", "address": "127.0.0.1", "port": 9, "protocol": 6}' \
	"the refusal is in the log, with the process"
cns-cgctl net allow "/$group/a" connect 127.0.0.1 9
is "$(try connect 127.0.0.1 9) $(try connect 127.0.0.2 9)" "may may not" "the longer prefix wins"
cns-cgctl net deny "/$group/a" connect 127.0.0.1 9
is "$(try connect 127.0.0.1 9)" "may not" "a rule about the same is changed"
cns-cgctl net deny "/$group/a" send 127.0.0.0/8 53/udp
is "$(try send 127.0.0.1 53) $(try send 127.0.0.1 54)" "may not may" "datagrams are judged one by one"
cns-cgctl net deny "/$group/a" bind any 9000-9999
is "$(try bind 127.0.0.1 9500) $(try bind 0.0.0.0 8999)" "may not may" "a server may not take a port of a denied range"
cns-cgctl net deny "/$group/a" all ::1
is "$(try connect ::1 9) $(try send ::1 9) $(try bind ::1 0)" "may not may not may not" "all stands for the three"
cns-cgctl net reset "/$group/a"
is "$(try connect 127.0.0.1 9) $(rules "/$group/a")" "may " "reset takes all rules away"
cns-cgctl net deny "/$group" connect 127.0.0.9
cns-cgctl net allow "/$group/a" connect 127.0.0.9
is "$(try connect 127.0.0.9 9)" "may not" "what a group above denies stays refused"
cns-cgctl net reset "/$group"
cns-cgctl net allow --default none "/$group/a" connect 127.0.0.1
is "$(try connect 127.0.0.1 9) $(try connect 127.0.0.2 9)" "may may not" "--default none leaves only what is allowed"
cns-cgctl net deny --audit "/$group/a" connect 127.0.0.1
is "$(try connect 127.0.0.1 9)" may "--audit only reports"
is "$(rules "$!")" "allow connect 127.0.0.9 any
deny connect 127.0.0.1 any" "a process stands for its group"
cns-cgctl net reset "/$group/a"

# shellcheck disable=SC2016
no "counters that cannot be printed are a failure" sh -c 'cns-cgctl net count "$0" >/dev/full' "/$group/a"
is "$(cns-cgctl bpf "/$group/a" -rn | grep -c gress)" 0 "after which nothing is counted that nobody was told of"
cns-cgctl net count "/$group/a" >/dev/null 2>&1
try send 127.0.0.1 9 >"$test_folder/one"
is "$(cns-cgctl net count -rn -o DIRECTION,FAMILY,PACKETS,BYTES "/$group/a" | grep '^out ipv4')" "out ipv4 1 29" \
	"count tells packets and bytes: one octet, behind 28 of headers"
is "$(cns-cgctl bpf "/$group/a/b" -rn -o OWNER,FROM,NAME | sort)" "cns /$group/a cns_egress
cns /$group/a cns_ingress" "bpf tells which programs hold for a group below, from where, and whose"
cns-cgctl net reset "/$group/a"
is "$(cns-cgctl bpf "/$group/a" -rn | grep -c cns_)" 0 "reset ends the counting too"

for wrong in 10.1.0.0/8 10.0.0.0/33 localhost 1.2.3 ::g ''; do
	like "$(cns-cgctl net deny "/$group/a" connect "$wrong" 2>&1)" "*cannot read the rule*" "'$wrong' is no network"
done
for wrong in 70000 9-8 x 5/icmpx 5-; do
	like "$(cns-cgctl net deny "/$group/a" connect any "$wrong" 2>&1)" "*cannot read the rule*" "'$wrong' is no port"
done
like "$(cns-cgctl net deny "/$group/a" hear any 2>&1)" "*'hear' is none of connect, send, bind, all*" "a wrong operation is told"
cns-cgctl net deny --dry-run "/$group/a" connect any 2>/dev/null
is "$(rules "/$group/a")" "" "--dry-run attaches nothing"
exec 3>&- 5<&-
wait
done_testing
