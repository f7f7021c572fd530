#!/bin/sh
# What is measured is told for each contender, as a table and as JSON; no time is asserted.
# root: needed
. tests/lib.sh
command -v jq >/dev/null || skip_all "jq is not installed"
export BUILD="$test_folder"
scripts/bench/run --rounds 2 --json chroot unshare >"$test_folder/said" 2>"$test_folder/errors"
is $? 0 "two cases are measured"
said() { jq -r "$1" "$test_folder/said"; }
is "$(said '[.[] | .case + "/" + .contender] | join(" ")')" \
	"chroot/cns-chroot chroot/floor chroot/chroot unshare/cns-unshare unshare/floor unshare/unshare" \
	"each with its floor and its peer, ours first"
is "$(said '[.[] | select(.failed > 0)] | length')" 0 "and all rounds succeed"
is "$(said '[.[] | select(.median_us <= 0 or .p10_us > .median_us or .p90_us < .median_us)] | length')" 0 \
	"the median is between the percentiles"
is "$(said 'map(select(.contender == "cns-chroot")) | .[0].ratio')" 1 "the ratio of ours to ours is 1"
if command -v strace >/dev/null; then
	is "$(said '[.[] | select(.calls == 0)] | length')" 0 "system calls are counted"
else
	skip "system calls are counted" "strace is not installed"
fi
scripts/bench/run --from "$test_folder/said" >"$test_folder/shown" 2>&1
is "$? $(awk 'NR > 1 && NF { print $2 }' "$test_folder/shown" | tr '\n' ' ')" \
	"0 cns-chroot floor chroot cns-unshare floor unshare " "what was measured is shown again as a table"
is "$(said '[.[] | select(.contender == "floor" and .memory_kib >= 1024)] | length')" 0 \
	"the memory of a program is its own, not that of who started it, nor of its command"

scripts/bench/run --rounds 1 chroot >"$test_folder/said" 2>/dev/null
is "$(awk 'NR == 1 { print $1, $2 } NR > 1 { print $2 }' "$test_folder/said" | tr '\n' ' ')" \
	"case contender cns-chroot floor chroot " "without --json it is a table"
scripts/bench/run nothing >/dev/null 2>"$test_folder/said"
is $? 2 "a case that is not there is a mistake"
like "$(cat "$test_folder/said")" "bench: there is no case 'nothing' (*" "and is named"
scripts/bench/run --rounds none chroot >/dev/null 2>"$test_folder/said"
is "$? $(cut -d\; -f1 "$test_folder/said")" "2 bench: --rounds wants a number" "so is what is no number"
done_testing
