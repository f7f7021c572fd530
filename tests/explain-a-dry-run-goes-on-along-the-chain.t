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
