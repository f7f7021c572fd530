#!/bin/sh
# Each mistake: one clear sentence (and at most one hint) that names the input, nothing on
# standard output, the right status, nothing changed, and no byte that a terminal would obey.
. tests/lib.sh

# refused STATUS PATTERN CLAIM COMMAND...
refused() {
	status=$1 pattern=$2 claim=$3
	shift 3
	"$@" >"$test_folder/answer" 2>"$test_folder/all" </dev/null
	got=$?
	# Without root cns-chroot says first how it goes about it.
	grep -v ": without privilege: making a user namespace" "$test_folder/all" >"$test_folder/said"
	said=$(cat "$test_folder/said")
	wrong=
	[ "$got" = "$status" ] || wrong="status $got, not $status"
	[ -s "$test_folder/answer" ] && wrong="$wrong; an answer on standard output"
	[ "$(wc -l <"$test_folder/said")" -le 2 ] || wrong="$wrong; more than a sentence and a hint"
	sed 1d "$test_folder/said" | grep -qv "^$1[ a-z-]*: hint: " &&
		wrong="$wrong; a second line that is no hint"
	LC_ALL=C grep -q "$(printf '[\001-\010\013-\037\177]')" "$test_folder/said" &&
		wrong="$wrong; control bytes"
	# shellcheck disable=SC2254
	case $said in
	"$1"*:\ $pattern) ;;
	*) wrong="$wrong; not: $1: $pattern" ;;
	esac
	if [ -z "$wrong" ]; then ok "$claim"; else fail "$claim" "$wrong
$said"; fi
}
plain() { printf %s "${1##*/}" | tr -c 'a-z0-9.[-' '?'; }
ends_before_it_begins() {
	sh -c 'echo $$'
}
newline=$(printf 'a\nb')
escape=$(printf 'a\033[31mb')
gone=$(ends_before_it_begins)
: >"$test_folder/file"
find /run/netns /run/cns 2>/dev/null | sort >"$test_folder/before"

for tool in cns-unshare cns-enter cns-chroot; do
	refused 125 "unknown option: --no-such*" "$tool: an unknown option" $tool --no-such
	refused 125 "unknown option: -%*" "$tool: an unknown letter" $tool -%
	refused 125 "unknown option: --a\\\\033*" "$tool: an escape sequence in an option" \
		$tool "--$escape"
	refused 125 "option takes no argument: --help=*" "$tool: an argument too many" $tool --help=1
done
for tool in cns-cgctl cns-netns; do
	refused 2 "unknown option: --no-such*" "$tool: an unknown option" $tool --no-such
	refused 2 "unknown verb: no-such*" "$tool: an unknown verb" $tool no-such
	refused 2 "unknown verb: a\\\\033*" "$tool: an escape sequence for a verb" $tool "$escape"
	refused 2 "unknown verb: *" "$tool: an empty verb" $tool ""
	for verb in $($tool --list-options | awk -F '\t' '$1 == "verb" { print $2 }'); do
		status=2
		case $verb in
		run | exec) status=125 ;;
		esac
		refused $status "unknown option: --no-such*" "$tool $verb: an unknown option" \
			$tool "$verb" --no-such
	done
done

refused 125 "missing operand*" "cns-chroot: no root" cns-chroot
refused 125 "missing operand*" "cns-cgctl run: no group" cns-cgctl run
refused 125 "missing operand*" "cns-netns exec: no name" cns-netns exec
refused 2 "missing operand*" "cns-netns add: no name" cns-netns add
refused 2 "missing operand*" "cns-netns up: no name" cns-netns up
refused 2 "missing operand*" "cns-cgctl create: no group" cns-cgctl create
refused 125 "*target*" "cns-enter: no target" cns-enter true

for pid in 0 "$gone" -1 01 4294967297 99999999999999999999 1x "" "$escape" "$newline"; do
	refused 125 "*" "cns-enter: '$(plain "$pid")' is no process" \
		cns-enter -t "$pid" true
done
refused 125 "*process*$gone*" "cns-enter names the process that is not there" \
	cns-enter -t "$gone" true

for name in a/b .. . "$newline" "$escape" "" -x; do
	refused 2 "*" "cns-netns add: '$(plain "$name")' is no name" \
		cns-netns add -- "$name"
done
for name in "$newline" "$escape" "" ../up; do
	refused 1 "*name*" "cns-cgctl create: '$(plain "$name")' is no cgroup" \
		cns-cgctl create -- "$name"
	refused 125 "*" "cns-cgctl run: nor for run" cns-cgctl run -- "$name" true
done

for root in "$test_folder/file" "$test_folder/none" "" "$newline" "$escape"; do
	refused 125 "*" "cns-chroot: '$(plain "$root")' is no root" \
		cns-chroot "$root" true
done
refused 125 "*file*" "cns-chroot names the root that is a file" cns-chroot "$test_folder/file" true

refused 127 "*" "an empty command is not found" cns-unshare ""

# 10,000 arguments are few.
# shellcheck disable=SC2046
is "$(cns-unshare sh -c 'echo $#' sh $(seq 10000))" 10000 "a command may have 10,000 arguments"
# shellcheck disable=SC2046
refused 2 "one operand too many*" "10,000 where two were expected" cns-netns attach $(seq 10000)

find /run/netns /run/cns 2>/dev/null | sort >"$test_folder/after"
is "$(cat "$test_folder/after")" "$(cat "$test_folder/before")" "nothing has changed"
done_testing
