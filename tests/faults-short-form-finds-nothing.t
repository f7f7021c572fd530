#!/bin/sh
# Each call of a few command lines fails once, and is the last one once; all of them: make faults.
# root: needed
. tests/lib.sh
# Those of the sanitizers are calls, too.
needs_plain_build
sweep=${BUILD:-build}/tests/faults/faultsweep
[ -x "$sweep" ] || skip_all "make testers failing has not been run"
[ "$(uname -m)" = x86_64 ] || skip_all "the sweep traces x86_64"
yes "a fault gives the same result, or none and a reason" tests/faults/run --short --jobs 2

said=$(tests/faults/run -1 0:unshare:1:EPERM unshare-all 2>&1)
like "$said" "*unshare-all 0:unshare:1:EPERM CLEAN-FAIL*" "a refusal is told from a success"
said=$(tests/faults/run -v -1 none netns-limit netns-up 2>&1)
like "$said" "*+ queue web eth0 tbf*" "what is made in a network is compared: queues,"
like "$said" "*+ rule here *postrouting*" "rules,"
like "$said" "*+ element *+ address web eth0 10.88.0.2/24*+ link web eth0 *+ route web *" "elements of sets, addresses, links and routes"
no "outside of its sandbox it does not run" "$sweep" -- true

# A program that ignores a failure, leaves a file behind, or says nothing, is found.
mkdir "$test_folder/bin"
cat >"$test_folder/careless.c" <<'END'
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>
int main(int argc, char **argv)
{
	(void)argc;
	int fd = open("/mnt/work/left", O_CREAT | O_WRONLY, 0600);
	unshare(CLONE_NEWUTS);
	close(fd);
	if (unlink("/mnt/work/left") < 0) {
		return 1;
	}
	execv(argv[1], argv + 1);
	return 125;
}
END
cc -O0 -static -o "$test_folder/bin/cns-careless" "$test_folder/careless.c"
found=$(tests/faults/sandbox "$test_folder/bin" "$PWD/${BUILD:-build}/tests/faults/isoprobe" \
	"'$PWD/$sweep' -n careless -w /mnt/work -- cns-careless \$probe; :" 2>&1)
like "$found" "*careless 0:unshare:1:E* FAILOPEN*" "a failure that is ignored is found"
like "$found" "*careless 0:unlink:1:*LEAK*" "and a file that is left"
like "$found" "*careless 0:execve:1:ENOMEM NOERRNO*" "and a failure without a word"
like "$found" "*careless 0:unshare:1:kill-* LEAK*" "and what SIGKILL leaves"
done_testing
