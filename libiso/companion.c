/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "companion.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "companion_record.h"
#include "kernel/file.h"
#include "kernel/namespace.h"
#include "kernel/process.h"
#include "text.h"

void companion_record_name(const struct companion *companion, char *name, size_t size)
{
	snprintf(name, size, "companion:%s:%" PRIu64, companion->kind, companion->namespace_id);
}

void companion_record_text(const struct companion *companion, char *text, size_t size)
{
	snprintf(text, size, "name=%s\nprogram=%s\npid=%d\nstarted=%" PRIu64 "\nready=%s\n",
		 companion->name, companion->program, companion->pid, companion->started,
		 companion->ready ? "yes" : "no");
}

static bool read_number(const char *text, const char *key, uint64_t *number)
{
	char value[32];

	return record_value(text, key, value, sizeof value) &&
	       text_to_number(value, UINT64_MAX, number) == 0;
}

static bool read_companion(const struct record *record, struct companion *companion)
{
	const char *list = record->name;
	char part[32], ready[8];
	uint64_t pid;

	*companion = (struct companion){ 0 };
	if (text_next(&list, ':', part, sizeof part) < 1 ||
	    text_next(&list, ':', companion->kind, sizeof companion->kind) < 1 || !list ||
	    text_to_number(list, UINT64_MAX, &companion->namespace_id) < 0 ||
	    !read_number(record->text, "pid", &pid) || pid > INT_MAX ||
	    !read_number(record->text, "started", &companion->started)) {
		return false;
	}
	companion->pid = (pid_t)pid;
	record_value(record->text, "program", companion->program, sizeof companion->program);
	companion->ready = record_value(record->text, "ready", ready, sizeof ready) &&
			   strcmp(ready, "yes") == 0;
	return record_value(record->text, "name", companion->name, sizeof companion->name);
}

int companion_list(struct run *run, const struct state *state, struct companion_list *list)
{
	struct record_list records;

	*list = (struct companion_list){ 0 };
	if (state_read(run, state, "companion:", &records) < 0) {
		return -1;
	}
	list->companion = calloc(records.count + 1, sizeof *list->companion);
	if (!list->companion) {
		record_list_free(&records);
		return run_refuse(run, "there is no memory for %zu processes", records.count);
	}
	for (size_t i = 0; i < records.count; i++) {
		list->count += read_companion(&records.record[i], &list->companion[list->count]);
	}
	record_list_free(&records);
	return 0;
}

void companion_list_free(struct companion_list *list)
{
	free(list->companion);
	*list = (struct companion_list){ 0 };
}

int companion_find(struct run *run, const struct state *state, const char *kind,
		   uint64_t namespace_id, struct companion *companion)
{
	struct companion_list list;
	int found = companion_list(run, state, &list);

	for (size_t i = 0; found == 0 && i < list.count; i++) {
		if (list.companion[i].namespace_id == namespace_id &&
		    strcmp(list.companion[i].kind, kind) == 0) {
			*companion = list.companion[i];
			found = 1;
		}
	}
	companion_list_free(&list);
	return found;
}

/* Field 22 of /proc/PID/stat, counted behind the name, which may hold anything; 0: no process. */
uint64_t companion_start_time(pid_t pid)
{
	char path[40], text[1024];
	uint64_t started = 0;

	snprintf(path, sizeof path, "/proc/%d/stat", pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0) {
		close(fd);
	}
	text[length > 0 ? length : 0] = '\0';
	const char *rest = strrchr(text, ')');
	char word[32] = "";
	/* One that has ended, and that nobody has waited for yet, is there no more. */
	if (rest && rest[1] && rest[2] != 'Z' && rest[2] != 'X') {
		rest += 2;
		for (int field = 3; field <= 22 && rest; field++) {
			if (text_next(&rest, ' ', word, sizeof word) < 1) {
				return 0;
			}
		}
		text_to_number(word, UINT64_MAX, &started);
	}
	return started;
}

bool companion_is_alive(const struct companion *companion)
{
	return companion->pid > 0 && companion->started > 0 &&
	       companion_start_time(companion->pid) == companion->started;
}

/* A process that has ended already is as wanted. */
static int end_process(struct run *run, pid_t pid, uint64_t started)
{
	int pidfd = kernel_pidfd_open(run, pid);

	if (pidfd < 0) {
		run_forgive(run);
		return 0;
	}
	struct pollfd ended = { .fd = pidfd, .events = POLLIN };
	int result = 0;
	if (companion_start_time(pid) == started &&
	    kernel_pidfd_send_signal(run, pidfd, SIGKILL) < 0) {
		result = run->failure.error == ESRCH ? (run_forgive(run), 0) : -1;
	} else if (!run->dry && companion_start_time(pid) == started) {
		while (poll(&ended, 1, -1) < 0 && errno == EINTR) {
		}
		/* It may be our own child, when it could not get ready. */
		waitpid(pid, NULL, WNOHANG);
	}
	close(pidfd);
	return result;
}

/* Those that it started go first: when it is gone nothing tells of them any more. */
static int end_children(struct run *run, pid_t pid)
{
	char path[60], text[256], word[16];
	const char *rest = text;
	uint64_t child;
	int result = 0;

	snprintf(path, sizeof path, "/proc/%d/task/%d/children", pid, pid);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0) {
		close(fd);
	}
	text[length > 0 ? length : 0] = '\0';
	while (text_next(&rest, ' ', word, sizeof word) > 0) {
		if (text_to_number(word, INT_MAX, &child) == 0) {
			uint64_t started = companion_start_time((pid_t)child);

			result |= end_children(run, (pid_t)child);
			result |= end_process(run, (pid_t)child, started);
		}
	}
	return result;
}

int companion_end(struct run *run, const struct state *state, const struct companion *companion)
{
	char name[NAME_MAX], path[sizeof state->folder + 40];

	run_step(run, "end the process %d (%s) of %s", companion->pid, companion->kind,
		 companion->name);
	if (companion_is_alive(companion) &&
	    (end_children(run, companion->pid) < 0 ||
	     end_process(run, companion->pid, companion->started) < 0)) {
		return -1;
	}
	(strcmp(companion->kind, COMPANION_FORWARD) == 0
		 ? companion_socket_path
		 : companion_ready_path)(state->folder, companion->namespace_id, path, sizeof path);
	if (access(path, F_OK) == 0 && kernel_unlink(run, AT_FDCWD, path, 0) < 0) {
		return -1;
	}
	companion_record_name(companion, name, sizeof name);
	return state_remove(run, state, name);
}

void companion_socket_path(const char *folder, uint64_t namespace_id, char *path, size_t size)
{
	snprintf(path, size, "%s/socket:%" PRIu64, folder, namespace_id);
}

void companion_ready_path(const char *folder, uint64_t namespace_id, char *path, size_t size)
{
	snprintf(path, size, "%s/ready:%" PRIu64, folder, namespace_id);
}
