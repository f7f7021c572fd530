#!/bin/sh
# shellcheck disable=SC2016
# What the command may do: capabilities, no_new_privs, limits, umask, landlock, as the kernel then shows it.
. tests/lib.sh
. tests/lib-root.sh
root=$test_folder/root
make_root "$root"
quiet() { grep -v '^cns-chroot: .*\(without privilege\|of outside\)'; }
inside() { cns-chroot --unprivileged --proc "$@" 2>&1 | quiet; }
status() { # FIELDS ARGUMENT...
	fields=$1
	shift
	inside "$@" "$root" grep -E "^($fields):" /proc/self/status | tr -s ' \t\n' ' '
}
is "$(status 'Cap...' --caps none)" \
	"CapInh: 0000000000000000 CapPrm: 0000000000000000 CapEff: 0000000000000000 CapBnd: 0000000000000000 CapAmb: 0000000000000000 " \
	"--caps none leaves nothing in any set"
is "$(status 'Cap(Prm|Bnd)' --caps none,+chown,+CAP_KILL)" "CapPrm: 0000000000000021 CapBnd: 0000000000000021 " "names are added"
is "$(status CapBnd --caps chown,kill)" "CapBnd: 0000000000000021 " "names alone are just these"
is "$(status CapBnd --caps docker)" "CapBnd: 00000000a80425fb " "docker is what Docker leaves"
is "$(status CapBnd --caps docker,-net_raw,+sys_ptrace)" "CapBnd: 00000000a80c05fb " "and can be changed"
is "$(status CapBnd --caps all)" "$(status CapBnd)" "all is all that is held"
is "$(status NoNewPrivs --no-new-privs)" "NoNewPrivs: 1 " "--no-new-privs"
is "$(inside --umask 077 "$root" sh -c 'umask')" 0077 "--umask"
is "$(inside --rlimit nofile=64:128 --rlimit core=0 "$root" sh -c 'ulimit -Sn; ulimit -Hn; ulimit -c')" "64
128
0" "--rlimit"
is "$(inside --oom-score-adj 500 "$root" cat /proc/self/oom_score_adj)" 500 "--oom-score-adj"
if is_root; then
	is "$(cns-chroot --proc --userspec=ana --caps none,+net_bind_service "$root" grep -E '^Cap(Eff|Amb)' /proc/self/status | tr -s '\t\n' ' ')" \
		"CapEff: 0000000000000400 CapAmb: 0000000000000400 " "a user keeps capabilities over execve(2)"
	is "$(cns-chroot --proc --userspec=ana "$root" grep -E '^CapEff' /proc/self/status | tr -s '\t\n' ' ')" \
		"CapEff: 0000000000000000 " "and has none otherwise"
fi
if grep -q landlock /sys/kernel/security/lsm 2>/dev/null || cns-chroot --unprivileged --no-new-privs --landlock ro:/ "$root" true 2>/dev/null; then
	is "$(inside --no-new-privs --landlock ro:/,rw:/tmp "$root" sh -c 'echo x >/tmp/x && cat /tmp/x && echo x >/mnt/x')" "x
sh: can't create /mnt/x: Permission denied" "--landlock"
	is "$(inside --no-new-privs --landlock ro:/bin --landlock ro:/tmp "$root" cat /etc/passwd)" \
		"cat: can't open '/etc/passwd': Permission denied" "what is not named is shut"
	like "$(inside --no-new-privs --landlock ro:/missing "$root" true)" \
		"*cannot allow to read /missing: openat2(*ENOENT)*" "a path that is not there is an error"
	like "$(inside --caps none --landlock ro:/ "$root" true)" "*neither no_new_privs nor CAP_SYS_ADMIN*add --no-new-privs" \
		"landlock without the right to it"
else
	skip "landlock" "this kernel has it not, or switched off"
fi

wrong() { # PATTERN ARGUMENT...
	pattern=$1
	shift
	said=$(cns-chroot "$@" "$root" echo ran 2>&1 | quiet)
	like "$said" "cns-chroot: $pattern" "$pattern"
}
wrong "--caps takes *'+frying' is no capability*" --caps none,+frying
wrong "--caps takes *'' is no capability*" --caps ''
wrong "--rlimit takes NAME=SOFT?:HARD?*not 'nofile'*" --rlimit nofile
wrong "--rlimit takes *not 'nofile=2:1'*" --rlimit nofile=2:1
wrong "--rlimit takes *not 'files=1'*" --rlimit files=1
wrong "--oom-score-adj takes a number from -1000 to 1000, not '1001'*" --oom-score-adj 1001
wrong "--umask takes a mode in octal up to 777, not '888'*" --umask 888
wrong "--landlock takes a list of ro:PATH and rw:PATH, not '/tmp'*" --landlock /tmp
wrong "--sysctl takes KEY=VALUE of net*not 'kernel.panic=1'*" --sysctl kernel.panic=1
wrong "--sysctl takes *not 'net.../../kernel/panic=1'*" --sysctl net.../../kernel/panic=1
wrong "*the net namespace is the machine's own*" --sysctl net.ipv4.ip_forward=1
wrong "cannot run the command under the label x: *" --label x
is "$(cns-unshare -Urn cns-chroot --proc --sysctl net.ipv4.ip_forward=1 "$root" cat /proc/sys/net/ipv4/ip_forward 2>&1 | quiet)" 1 \
	"a setting of the network namespace"
done_testing
