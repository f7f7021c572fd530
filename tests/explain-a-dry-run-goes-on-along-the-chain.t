#!/bin/sh
# --dry-run of the first program is one of the whole chain, and starts nothing else.
. tests/lib.sh
chain() { cns-unshare --dry-run "$@" --mount -- cns-unshare --uts --hostname lab -- touch "$test_folder/made" 2>&1; }

is "$(chain | grep '^    ')" '    unshare(CLONE_NEWNS)
    mount("none", "/", NULL, MS_REC|MS_PRIVATE, NULL)
    execve("cns-unshare")
    unshare(CLONE_NEWUTS)
    sethostname("lab", 3)
    execve("touch")' "each program tells its part, in order"
no "and nothing was done" test -e "$test_folder/made"
like "$(chain --explain=json | tail -1)" '{"tool":"cns-unshare",*"execve(\\"touch\\")"}' \
	"the form of the story goes along"
like "$(chain --explain=shell | grep -v '^#')" "unshare --mount ...
*unshare --uts ...
hostname lab
exec touch" "also as shell"

if is_root && grep -q ' - cgroup2 ' /proc/self/mountinfo; then
	said=$(cns-cgctl run --dry-run cns-test-$$ -- cns-unshare --mount --uts --pid --init --hostname lab -- \
		cns-chroot --lower / --proc / touch "$test_folder/made" 2>&1)
	# The calls by which each part is known, in their order.
	is "$(echo "$said" | sed -n 's/^    \([a-z_0-9]*\)(\(.*\)$/\1 \2/p' | grep -E '^(mkdirat|write|execve|unshare|sethostname|fsopen|pivot_root)' |
		grep -o -E '^(mkdirat|pivot_root|execve "[a-z-]*"|unshare [A-Z_|]*|write "[^"]*"|sethostname "[a-z]*"|fsopen "[a-z]*")')" \
		'mkdirat
write "cgroup.procs"
execve "cns-unshare"
unshare CLONE_NEWNS|CLONE_NEWUTS|CLONE_NEWPID
sethostname "lab"
execve "cns-chroot"
unshare CLONE_NEWNS
fsopen "proc"
pivot_root
execve "touch"' "from the control group to the command the whole chain is told"
	no "and nothing was made" test -e "$test_folder/made"
	no "nor a control group" cns-cgctl get cns-test-$$ cgroup.type
else
	skip "from the control group to the command the whole chain is told" "no control groups of version 2, or no root"
fi

mkdir "$test_folder/bin"
printf '#!/bin/sh\ntouch %s/started\n' "$test_folder" >"$test_folder/bin/cns-stranger"
chmod +x "$test_folder/bin/cns-stranger"
PATH=$test_folder/bin:$PATH
yes "a program of another folder ends the story" cns-unshare --dry-run --uts cns-stranger
no "and is not started, whatever it is called" test -e "$test_folder/started"
status=0
said=$(cns-unshare --dry-run --uts -- cns-unshare --no-such-option true 2>&1) || status=$?
like "$status $said" "125 *unknown option: --no-such-option*" "a mistake later in the chain is found, too"
done_testing
