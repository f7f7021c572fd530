#!/bin/sh
# monitor: each name once it is a namespace, at once also through a pipe, whoever makes it.
. tests/netns.sh
mkfifo "$test_folder/pipe"
cns-netns monitor >"$test_folder/pipe" &
exec 3<"$test_folder/pipe"
next() { read -r line <&3 && echo "$line"; }
# The folder is not there yet: what makes it is told of too.
until grep -q inotify "/proc/$!/fdinfo/3" 2>/dev/null; do :; done
cns-netns add one
is "$(next)" "add one" "a name of ours"
# At once: an entry of the line above can be used.
is "$(cns-netns exec one echo in)" in "it can be entered when it is told of"
ip netns add two
is "$(next)" "add two" "a name of ip netns"
ip netns exec two true
: >/run/netns/file
ip netns del two
is "$(next)" "delete two" "one that goes; a file that is no namespace is not told of"
cns-netns del one
is "$(next)" "delete one" "the last one"
rm /run/netns/file
cns-netns add three
is "$(next)" "add three" "one in a folder made anew"
kill $!
cns-netns monitor --json >"$test_folder/pipe" 3<&- &
exec 3<"$test_folder/pipe"
until [ "$(grep -c inotify "/proc/$!/fdinfo/3" 2>/dev/null)" = 2 ]; do :; done
cns-netns add four
is "$(next)" '{"event":"add","name":"four"}' "--json is an object a line"
cns-netns del three
is "$(next)" '{"event":"delete","name":"three"}' "for what goes too"
kill $!
done_testing
