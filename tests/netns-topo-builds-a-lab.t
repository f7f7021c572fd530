#!/bin/sh
# topo up makes the lab of a file, show draws it, down removes it; a mistake makes nothing.
. tests/netns.sh
before=$(snapshot)
cat >"$test_folder/lab" <<'END'
# two hosts on a network, and a third behind the second
net lan 10.1.0.0/24
host a b c
join a lan 10.1.0.5
join b lan
link b:wan c:wan 10.9.0.1/30 10.9.0.2/30
END
cns-netns topo up "$test_folder/lab" >"$test_folder/out" 2>&1 || skip_all "$(cat "$test_folder/out")"
like "$(ip -n a -o addr show lan)" "*10.1.0.5/24*" "a member has the address asked for"
like "$(ip -n b -o addr show wan)" "*10.9.0.1/30*" "one end of a pair"
like "$(ip -n c -o addr show wan)" "*10.9.0.2/30*" "and the other"
like "$(ip -n c -o link show)" "*wan*LOWER_UP*" "which are up"
is "$(cns-netns topo show "$test_folder/lab")" "[lan] 10.1.0.0/24
[lan]---- a  10.1.0.5
[lan]---- b
b:wan 10.9.0.1/30 <---> 10.9.0.2/30 c:wan" "show draws it"
cns-netns topo down "$test_folder/lab"
is "$(snapshot)" "$before" "down leaves nothing"
yes "down of what is not there is no failure" cns-netns topo down "$test_folder/lab"
for line in 'song a' 'net' 'join a' 'link a:x b' 'join nobody nowhere 1.2.3' 'link a:x nobody:x'; do
	printf 'net lan\nhost a b\n%s\n' "$line" >"$test_folder/wrong"
	no "a mistake is a failure: $line" cns-netns topo up "$test_folder/wrong"
	is "$(snapshot)" "$before" "and leaves nothing"
done
like "$(printf 'host a\nsong\n' >"$test_folder/wrong"; cns-netns topo up "$test_folder/wrong" 2>&1)" \
	"cns-netns topo: cannot read line 2 of *wrong: a line begins with net, host, join or link" "it is named by its line"
done_testing
