/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * monitor - say when named namespaces come and go.
 *
 * Theory of operation.  inotify(7) tells of a new file in the folder, but that is not yet a
 * namespace: it waits in a list until the mount over it is there, which poll(2) on
 * /proc/self/mountinfo tells.  The folder itself may come and go; its parent is watched too.
 * Each line is written at once, so that a reader of a pipe can act on it.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "namespace.h"
#include "netname.h"
#include "verb.h"

struct monitor {
	bool json;
	int inotify_fd, mounts_fd;
	int parent, folder;          /* watches; -1: the folder is not there */
	struct netname_list known;   /* told of */
	struct netname_list pending; /* files that are no namespace yet */
};

static bool is_namespace(const char *name)
{
	char path[sizeof NETNAME_FOLDER + NAME_MAX + 2];

	snprintf(path, sizeof path, NETNAME_FOLDER "/%s", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool is = fd >= 0 && namespace_kind_of(fd) == NAMESPACE_NET;
	if (fd >= 0) {
		close(fd);
	}
	return is;
}

/* Returns the place of a name, or -1. */
static long find(const struct netname_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcmp(list->name[i], name) == 0) {
			return (long)i;
		}
	}
	return -1;
}

static void drop(struct netname_list *list, long at)
{
	free(list->name[at]);
	list->name[at] = list->name[--list->count];
}

static int tell(struct run *run, const struct monitor *monitor, const char *event, const char *name)
{
	if (monitor->json) {
		printf("{\"event\":\"%s\",\"name\":", event);
		netns_print_json(name);
		puts("}");
	} else {
		printf("%s ", event);
		netns_print_plain(name);
		putchar('\n');
	}
	if (fflush(stdout) != 0) {
		run_step(run, "tell of a namespace");
		return run_refuse(run, "standard output takes no more: %s", strerrordesc_np(errno));
	}
	return 0;
}

static int appear(struct run *run, struct monitor *monitor, const char *name)
{
	if (find(&monitor->known, name) >= 0) {
		return 0;
	}
	if (is_namespace(name)) {
		return netname_list_add(run, &monitor->known, name) < 0
			       ? -1
			       : tell(run, monitor, "add", name);
	}
	return find(&monitor->pending, name) >= 0 ? 0
						  : netname_list_add(run, &monitor->pending, name);
}

static int vanish(struct run *run, struct monitor *monitor, const char *name)
{
	long at = find(&monitor->pending, name);

	if (at >= 0) {
		drop(&monitor->pending, at);
	}
	at = find(&monitor->known, name);
	if (at < 0) {
		return 0;
	}
	drop(&monitor->known, at);
	return tell(run, monitor, "delete", name);
}

/* A mount changed somewhere: perhaps one that a name waits for. */
static int look_at_pending(struct run *run, struct monitor *monitor)
{
	int result = 0;

	for (size_t i = monitor->pending.count; result == 0 && i-- > 0;) {
		if (is_namespace(monitor->pending.name[i])) {
			char *name = monitor->pending.name[i];

			monitor->pending.name[i] = monitor->pending.name[--monitor->pending.count];
			result = appear(run, monitor, name);
			free(name);
		}
	}
	return result;
}

/* Watches first and lists then, so that nothing is missed between. */
static int watch_folder(struct run *run, struct monitor *monitor, bool quietly)
{
	struct netname_list now;
	int result = 0;

	monitor->folder = inotify_add_watch(monitor->inotify_fd, NETNAME_FOLDER,
					    IN_CREATE | IN_DELETE | IN_ONLYDIR);
	if (netname_list(run, &now) < 0) {
		return -1;
	}
	for (size_t i = 0; result == 0 && i < now.count; i++) {
		result = quietly && is_namespace(now.name[i])
				 ? netname_list_add(run, &monitor->known, now.name[i])
				 : appear(run, monitor, now.name[i]);
	}
	netname_list_free(&now);
	return result;
}

static int react(struct run *run, struct monitor *monitor, const struct inotify_event *event)
{
	if (event->wd == monitor->parent) {
		return monitor->folder < 0 && event->len > 0 && strcmp(event->name, "netns") == 0
			       ? watch_folder(run, monitor, false)
			       : 0;
	}
	if (event->mask & IN_IGNORED) {
		monitor->folder = -1;
		return 0;
	}
	if (event->wd != monitor->folder || event->len == 0) {
		return 0;
	}
	return event->mask & IN_CREATE ? appear(run, monitor, event->name)
				       : vanish(run, monitor, event->name);
}

static int read_events(struct run *run, struct monitor *monitor)
{
	char buffer[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t got = read(monitor->inotify_fd, buffer, sizeof buffer);
	int result = 0;

	for (char *next = buffer; result == 0 && got > 0 && next < buffer + got;) {
		const struct inotify_event *event = (const void *)next;

		result = react(run, monitor, event);
		next += sizeof *event + event->len;
	}
	return result;
}

static int watch(struct run *run, struct monitor *monitor)
{
	struct pollfd waits[] = {
		{ .fd = monitor->inotify_fd, .events = POLLIN },
		{ .fd = monitor->mounts_fd, .events = POLLPRI },
		/* Told by POLLERR when the reader of a pipe is gone: then there is nobody to tell.
		 */
		{ .fd = STDOUT_FILENO },
	};
	int result = 0;

	while (result == 0) {
		if (poll(waits, 3, -1) < 0 && errno != EINTR) {
			return run_refuse(run, "%s", strerrordesc_np(errno));
		}
		if (waits[2].revents & (POLLERR | POLLNVAL)) {
			return 0;
		}
		result = read_events(run, monitor);
		if (result == 0) {
			result = look_at_pending(run, monitor);
		}
	}
	return result;
}

static int begin(struct run *run, struct monitor *monitor)
{
	run_step(run, "watch " NETNAME_FOLDER);
	monitor->inotify_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	monitor->mounts_fd = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);
	if (monitor->inotify_fd < 0 || monitor->mounts_fd < 0) {
		return run_refuse(run, "%s", strerrordesc_np(errno));
	}
	monitor->parent = inotify_add_watch(monitor->inotify_fd, "/run", IN_CREATE | IN_ONLYDIR);
	return watch_folder(run, monitor, true);
}

int netns_monitor(struct run *run, int argc, char **argv)
{
	struct monitor monitor = { .inotify_fd = -1, .mounts_fd = -1 };
	const struct option_row options[] = {
		{ 'j', "json", NULL, "print a JSON object a line", OPTION_PEER,
		  .flag = &monitor.json },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns monitor",
		.summary = "Say when named namespaces come and go, until stopped.",
		.operands = "",
		.rows = options,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if (begin(run, &monitor) < 0 || (!run->dry && watch(run, &monitor) < 0)) {
		return run_failed(run);
	}
	return 0;
}
