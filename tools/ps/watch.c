/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch - what begins and ends, one line each */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kernel/namespace.h"
#include "ps.h"
#include "text.h"

/* The end of a container is told by its pidfd at once; for a new one one has to look. */
enum { LOOK_EVERY = 500 };

/* A container as it was when last seen. */
struct seen {
	pid_t pid;
	uint64_t start;
	int pid_fd;
	char line[512]; /* as it is told, escaped */
	bool is_there;
};

struct watch {
	struct run *run;
	const struct request *want;
	struct seen *item;
	size_t count, room;
	bool is_first; /* what is there from the beginning is told with = */
};

static void tell(const struct watch *watch, char sign, const char *line)
{
	char clock[16];
	struct tm parts;
	time_t now = time(NULL);

	(void)watch;
	localtime_r(&now, &parts);
	strftime(clock, sizeof clock, "%H:%M:%S", &parts);
	printf("%s %c %s\n", clock, sign, line);
	fflush(stdout);
}

static void describe(const struct census *census, const struct container *container, char *line,
		     size_t size)
{
	const struct census_process *init = &census->item[container->init];
	char command[256], plain[600];
	struct container_letters letters;
	struct ps_name name;

	snprintf(plain, sizeof plain, "%s %s %d %s%s %s",
		 ps_name(&name, census, container, PS_NAME_SHORT),
		 container->engine ? container->engine : "-", init->pid,
		 container_letters(&letters, container), container->has_root ? "R" : "",
		 census_command(census, init, command, sizeof command));
	text_escape(line, size, plain);
}

static struct seen *find(struct watch *watch, const struct census_process *init)
{
	for (size_t i = 0; i < watch->count; i++) {
		if (watch->item[i].pid == init->pid && watch->item[i].start == init->start) {
			return &watch->item[i];
		}
	}
	return NULL;
}

static int add(struct watch *watch, const struct census *census, const struct container *container)
{
	const struct census_process *init = &census->item[container->init];
	struct run quiet = { .tool = "" };

	if (watch->count == watch->room) {
		size_t room = watch->room ? watch->room * 2 : 64;
		struct seen *item = realloc(watch->item, room * sizeof *item);

		if (!item) {
			return run_refuse(watch->run, "there is no memory for the containers");
		}
		watch->item = item;
		watch->room = room;
	}
	struct seen *seen = &watch->item[watch->count++];
	*seen = (struct seen){ .pid = init->pid, .start = init->start, .is_there = true };
	seen->pid_fd = kernel_pidfd_open(&quiet, init->pid);
	describe(census, container, seen->line, sizeof seen->line);
	tell(watch, watch->is_first ? '=' : '+', seen->line);
	return 0;
}

static void tell_ended(struct watch *watch)
{
	for (size_t i = 0; i < watch->count;) {
		struct seen *seen = &watch->item[i];

		if (seen->is_there) {
			i++;
			continue;
		}
		tell(watch, '-', seen->line);
		if (seen->pid_fd >= 0) {
			close(seen->pid_fd);
		}
		*seen = watch->item[--watch->count];
	}
}

static int compare(struct watch *watch, const struct census *census,
		   const struct container_list *list)
{
	for (size_t i = 0; i < watch->count; i++) {
		watch->item[i].is_there = false;
	}
	for (size_t i = 1; i < list->count; i++) {
		const struct container *container = &list->item[i];

		if (container->processes == 0 || (container->is_partial && !watch->want->all)) {
			continue;
		}
		struct seen *seen = find(watch, &census->item[container->init]);
		if (seen) {
			seen->is_there = true;
		} else if (add(watch, census, container) < 0) {
			return -1;
		}
	}
	tell_ended(watch);
	watch->is_first = false;
	return 0;
}

static int look(struct watch *watch)
{
	struct census census;
	struct container_list list;
	int result = -1;

	if (census_read(watch->run, &census, NULL) < 0) {
		return -1;
	}
	if (container_list_find(watch->run, &census,
				watch->want->all ? CONTAINER_CGROUPS : CONTAINER_WORLDS,
				&list) == 0) {
		if (watch->is_first) {
			ps_tell_unseen(watch->run, &census);
		}
		result = compare(watch, &census, &list);
		container_list_free(&list);
	}
	census_free(&census);
	return result;
}

static int wait_for_change(struct watch *watch)
{
	struct pollfd *polled = calloc(watch->count + 1, sizeof *polled);

	if (!polled) {
		return run_refuse(watch->run, "there is no memory for the containers");
	}
	/* Whoever reads us may have gone: then there is nobody to tell. */
	polled[0] = (struct pollfd){ .fd = STDOUT_FILENO };
	for (size_t i = 0; i < watch->count; i++) {
		polled[i + 1] = (struct pollfd){ .fd = watch->item[i].pid_fd, .events = POLLIN };
	}
	poll(polled, watch->count + 1, LOOK_EVERY);
	int result = polled[0].revents & (POLLERR | POLLHUP) ? 1 : 0;
	free(polled);
	return result;
}

int ps_watch(struct run *run, const struct request *want)
{
	struct watch watch = { .run = run, .want = want, .is_first = true };
	int result;

	do {
		result = look(&watch);
		/* Under --explain one look is the story; the next ones only repeat it. */
		result = result == 0 && !run->dry ? wait_for_change(&watch) : result;
	} while (result == 0 && !run->dry && !ferror(stdout));
	for (size_t i = 0; i < watch.count; i++) {
		if (watch.item[i].pid_fd >= 0) {
			close(watch.item[i].pid_fd);
		}
	}
	free(watch.item);
	return result < 0 ? run_failed(run) : option_answered(run);
}
