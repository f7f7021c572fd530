/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * hostile - the hostile side of the attacks that a shell cannot play.
 *
 * hostile inject TEXT: pushes TEXT into the terminal of standard input (TIOCSTI), as if typed.
 * hostile exchange A B: exchanges the names A and B for ever (renameat2), to win a race.
 * hostile rewrite: writes into standard input through /proc/self/fd/0.
 * hostile mkdir plain|compat|x32 PATH: makes a folder by the call of that way (x86_64).
 * hostile keyring COMMAND...: runs it in a session keyring that has a key; hostile findkey: is it
 * there?
 * hostile halt NUMBER HOOK COMMAND...: stops COMMAND before its system call of that NUMBER, has sh
 * run HOOK, which knows the PID as $halted, and lets go.  Status 77: it makes fewer calls.
 */
#include <fcntl.h>
#include <linux/keyctl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static int inject(const char *text)
{
	for (; *text; text++) {
		if (ioctl(STDIN_FILENO, TIOCSTI, text) < 0) {
			return 1;
		}
	}
	return 0;
}

static int rewrite(void)
{
	int fd = open("/proc/self/fd/0", O_WRONLY | O_CLOEXEC);

	return fd < 0 || write(fd, "CHANGED", 7) != 7;
}

/* mkdir is 39 for int 0x80, which takes an address of 32 bits, and 83 with bit 30 set for x32. */
static int make_folder(const char *way, const char *path)
{
#ifdef __x86_64__
	long result = -1;

	if (strcmp(way, "x32") == 0) {
		return syscall(0x40000000 + SYS_mkdir, path, 0755) < 0;
	}
	if (strcmp(way, "compat") == 0) {
		char *low = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				 MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);

		if (low == MAP_FAILED) {
			return 2;
		}
		snprintf(low, 4096, "%s", path);
		__asm__ volatile("int $0x80"
				 : "=a"(result)
				 : "a"(39L), "b"(low), "c"(0755L)
				 : "memory", "r8", "r9", "r10", "r11");
		return result != 0;
	}
#endif
	return strcmp(way, "plain") != 0 || syscall(SYS_mkdirat, AT_FDCWD, path, 0755) < 0;
}

static const char key_name[] = "attack-19";

static int with_key(char **command)
{
	if (syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL) < 0 ||
	    syscall(SYS_add_key, "user", key_name, "secret", 6, KEY_SPEC_SESSION_KEYRING) < 0) {
		return 1;
	}
	execvp(command[0], command);
	return 127;
}

static int find_key(void)
{
	return syscall(SYS_keyctl, KEYCTL_SEARCH, KEY_SPEC_SESSION_KEYRING, "user", key_name, 0) <
	       0;
}

static int run_hook(const char *hook, pid_t halted)
{
	char number[16];
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		snprintf(number, sizeof(number), "%d", halted);
		setenv("halted", number, 1);
		execl("/bin/sh", "sh", "-c", hook, (char *)NULL);
		_exit(127);
	}
	return pid > 0 && waitpid(pid, &status, 0) == pid ? status : -1;
}

/* After the exec, whose end is the first stop, each call stops at its entry and at its end. */
static int halt_before(pid_t pid, long number, const char *hook)
{
	bool begun = false;
	long stops = 0;
	int status;

	while (waitpid(pid, &status, 0) == pid && WIFSTOPPED(status)) {
		int signal = WSTOPSIG(status);

		if (status >> 16 == PTRACE_EVENT_EXEC) {
			begun = true;
			signal = 0;
		} else if (signal == (SIGTRAP | 0x80)) {
			stops += begun;
			signal = 0;
		}
		if (stops == 2 * number) {
			int failed = run_hook(hook, pid);

			ptrace(PTRACE_DETACH, pid, 0, 0);
			waitpid(pid, &status, 0);
			return failed ? 99 : WIFEXITED(status) ? WEXITSTATUS(status) : 128;
		}
		ptrace(PTRACE_SYSCALL, pid, 0, signal);
	}
	return 77;
}

static int halt(const char *number, const char *hook, char **command)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		raise(SIGSTOP);
		execvp(command[0], command);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || !WIFSTOPPED(status)) {
		return 99;
	}
	ptrace(PTRACE_SETOPTIONS, pid, 0, PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
	ptrace(PTRACE_SYSCALL, pid, 0, 0);
	return halt_before(pid, strtol(number, NULL, 10), hook);
}

int main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "inject") == 0) {
		return inject(argv[2]);
	}
	if (argc == 4 && strcmp(argv[1], "exchange") == 0) {
		for (;;) {
			renameat2(AT_FDCWD, argv[2], AT_FDCWD, argv[3], RENAME_EXCHANGE);
		}
	}
	if (argc == 4 && strcmp(argv[1], "mkdir") == 0) {
		return make_folder(argv[2], argv[3]);
	}
	if (argc > 2 && strcmp(argv[1], "keyring") == 0) {
		return with_key(argv + 2);
	}
	if (argc == 2 && strcmp(argv[1], "findkey") == 0) {
		return find_key();
	}
	if (argc > 4 && strcmp(argv[1], "halt") == 0) {
		return halt(argv[2], argv[3], argv + 4);
	}
	return argc == 2 && strcmp(argv[1], "rewrite") == 0 ? rewrite() : 2;
}
