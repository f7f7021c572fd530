#!/bin/sh
# publish --proxy and uplink under --dry-run start nothing, and print a command that does the same.
. tests/netns.sh
cns-netns up web 2>"$test_folder/err" || skip_all "$(cat "$test_folder/err")"
cns-netns add --lo alone
serve web
serve alone
before=$(snapshot)
commands() { cns-netns "$@" 2>/dev/null | grep -v '^#\|^ '; }
commands publish --dry-run --proxy web 8080:80 >"$test_folder/web"
like "$(cat "$test_folder/web")" "*socat TCP6-LISTEN:8080,*bind=?::1? ?EXEC:?ip netns exec web socat STDIO TCP6:*:80?? \&" "a member: what rules do not reach"
commands publish --dry-run --proxy alone 9000:80 9000:53/udp >"$test_folder/alone"
like "$(cat "$test_folder/alone")" "socat TCP4-LISTEN:9000,*?EXEC:?ip netns exec alone socat STDIO TCP4:127.0.0.1:80?? \&
socat TCP6-LISTEN:9000,*?EXEC:?ip netns exec alone socat STDIO TCP6:?::1?:80?? \&
socat UDP4-LISTEN:9000,*?EXEC:?ip netns exec alone socat STDIO UDP4:127.0.0.1:53?? \&
socat UDP6-LISTEN:9000,*?EXEC:?ip netns exec alone socat STDIO UDP6:?::1?:53?? \&" "a name alone: each family"
like "$(commands publish --dry-run --proxy $$ 9000:80 2>&1)" "*EXEC:?nsenter -t $$ -n socat *" "a process"
is "$(snapshot)" "$before" "and nothing is made"
if command -v socat >/dev/null; then
	sh "$test_folder/alone" 2>/dev/null
	tries=0
	until [ "$(fetch http://127.0.0.1:9000/)" = alone ] || [ $tries -ge 50 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	is "$(fetch http://127.0.0.1:9000/)" alone "a shell runs it, and the port is reached"
else
	skip "a shell runs it" "socat is not installed"
fi
if command -v pasta >/dev/null; then
	like "$(commands uplink --dry-run --pasta alone)" "pasta --config-net *--netns /run/netns/alone*&" "uplink: by pasta"
else
	skip "pasta" "it is not installed"
fi
if command -v slirp4netns >/dev/null; then
	like "$(commands uplink --dry-run --slirp alone)" "slirp4netns --configure *--netns-type=path /run/netns/alone tap0 &" "uplink: by slirp4netns"
else
	skip "slirp4netns" "it is not installed"
fi
is "$(snapshot)" "$before" "and nothing is made"
done_testing
