/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl events - what happens in groups, a JSON line for each */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cgctl.h"
#include "table_json.h"
#include "text.h"

enum { TEXT_MAX = 512 };

/* One file that is watched, with what it said last. */
struct source {
	char *path; /* of its group */
	const char *file;
	char text[TEXT_MAX];
};

struct watching {
	struct source *item;
	struct pollfd *fds;
	size_t count;
	uint64_t times;
};

static int add_source(struct each *each, const struct cgroup *group, const char *file)
{
	struct watching *all = each->want;
	int fd = openat(group->fd, file, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	/* Of a controller that is not there. */
	if (fd < 0) {
		return 0;
	}
	struct source *items = reallocarray(all->item, all->count + 1, sizeof *items);
	struct pollfd *fds = reallocarray(all->fds, all->count + 1, sizeof *fds);
	all->item = items ? items : all->item;
	all->fds = fds ? fds : all->fds;
	if (!items || !fds) {
		close(fd);
		return run_refuse(each->run, "no memory for the list of files");
	}
	struct source *source = &all->item[all->count];
	*source = (struct source){ strdup(group->path), file, "" };
	all->fds[all->count] = (struct pollfd){ .fd = fd, .events = POLLPRI };
	ssize_t length = pread(fd, source->text, TEXT_MAX - 1, 0);
	source->text[length > 0 ? length : 0] = '\0';
	all->count++;
	return source->path ? 0 : run_refuse(each->run, "no memory for the list of files");
}

static int watch(struct each *each, const char *name)
{
	static const char *const files[] = { "cgroup.events", "memory.events", "memory.swap.events",
					     "pids.events", "misc.events" };
	struct cgroup group;
	int result = 0;

	if (cgroup_open(each->run, each->tree, name, &group) < 0) {
		return -1;
	}
	if (faccessat(group.fd, "cgroup.events", F_OK, 0) < 0) {
		cgroup_close(&group);
		return run_refuse(each->run, "%s is the root of the tree, which has no events",
				  group.path);
	}
	for (size_t i = 0; result == 0 && i < sizeof files / sizeof files[0]; i++) {
		result = add_source(each, &group, files[i]);
	}
	cgroup_close(&group);
	return result;
}

/* The number behind KEY in a text of "KEY NUMBER" lines, or -1. */
static long long number_of(const char *text, const char *key, size_t length)
{
	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, key, length) == 0 && line[length] == ' ') {
			return strtoll(line + length + 1, NULL, 10);
		}
	}
	return -1;
}

static void print_change(const struct source *source, const char *key, int length, long long from,
			 long long to)
{
	char path[CGROUP_PATH_MAX];
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	text_escape(path, sizeof path, source->path);
	printf("{\"time\": %lld.%03ld, \"cgroup\": ", (long long)now.tv_sec, now.tv_nsec / 1000000);
	table_json_string(stdout, path);
	printf(", \"file\": \"%s\", \"event\": \"%.*s\", \"from\": %lld, \"to\": %lld}\n",
	       source->file, length, key, from, to);
	fflush(stdout);
}

/* Prints what differs; returns how many lines. */
static unsigned compare(const struct source *source, const char *text)
{
	unsigned printed = 0;

	for (const char *line = text; line && *line; line = strchr(line, '\n')) {
		line += *line == '\n';
		size_t length = strcspn(line, " \n");
		long long from = number_of(source->text, line, length);
		long long to = number_of(text, line, length);

		if (length && to != from) {
			print_change(source, line, (int)length, from, to);
			printed++;
		}
	}
	return printed;
}

/* A removed group is the last event of all its files: they are watched no more. */
static bool read_again(struct watching *all, size_t place, unsigned *printed)
{
	char text[TEXT_MAX];
	struct source *source = &all->item[place];
	ssize_t length = pread(all->fds[place].fd, text, TEXT_MAX - 1, 0);

	if (length < 0) {
		if (strcmp(source->file, "cgroup.events") == 0) {
			print_change(source, "removed", 7, 0, 1);
			*printed += 1;
		}
		close(all->fds[place].fd);
		all->fds[place].fd = -1;
		return false;
	}
	text[length] = '\0';
	*printed += compare(source, text);
	snprintf(source->text, sizeof source->text, "%s", text);
	return true;
}

static int stream(struct run *run, struct watching *all)
{
	size_t left = all->count;
	unsigned printed = 0;

	while (left > 0 && (all->times == 0 || printed < all->times) && !ferror(stdout)) {
		/* The removal of a group wakes nobody (Linux 6.18): it is looked for now and then.
		 */
		int woken = poll(all->fds, all->count, 500);

		if (woken < 0 && errno != EINTR) {
			run_step(run, "wait for events");
			run_refuse(run, "poll: %s", strerrordesc_np(errno));
			return run_failed(run);
		}
		for (size_t i = 0; i < all->count; i++) {
			bool due = all->fds[i].fd >= 0 && (all->fds[i].revents || woken == 0);

			if (due && !read_again(all, i, &printed)) {
				left--;
			}
		}
	}
	return option_answered(run);
}

int cgctl_events(struct run *run, int argc, char **argv)
{
	struct watching all = { 0 };
	struct cgroup_tree tree;
	const struct option_row options[] = {
		{ 'c', "count", "NUMBER", "end after so many", .number = &all.times },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl events",
		.summary = "Print a JSON line for each event of groups, until they are removed.",
		.operands = "CGROUP...",
		.operands_min = 1,
		.operands_max = -1,
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);
	struct each each = { run, &tree, watch, &all };

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (cgroup_tree_open(run, &tree) < 0) {
		return run_failed(run);
	}
	int status = cgctl_each(&each, asked.operand);
	return status ? status : stream(run, &all);
}
