#!/bin/sh
# shellcheck disable=SC2016,SC2086
# Each call that drops a right is made to succeed without effect once: the command then does not run,
# or it has no more rights than with all of them made.
# root: needed
. tests/lib.sh
. tests/enter.sh
command -v strace >/dev/null || skip_all "strace is not installed"

confine='setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --reuid 1000 --regid 1000 --groups 1000,7'
start -muin
rights() { grep -E '^(Uid|Gid|Groups|Cap...|NoNewPrivs|Seccomp):'; }
wanted=$(rights <"/proc/$target/status")
is "$(cns-enter -t "$target" cat /proc/self/status | rights)" "$wanted" "with all calls made they are the target's"

# Counts the calls up to the command, then feigns one after the other; says what the command had.
feign() { # CALL
	strace -f -e "trace=$1" -o "$test_folder/trace" cns-enter -t "$target" true
	calls=$(grep -c "$1(" "$test_folder/trace")
	refused=0
	for number in $(seq "$calls"); do
		got=$(strace -f -o "$test_folder/trace" -e "trace=$1" -e "inject=$1:retval=0:when=$number" \
			cns-enter -t "$target" cat /proc/self/status 2>"$test_folder/said" | rights)
		[ -n "$got" ] || refused=$((refused + 1))
		[ -z "$got" ] || [ "$got" = "$wanted" ] || { echo "$1 number $number: $got"; return; }
	done
	[ "$calls" -gt 0 ] || echo "it is never called"
	[ "$refused" -gt 0 ] || echo "it was never noticed"
}
for call in setresuid setresgid setgroups capset prctl; do
	is "$(feign $call)" "" "$call(2) that did nothing gives the command no more rights"
done
done_testing
