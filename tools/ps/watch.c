/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch - containers that begin and end, and what changes in them, one line each */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kernel/namespace.h"
#include "ps.h"
#include "text.h"
#include "watch_part.h"

/* The end of a container is told by its pidfd at once; for a new one one has to look. */
enum { LOOK_EVERY = 500 };

/* A container as it was when last seen. */
struct seen {
	pid_t pid;
	uint64_t start;
	int pid_fd;
	char label[384]; /* as it is told, escaped: its name, engine and PID */
	char line[512];  /* and what it is */
	struct watch_facts facts;
	bool is_there, is_new;
};

struct watch {
	struct run *run;
	const struct request *want;
	struct seen *item;
	size_t count, room;
	struct cgroup_usage_source usage;
	struct watch_members members;
	bool is_first; /* what is there from the beginning is told with = */
};

static void tell(char sign, const char *line)
{
	char clock[16];
	struct tm parts;
	time_t now = time(NULL);

	localtime_r(&now, &parts);
	strftime(clock, sizeof clock, "%H:%M:%S", &parts);
	printf("%s %c %s\n", clock, sign, line);
	fflush(stdout);
}

static void describe(const struct census *census, const struct container *container,
		     struct seen *seen)
{
	const struct census_process *init = &census->item[container->init];
	char command[256], plain[800];
	struct container_letters letters;
	struct ps_name name;

	snprintf(plain, sizeof plain, "%s %s %d", ps_name(&name, census, container, PS_NAME_SHORT),
		 container->engine ? container->engine : "-", init->pid);
	text_escape(seen->label, sizeof seen->label, plain);
	snprintf(plain, sizeof plain, "%s%s %s", container_letters(&letters, container),
		 container->has_root ? "R" : "",
		 census_command(census, init, command, sizeof command));
	text_escape(seen->line, sizeof seen->line, plain);
}

static void tell_container(const struct seen *seen, char sign)
{
	char line[sizeof seen->label + sizeof seen->line + 1];

	snprintf(line, sizeof line, "%s %s", seen->label, seen->line);
	tell(sign, line);
}

static void tell_facts(struct seen *seen, const struct watch_facts *now)
{
	char line[sizeof seen->label + sizeof now->value[0] * 2 + 32];

	for (int i = 0; i < WATCH_FACTS; i++) {
		if (strcmp(seen->facts.value[i], now->value[i]) != 0) {
			snprintf(line, sizeof line, "%s %s: %s -> %s", seen->label,
				 watch_fact_names[i], seen->facts.value[i], now->value[i]);
			tell('~', line);
		}
	}
	seen->facts = *now;
}

static struct seen *find(struct watch *watch, pid_t pid, uint64_t start)
{
	for (size_t i = 0; i < watch->count; i++) {
		if (watch->item[i].pid == pid && watch->item[i].start == start) {
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
	seen->is_new = true;
	seen->pid_fd = kernel_pidfd_open(&quiet, init->pid);
	describe(census, container, seen);
	watch_facts_read(&watch->usage, census, container, &seen->facts);
	tell_container(seen, watch->is_first ? '=' : '+');
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
		tell_container(seen, '-');
		if (seen->pid_fd >= 0) {
			close(seen->pid_fd);
		}
		*seen = watch->item[--watch->count];
	}
}

/* Of containers that begin or end, the line of the container tells it all. */
static void tell_member(void *data, const struct watch_member *member, const char *what)
{
	const struct seen *seen = find(data, member->init, member->init_start);
	char name[sizeof member->name * 4], line[sizeof seen->label + sizeof name + 32];

	if (seen && seen->is_there && !seen->is_new) {
		text_escape(name, sizeof name, member->name);
		snprintf(line, sizeof line, "%s %s: %d %s", seen->label, what, member->pid, name);
		tell('~', line);
	}
}

static int compare_members(struct watch *watch, const struct census *census,
			   const struct container_list *list, const bool *is_told)
{
	const struct watch_teller teller = { tell_member, watch };
	struct watch_members now;

	if (watch_members_read(watch->run, census, list, is_told, &now) < 0) {
		return -1;
	}
	watch_members_compare(&watch->members, &now, &teller);
	free(watch->members.item);
	watch->members = now;
	return 0;
}

static int compare_one(struct watch *watch, const struct census *census,
		       const struct container *container)
{
	const struct census_process *init = &census->item[container->init];
	struct seen *seen = find(watch, init->pid, init->start);
	struct watch_facts now;

	if (!seen) {
		return add(watch, census, container);
	}
	seen->is_there = true;
	watch_facts_read(&watch->usage, census, container, &now);
	tell_facts(seen, &now);
	return 0;
}

static int compare(struct watch *watch, const struct census *census,
		   const struct container_list *list)
{
	bool *is_told = calloc(list->count, sizeof *is_told);
	int result = 0;

	if (!is_told) {
		return run_refuse(watch->run, "there is no memory for the containers");
	}
	for (size_t i = 0; i < watch->count; i++) {
		watch->item[i].is_there = false;
		watch->item[i].is_new = false;
	}
	for (size_t i = 1; result == 0 && i < list->count; i++) {
		const struct container *container = &list->item[i];

		if (container->processes > 0 && (!container->is_partial || watch->want->all)) {
			is_told[i] = true;
			result = compare_one(watch, census, container);
		}
	}
	if (result == 0) {
		result = compare_members(watch, census, list, is_told);
		tell_ended(watch);
	}
	free(is_told);
	watch->is_first = false;
	return result;
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

	run_step(run, "find where the cgroups' numbers are");
	if (cgroup_usage_open(run, &watch.usage) < 0) {
		return run_failed(run);
	}
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
	free(watch.members.item);
	cgroup_usage_close(&watch.usage);
	return result < 0 ? run_failed(run) : option_answered(run);
}
