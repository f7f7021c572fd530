#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034,SC2046,SC3045
# In the first manner the command has the target's limits, OOM score, umask and scheduling, no ignored
# or blocked signals, no keys of the caller and none of the caller's directories; --without leaves
# what it names.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh

inside='umask 027; ulimit -n 512; ulimit -c 0'
start -muipn --mount-proc
enter() { cns-enter -t "$target" "$@"; }
limits() { grep -E 'Max (open files|core file)' "$1"; }
is "$(enter cat /proc/self/limits | limits -)" "$(limits "/proc/$target/limits")" "the limits are the target's"
is "$(umask 0; enter sh -c umask)" 0027 "so is the umask"
is "$(umask 0; enter --without umask sh -c umask)" 0000 "unless --without umask says otherwise"
is "$(enter --without limits sh -c 'ulimit -n')" "$(ulimit -n)" "or --without limits"
is "$(enter cat /proc/self/oom_score_adj)" "$(cat "/proc/$target/oom_score_adj")" "the OOM score is the target's"
is "$(nice -n 5 cns-enter -t "$target" sh -c "cut -d' ' -f19 /proc/self/stat" 2>/dev/null)" "$(($(nice) + $(is_root && echo 0 || echo 5)))" \
	"so is the scheduling, where one may come to the front again"
is "$(trap '' TERM PIPE; enter grep -E '^Sig(Ign|Blk)' /proc/self/status)" "SigBlk:	0000000000000000
SigIgn:	0000000000000000" "no signal is ignored or blocked"
is "$(trap '' TERM; cns-enter -t "$target" $(is_root || echo -U) -p grep -E '^SigIgn' /proc/self/status)" "SigIgn:	0000000000004000" \
	"in nsenter's manner they stay as they are"
is "$(trap '' CHLD; enter sh -c 'exit 7'; echo $?)" 7 "the status is right though the caller ignores SIGCHLD"
if command -v perl >/dev/null; then
	# add_key(2), 248, to the session keyring, -3; keyctl(2), 250, KEYCTL_SEARCH, 10.
	cat >"$test_folder/keys" <<'END'
my ($type, $name, $data) = ("user", "cns-test", "secret");
syscall(250, 1, 0); syscall(248, $type, $name, $data, 6, -3) >= 0 or print "no key\n";
system(@ARGV);
END
	cat >"$test_folder/search" <<'END'
my ($type, $name) = ("user", "cns-test");
print syscall(250, 10, -3, $type, $name, 0) >= 0 ? "found\n" : "hidden\n";
END
	chmod 755 "$test_folder" && chmod 644 "$test_folder"/*s*
	is "$(perl "$test_folder/keys" perl "$test_folder/search")" found "a key of the session is found outside"
	is "$(perl "$test_folder/keys" cns-enter -t "$target" perl "$test_folder/search")" hidden "and not inside"
fi
for fd in 3 5 9; do
	is "$(cns-enter -t "$target" sh -c "cd /proc/self/fd/$fd 2>/dev/null && pwd || echo none" 3</usr 5</ 9</etc)" none \
		"descriptor $fd of the caller's leads nowhere"
done
is "$(cd /; enter pwd)" "$(readlink "/proc/$target/cwd")" "the working directory is inside"
# PID reuse and a target that ends: an error, never another process.
like "$(cns-enter -t fd:7 true 7<"/proc/$target/ns/net" 2>&1; cns-enter -t fd:7 -u hostname 7</etc/passwd 2>&1)" "*neither a namespace nor a process*" "a descriptor of anything else is no target"
victim=$target
end_containers
wait 2>/dev/null
like "$(cns-enter -t "$victim" true 2>&1)" "*(ESRCH)*" "a target that has ended is told"
done_testing
