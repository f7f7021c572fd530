/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unshare/report.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/record.h"
#include "namespace.h"
#include "text.h"

/* One write a line: the parent and the child tell of themselves to the same descriptor. */
static int write_line(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int write_line(int fd, const char *format, ...)
{
	char line[4096];
	va_list words;

	va_start(words, format);
	int length = vsnprintf(line, sizeof line, format, words);
	va_end(words);
	if (length < 0 || (size_t)length >= sizeof line) {
		errno = EOVERFLOW;
		return -1;
	}
	return write(fd, line, (size_t)length) == length ? 0 : -1;
}

/* A string for JSON: what a terminal would obey is escaped before, the rest is quoted. */
static const char *quote(char *quoted, size_t size, const char *text)
{
	char safe[1024];
	size_t used = 0;

	text_escape(safe, sizeof safe, text);
	for (const char *next = safe; *next && used + 3 < size; next++) {
		if (*next == '"' || *next == '\\') {
			quoted[used++] = '\\';
		}
		quoted[used++] = *next;
	}
	quoted[used] = '\0';
	return quoted;
}

int report_begin(struct run *run, const struct request *want)
{
	const int fds[] = { want->ready_fd, want->status_fd };

	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
		if (fds[i] >= 0 && fcntl(fds[i], F_SETFD, FD_CLOEXEC) < 0) {
			run_step(run, "keep descriptor %d from the command", fds[i]);
			return run_refuse(run, "fcntl(F_SETFD): %s", strerrordesc_np(errno));
		}
	}
	return 0;
}

int report_namespaces(struct run *run, const struct request *want)
{
	char line[1024] = "";
	size_t used = 0;

	if (want->status_fd < 0 || run->dry) {
		return 0;
	}
	for (int kind = 0; kind < NAMESPACE_KINDS; kind++) {
		char path[32];
		struct stat file;

		snprintf(path, sizeof path, "/proc/self/ns/%s", namespaces[kind].name);
		if (stat(path, &file) == 0) {
			used += (size_t)snprintf(line + used, sizeof line - used,
						 ",\"%s\":{\"inode\":%ju,\"new\":%s}",
						 namespaces[kind].name, (uintmax_t)file.st_ino,
						 want->make & NAMESPACE_BIT(kind) ? "true"
										  : "false");
		}
	}
	run_step(run, "tell descriptor %d of the namespaces", want->status_fd);
	if (write_line(want->status_fd, "{\"event\":\"namespaces\"%s}\n", line) < 0) {
		return run_refuse(run, "it takes no more: %s", strerrordesc_np(errno));
	}
	return 0;
}

/* The file has its name only when the number is in it. */
static int write_pid_file(struct run *run, const char *path, pid_t pid)
{
	char temporary[4096], number[16];
	int fd;

	run_step(run, "write the PID file %s", path);
	if ((size_t)snprintf(temporary, sizeof temporary, "%s.%d", path, getpid()) >=
	    sizeof temporary) {
		return run_refuse(run, "its name is too long");
	}
	fd = kernel_create(run, AT_FDCWD, temporary, 0644);
	if (fd < 0) {
		return -1;
	}
	int length = snprintf(number, sizeof number, "%d\n", pid);
	bool written = run->dry || write(fd, number, (size_t)length) == length;
	int error = errno;
	close(fd);
	if (written && kernel_rename(run, AT_FDCWD, temporary, path) == 0) {
		return 0;
	}
	if (!written) {
		run_refuse(run, "the file takes no %d bytes: %s", length, strerrordesc_np(error));
	}
	kernel_unlink(run, AT_FDCWD, temporary, 0);
	return -1;
}

int report_child(struct run *run, const struct request *want, pid_t child)
{
	pid_t pid = child ? child : getpid();

	if (want->pid_file && write_pid_file(run, want->pid_file, pid) < 0) {
		return -1;
	}
	if (want->status_fd < 0 || run->dry) {
		return 0;
	}
	run_step(run, "tell descriptor %d of the child", want->status_fd);
	if (write_line(want->status_fd, "{\"event\":\"child\",\"pid\":%d}\n", pid) < 0) {
		return run_refuse(run, "it takes no more: %s", strerrordesc_np(errno));
	}
	return 0;
}

int report_ready(struct run *run, const struct request *want)
{
	run_step(run, "tell that all is ready");
	if (run->dry) {
		return 0;
	}
	if (want->status_fd >= 0 && write_line(want->status_fd, "{\"event\":\"ready\"}\n") < 0) {
		return run_refuse(run, "descriptor %d takes no more: %s", want->status_fd,
				  strerrordesc_np(errno));
	}
	if (want->ready_fd >= 0 && write_line(want->ready_fd, "ready\n") < 0) {
		return run_refuse(run, "descriptor %d takes no more: %s", want->ready_fd,
				  strerrordesc_np(errno));
	}
	return 0;
}

void report_end(const struct request *want, const siginfo_t *ended)
{
	if (want->status_fd < 0) {
		return;
	}
	if (ended->si_code == CLD_EXITED) {
		write_line(want->status_fd, "{\"event\":\"exited\",\"status\":%d}\n",
			   ended->si_status);
	} else {
		write_line(want->status_fd, "{\"event\":\"killed\",\"signal\":%d}\n",
			   ended->si_status);
	}
}

int report_failed(const struct run *run, const struct request *want)
{
	const struct failure *failure = &run->failure;
	const char *name = failure->error ? strerrorname_np(failure->error) : NULL;
	char step[600], call[1100];

	if (want->status_fd >= 0) {
		write_line(want->status_fd,
			   "{\"event\":\"failed\",\"step\":\"%s\",\"call\":\"%s\",\"errno\":%s%s%s,"
			   "\"status\":%d}\n",
			   quote(step, sizeof step, failure->step),
			   quote(call, sizeof call, failure->call), name ? "\"" : "",
			   name ? name : "null", name ? "\"" : "", EXIT_TOOL_FAILED);
	}
	return run_failed(run);
}
