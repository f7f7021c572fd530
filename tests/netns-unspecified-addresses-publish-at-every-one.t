#!/bin/sh
# 0.0.0.0 in front of a port is every address of IPv4, and [::] every one of IPv6, as for any program
# that listens there and for docker; without an address it is both.
. tests/netns.sh
make_outside
before=$(snapshot)
cns-netns up web -p 0.0.0.0:8080:80 -p '[::]:9090:80' 2>"$test_folder/err" ||
	skip_all "$(cat "$test_folder/err")"
serve web
for from in '' outside; do
	where=${from:-the host}
	is "$(fetch http://192.0.2.1:8080/ $from)" web "0.0.0.0: $where reaches it by IPv4"
	like "$(fetch 'http://[2001:db8::1]:8080/' $from)" "*refused*" "0.0.0.0: not by IPv6, from $where"
	is "$(fetch 'http://[2001:db8::1]:9090/' $from)" web "[::]: $where reaches it by IPv6"
	like "$(fetch http://192.0.2.1:9090/ $from)" "*refused*" "[::]: not by IPv4, from $where"
done
is "$(fetch http://127.0.0.1:8080/)" web "0.0.0.0: at 127.0.0.1, too"
is "$(fetch http://10.88.0.1:8080/ web)" web "0.0.0.0: from the namespace itself"
is "$(cns-netns ports -r -n -o ADDRESS,PORT | sort)" "0.0.0.0 8080
:: 9090" "both are listed as they were asked for"
is "$(cns-netns check; echo $?)" 0 "check: both are in order"
nft flush ruleset
cns-netns repair
is "$(fetch http://192.0.2.1:8080/ outside)" web "repair puts it back"
yes "the same again changes nothing" cns-netns up web -p 0.0.0.0:8080:80 -p '[::]:9090:80'
for taken in 8080:81 192.0.2.1:8080:81 0.0.0.0:8080:81 127.0.0.1:8080:81; do
	no "what is part of it is taken: $taken" cns-netns publish web "$taken"
done
yes "the other family is free" cns-netns publish web '[::]:8080:80'
is "$(fetch 'http://[2001:db8::1]:8080/' outside)" web "and is reached then"
cns-netns publish web 192.0.2.1:7070:80
no "every address is refused where one is published" cns-netns publish web 0.0.0.0:7070:80
yes "that of the other family is not" cns-netns publish web '[::]:7070:80'
yes "unpublish takes it back" cns-netns unpublish web 0.0.0.0:8080:80
like "$(fetch http://192.0.2.1:8080/ outside)" "*refused*" "and then nothing is there"
is "$(fetch 'http://[2001:db8::1]:8080/' outside)" web "the other family stays"
cns-netns publish web 0.0.0.0:6060:80 --from 203.0.113.0/24
cns-netns publish web 0.0.0.0:6061:80 --from 192.0.2.0/24
is "$(fetch http://192.0.2.1:6061/ outside)" web "--from lets in whom it names"
no "and nobody else" sh -c "ip netns exec outside timeout 2 busybox wget -q -O - http://192.0.2.1:6060/"
cns-netns publish --proxy web '[::]:5050:80' 0.0.0.0:5051:80
is "$(fetch 'http://[::1]:5050/')" web "--proxy: [::] is ::1, too"
like "$(fetch 'http://[::1]:5051/')" "*refused*" "--proxy: 0.0.0.0 is not"
cns-netns down web
is "$(snapshot)" "$before" "nothing is left"
done_testing
