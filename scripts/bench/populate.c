/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * populate CONTAINERS PROCESSES KINDS - something to look at, until standard input ends.
 *
 * Makes CONTAINERS sets of PROCESSES processes each; each set has namespaces of its own, of the
 * KINDS (letters: m mount, u UTS, i IPC, n network, p PID).  Prints "ready" when all are there.
 */
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static int flags_of(const char *kinds)
{
	static const struct {
		char letter;
		int flag;
	} known[] = {
		{ 'm', CLONE_NEWNS },  { 'u', CLONE_NEWUTS }, { 'i', CLONE_NEWIPC },
		{ 'n', CLONE_NEWNET }, { 'p', CLONE_NEWPID },
	};
	int flags = 0;

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		flags |= strchr(kinds, known[i].letter) ? known[i].flag : 0;
	}
	return flags;
}

static void sleep_for_ever(void)
{
	for (;;) {
		pause();
	}
}

/* The first process of a set; writes a byte to READY when the others are there. */
static void be_first(int processes, int ready)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int i = 1; i < processes; i++) {
		if (fork() == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			sleep_for_ever();
		}
	}
	if (write(ready, "", 1) == 1) {
		sleep_for_ever();
	}
	_exit(1);
}

int main(int argc, char **argv)
{
	int pipes[2], flags = argc == 4 ? flags_of(argv[3]) : 0;
	char byte;

	if (!flags || pipe(pipes) < 0) {
		fputs("populate: usage: populate CONTAINERS PROCESSES KINDS\n", stderr);
		return 2;
	}
	for (long i = strtol(argv[1], NULL, 10); i > 0; i--) {
		long pid = syscall(SYS_clone, flags | SIGCHLD, NULL, NULL, NULL, NULL);

		if (pid == 0) {
			be_first((int)strtol(argv[2], NULL, 10), pipes[1]);
		}
		if (pid < 0 || read(pipes[0], &byte, 1) != 1) {
			perror("populate: clone");
			return 1;
		}
	}
	puts("ready");
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0) {
	}
	return 0;
}
