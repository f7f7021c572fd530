#!/bin/sh
. tests/lib.sh
. tests/enter.sh
escape=$(printf '\033')
evil=$(printf 'a\033]0;owned\007b\nc\302\233d')
cp "$(command -v sleep)" "$test_folder/$evil"
start -m -p --fork
# clean CLAIM COMMAND...: nothing that a terminal obeys but newlines
clean() {
	claim=$1
	shift
	"$@" >"$test_folder/out" 2>&1
	if LC_ALL=C grep -q "[^[:print:][:space:]]" "$test_folder/out" &&
		LC_ALL=C tr -d '\342\224\200\234\202' <"$test_folder/out" | LC_ALL=C grep -q "$escape\|$(printf '\302\233')"; then
		fail "$claim" "$(cat -v "$test_folder/out")"
	elif ! grep -q 'owned' "$test_folder/out"; then
		fail "$claim" "the name is not there at all"
	else
		ok "$claim"
	fi
}
cns-enter -t "$target" -- env PATH=/ "$test_folder/$evil" 1000 &
set -- -m -u
is_root || set -- -r "$@"
cns-unshare "$@" "$test_folder/$evil" 1000 &
hostile=$!
until tr '\0' ' ' <"/proc/$hostile/cmdline" | grep -q "^$test_folder"; do kill -0 "$hostile" || break; done
clean "in the list" cns-ps -a
clean "in JSON" cns-ps -a --json
clean "as raw columns" cns-ps -a --raw
clean "in the list of namespaces" cns-ps -n
clean "about one" cns-ps "$hostile"
clean "in the drawing" cns-ps --graph -a
cns-ps -a --json >"$test_folder/json" 2>/dev/null
yes "JSON stays JSON" jq -e . "$test_folder/json"
kill "$hostile"
done_testing
