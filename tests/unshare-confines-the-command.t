#!/bin/sh
# Capabilities, no_new_privs, seccomp, landlock, limits and descriptors, in every manner of running.
# vm-also: 6.1 6.12
. tests/lib.sh
for manner in "-r" "-rp" "-r --init" "-r --then-map-current"; do
	run="cns-unshare $manner"
	is "$($run --caps none sh -c 'cat /proc/self/status' | awk '/^Cap/ { print $2 }' | sort -u)" 0000000000000000 "$run --caps none: every set is empty"
	is "$($run --caps none --no-new-privs --seccomp default sh -c 'cat /proc/self/status' | awk '/^(NoNewPrivs|Seccomp):/ { printf "%s ", $2 }')" "1 2 " "$run --seccomp default: a filter"
	is "$($run --rlimit nofile=20:30 sh -c 'ulimit -Sn; ulimit -Hn' | tr '\n' ' ')" "20 30 " "$run --rlimit"
	is "$($run --umask 077 sh -c umask)" 0077 "$run --umask"
	is "$($run --oom-score-adj 500 cat /proc/self/oom_score_adj)" 500 "$run --oom-score-adj"
	is "$($run --keep-fd 5 sh -c 'ls /proc/self/fd | tr "\n" " "' 5</dev/null 7</dev/null 9</dev/null)" "0 1 2 3 5 " "$run --keep-fd keeps one, and closes the others"
done
is "$(cns-unshare -r --close-fds sh -c 'ls /proc/self/fd | tr "\n" " "' 5</dev/null)" "0 1 2 3 " "--close-fds"
like "$(cns-unshare -r --keep-fd 99 true 2>&1)" "*--keep-fd: descriptor 99 is not open*" "a descriptor that is not open"
like "$(cns-unshare -r --keep-caps --caps none true 2>&1)" "*--keep-caps contradicts --caps*" "what contradicts"
like "$(cns-unshare -r --caps nonsense true 2>&1)" "*nonsense*" "a capability that is none is named"
if is_root; then
	is "$(cns-unshare -m -S 65534 --caps net_raw sh -c 'cat /proc/self/status' | awk '/^Cap(Eff|Bnd|Amb)/ { print $2 }' | sort -u)" 0000000000002000 "another user has just the capabilities named"
	is "$(cns-unshare -u --sysctl kernel.hostname=tuned uname -n)" tuned "--sysctl of a namespace"
	like "$(cns-unshare -u --sysctl vm.swappiness=1 true 2>&1; echo "status $?")" "*status 125" "not of the machine"
fi
# With a little more memory it begins a little later to be lacking: never is anything but a status of ours the end.
ends() {
	kilobytes=1500
	while [ $kilobytes -lt 14000 ]; do
		prlimit --as=$((kilobytes * 1024)) cns-unshare -r --no-new-privs --seccomp default sh -c "exit 7" 2>/dev/null
		echo $?
		kilobytes=$((kilobytes + 100))
	done | sort -nu | tr '\n' ' '
}
! is_plain_build || is "$(prlimit --as=6000000 cns-unshare -r --seccomp default true 2>&1 | grep -c "no memory\|allocate memory")" 1 "a filter that there is no memory for"
! is_plain_build || is "$(ends)" "7 125 " "--seccomp with ever more memory"
if cns-unshare -r --no-new-privs --landlock ro:/ true 2>/dev/null; then
	is "$(cns-unshare -r --no-new-privs --landlock ro:/,rw:/dev sh -c "echo x 2>/dev/null >$test_folder/x && echo written; cat /etc/hostname >/dev/null && echo read")" read "--landlock"
else
	skip "--landlock" "this kernel does not have it"
fi
done_testing
