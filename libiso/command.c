/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "command.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "chain.h"
#include "elf_file.h"
#include "kernel/process.h"
#include "text.h"

/* As confstr(_CS_PATH) has it, with the places of the super-user before. */
static const char default_path[] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

static bool script_interpreter(int fd, char *name, size_t size)
{
	ssize_t n = pread(fd, name, size - 1, 0);

	if (n < 3 || name[0] != '#' || name[1] != '!') {
		return false;
	}
	name[n] = '\0';
	size_t blank = 2 + strspn(name + 2, " \t");
	memmove(name, name + blank, strlen(name + blank) + 1);
	name[strcspn(name, " \t\r\n")] = '\0';
	return true;
}

static int advise_missing(struct run *run, const char *path)
{
	char name[PATH_MAX];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		return -1;
	}
	if (script_interpreter(fd, name, sizeof name)) {
		run_advise(run,
			   "%s is there, but the interpreter that its #! line names is not: %s",
			   path, name);
	} else if (elf_file_interpreter(fd, name, sizeof name)) {
		run_advise(run, "%s is there, but its ELF interpreter is not: %s", path, name);
	}
	return close(fd);
}

static int advise_denied(struct run *run, const char *path)
{
	struct stat file;

	if (stat(path, &file) < 0) {
		return -1;
	}
	if (S_ISDIR(file.st_mode)) {
		return run_advise(run, "%s is a directory", path);
	}
	if (!(file.st_mode & 0111)) {
		return run_advise(run, "%s has no execute permission (chmod +x)", path);
	}
	return run_advise(run, "execution is denied by its permissions, a noexec mount or a "
			       "security module");
}

/* A file that is run only by what it begins with, which nothing here knows. */
static int advise_foreign(struct run *run, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	const char *machine = fd < 0 ? NULL : elf_file_machine(fd);

	if (fd >= 0) {
		close(fd);
	}
	return machine ? run_advise(run, "%s is a program for %s; an emulator for that can run it",
				    path, machine)
		       : run_advise(run, "%s is no program of a form that this kernel knows", path);
}

static int explain_refusal(struct run *run, const char *path)
{
	int error = run->failure.error;

	if (error == ENOENT) {
		advise_missing(run, path);
	} else if (error == EACCES) {
		advise_denied(run, path);
	} else if (error == ENOEXEC) {
		advise_foreign(run, path);
	}
	run_failed(run);
	/* As env(1), chroot(1) and unshare(1): a missing interpreter counts as not found, too. */
	return error == ENOENT ? EXIT_NOT_FOUND : EXIT_CANNOT_INVOKE;
}

/* A file of no known format is a shell script, as execvp(3) has it. */
static int try_as_script(struct run *run, const char *path, char *const argv[], char *const envp[])
{
	size_t count = 0;

	while (argv[count]) {
		count++;
	}
	char **shell_argv = calloc(count + 2, sizeof *shell_argv);
	if (!shell_argv) {
		return -1;
	}
	run_forgive(run);
	shell_argv[0] = (char *)"/bin/sh";
	shell_argv[1] = (char *)path;
	for (size_t i = 1; i < count; i++) {
		shell_argv[i + 1] = argv[i];
	}
	kernel_execve(run, "/bin/sh", shell_argv, envp);
	free(shell_argv);
	return -1;
}

/* Only what the kernel would run as a script can be one: text, that is no zero in its start. */
static bool looks_like_text(const char *path)
{
	char start[128];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	ssize_t n = fd < 0 ? -1 : read(fd, start, sizeof start);

	if (fd >= 0) {
		close(fd);
	}
	return n >= 0 && !memchr(start, '\0', (size_t)n);
}

static int try_file(struct run *run, const char *path, char *const argv[], char *const envp[])
{
	int result = kernel_execve(run, path, argv, envp);

	if (result < 0 && run->failure.error == ENOEXEC && looks_like_text(path)) {
		return try_as_script(run, path, argv, envp);
	}
	return result;
}

/* What to go on after, in the next folder of PATH. */
static bool is_elsewhere(int error)
{
	return error == ENOENT || error == EACCES || error == ENOTDIR || error == ESTALE ||
	       error == ENODEV || error == ETIMEDOUT;
}

static const char *path_of(char *const envp[])
{
	for (; *envp; envp++) {
		if (strncmp(*envp, "PATH=", 5) == 0) {
			return *envp + 5;
		}
	}
	return default_path;
}

static int search_path(struct run *run, const char *name, char *const argv[], char *const envp[])
{
	const char *list = path_of(envp);
	char folder[PATH_MAX], path[PATH_MAX], denied[PATH_MAX] = "";
	struct failure denial = { 0 };
	bool unreadable = false;

	for (int n; (n = text_next(&list, ':', folder, sizeof folder)) != 0;) {
		if (n < 0 || (size_t)snprintf(path, sizeof path, "%s/%s", *folder ? folder : ".",
					      name) >= sizeof path) {
			break;
		}
		if (access(path, F_OK) < 0) {
			unreadable |= errno == EACCES;
			continue;
		}
		if (try_file(run, path, argv, envp) == 0) {
			return 0;
		}
		if (!is_elsewhere(run->failure.error)) {
			return explain_refusal(run, path);
		}
		if (!*denied) {
			memcpy(denied, path, sizeof denied);
			denial = run->failure;
		}
		run_forgive(run);
	}
	if (*denied) {
		run->failure = denial;
		return explain_refusal(run, denied);
	}
	run_refuse(run, "there is no such program in PATH%s",
		   unreadable ? ", or in a folder of it that may not be searched" : "");
	run_failed(run);
	/* As execvp(3), for which a folder that may not be searched counts as EACCES. */
	return unreadable ? EXIT_CANNOT_INVOKE : EXIT_NOT_FOUND;
}

int command_become_file(struct run *run, const char *path, char *const argv[], char *const envp[])
{
	run_step(run, "become the command %s", path);
	if (*path == '\0') {
		run_refuse(run, "its name is empty");
		run_failed(run);
		return EXIT_NOT_FOUND;
	}
	/* What has not been done cannot be searched: the root is still the old one. */
	if (!run->dry && !strchr(path, '/')) {
		return search_path(run, path, argv, envp);
	}
	if (try_file(run, path, argv, envp) < 0) {
		return explain_refusal(run, path);
	}
	return run->dry ? chain_follow(run, argv, envp) : 0;
}

int command_become(struct run *run, char *const argv[], char *const envp[])
{
	return command_become_file(run, argv[0], argv, envp);
}

int command_become_fd(struct run *run, int fd, char *const argv[], char *const envp[])
{
	run_step(run, "become the command %s", argv[0]);
	if (kernel_execveat(run, fd, argv, envp) < 0) {
		run_failed(run);
		return EXIT_CANNOT_INVOKE;
	}
	return 0;
}
