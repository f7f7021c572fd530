#!/bin/sh
# What goes in and comes out of the machine is what it was, byte for byte.
# root: needed
. tests/lib.sh
. tests/vm.sh
needs_machine 6.12

every_byte=$(perl -e 'print map { chr } 1 .. 255, 120')
head -c 1000000 /dev/urandom >"$test_folder/noise"
cat >"$test_folder/inside" <<'END'
cat noise
pwd
printf '%s|' "$@" "$WORDS" "$CI" "$HOME" "$(id -u)"
echo changed >noise
echo first >/dev/stderr
echo second >&2
exit 3
END
words="it's \"quoted\" \$HOME
\`x\` \\n"
vm=$PWD/scripts/vm
cd "$test_folder" || exit 1
CI=true "$vm" -e WORDS="$words" -- \
	sh inside 'two words' '' 'new
line' -n "$every_byte" >got 2>errors
is "$?" 3 "the status of the command is the status of scripts/vm"
{
	cat noise
	pwd
	printf '%s|' 'two words' '' 'new
line' -n "$every_byte" "$words" true /root 0
} >wanted
yes "output, arguments, variables and the working directory are the same inside" cmp got wanted
is "$(cat errors)" "first
second" "standard error stays apart, and can be opened again by its name"
is "$(wc -c <noise)" 1000000 "what the command writes stays inside"

cd / || exit 1
# shellcheck disable=SC2016
is "$("$vm" -u nobody -- sh -c 'id -u; for i in 1 2 3; do echo $i; echo $i >&2; done
	kill -KILL $$' 2>&1)" "65534
1
1
2
2
3
3" "one place for both streams keeps their order; -u runs it as another user"
"$vm" no-such-command 2>/dev/null
is "$?" 127 "a command that is not there has status 127"
done_testing
