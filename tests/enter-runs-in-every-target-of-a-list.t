#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# With -t - the command runs in each target that is named on standard input, and the exit status is
# the worst.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh

start -muipn --mount-proc --hostname one
one=$target
start -muipn --mount-proc --hostname two
two=$target
is "$(printf '%s\n\n  %s  \n' "$one" "$two" | cns-enter -t - hostname)" "one
two" "one after the other, in the order of the list; blanks do not count"
is "$(printf '%s\n%s\n' "$one" "$two" | cns-enter -t - --parallel 8 hostname | sort)" "one
two" "several at a time"
is "$(printf '%s\n%s\n' "$one" "$two" | cns-enter -t - --tag sh -c 'hostname; printf rest')" "$one: one
$one: rest
$two: two
$two: rest" "--tag begins each line with its target, also one that has no end"
is "$(printf '%s\n%s\n' "$one" "$two" | cns-enter -t - sh -c 'test $(hostname) = two || exit 7'; echo $?)" 7 "the status is the worst"
is "$(printf '%s\n4194304\n%s\n' "$one" "$two" | cns-enter -t - hostname 2>/dev/null; echo $?)" "one
two
125" "a target that is not there is told, and the others are entered"
is "$(printf '%s\n' "$one" | cns-enter -t - cat; echo $?)" 0 "the command has nothing to read"
is "$(cns-enter -t - true </dev/null; echo $?)" 0 "an empty list is no mistake"
like "$(head -c 2000 /dev/zero | tr '\0' x | cns-enter -t - true 2>&1)" "*longer than*" "a line that is no name is refused"
like "$(cns-enter -t $$ --tag true 2>&1)" "*list of targets*" "--tag without a list is a mistake"
done_testing
