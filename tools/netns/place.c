/* SPDX-License-Identifier: GPL-2.0-or-later */
/* place - a namespace, or a link in one, opened. */
#include "place.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "netname.h"
#include "state_memory.h"
#include "verb.h"

/* The shortest start of a container's id that is taken for one where a name could stand. */
enum { CONTAINER_ID = 12 };

int netns_place_read(const struct tool *tool, char *text, struct place *place)
{
	char *colon = strrchr(text, ':');

	if (!colon || colon == text || !link_is_name(colon + 1)) {
		return option_complain(
			tool, "NAME:LINK is wanted, a namespace and a link in it, not '%s'", text);
	}
	*colon = '\0';
	snprintf(place->link, sizeof place->link, "%s", colon + 1);
	place->namespace = text;
	return 0;
}

bool netns_is_name(const char *text)
{
	char path[sizeof NETNAME_FOLDER + NAME_MAX + 2];

	return netname_is_possible(text) &&
	       (size_t)snprintf(path, sizeof path, NETNAME_FOLDER "/%s", text) < sizeof path &&
	       access(path, F_OK) == 0;
}

bool netns_is_target(const char *text)
{
	size_t length = strlen(text);

	if (netns_is_name(text)) {
		return false;
	}
	return strchr("@/", text[0]) || strncmp(text, "fd:", 3) == 0 ||
	       strspn(text, "0123456789:") == length ||
	       (length >= CONTAINER_ID && strspn(text, "0123456789abcdef") == length);
}

struct rehearsed_name {
	char record[NAME_MAX + 8];
};

static const char *rehearsed(struct rehearsed_name *out, const char *name)
{
	snprintf(out->record, sizeof out->record, "name:%.255s", name);
	return out->record;
}

bool netns_is_rehearsed(const struct run *run, const char *name)
{
	struct rehearsed_name record;

	return run->rehearsal && state_memory_has(*run->rehearsal, rehearsed(&record, name));
}

void netns_rehearse(const struct run *run, const char *name)
{
	struct rehearsed_name record;

	if (run->rehearsal) {
		state_memory_change(*run->rehearsal, rehearsed(&record, name), "");
	}
}

int netns_open(struct run *run, const char *namespace)
{
	struct target target;

	if (netns_is_rehearsed(run, namespace)) {
		return netname_open_own(run);
	}
	if (netns_is_name(namespace)) {
		return netname_open(run, namespace);
	}
	if (target_open_network(run, namespace, &target) < 0) {
		return -1;
	}
	int fd = target_open_namespace(run, &target, NAMESPACE_NET);
	if (fd >= 0 && target_check(run, &target) < 0) {
		close(fd);
		fd = -1;
	}
	target_close(&target);
	return fd;
}

int netns_open_inside(struct run *run, const char *namespace, struct netlink *inside)
{
	int fd = netns_open(run, namespace);

	if (fd < 0) {
		return -1;
	}
	run_step(run, "open the tables of links of %s", namespace);
	int result = netlink_open_in(run, inside, NETLINK_ROUTE, fd);
	close(fd);
	return result;
}

int netns_find_link(struct run *run, struct netlink *inside, const char *link)
{
	struct link found;
	int result = link_find(run, inside, link, &found);

	/* Nobody entered the namespace to look: what is asked for is taken to be there. */
	if (run->dry && result == 0) {
		return 1;
	}
	return result < 0 ? -1
	       : result   ? found.index
			  : run_refuse(run, "there is no link %s", link);
}

int netns_number(struct run *run, int namespace_fd, uint64_t *id)
{
	struct stat file;

	if (netname_identity(run, namespace_fd, id) == 0) {
		return 0;
	}
	if (run->failure.error != EPERM || fstat(namespace_fd, &file) < 0) {
		return -1;
	}
	run_forgive(run);
	*id = file.st_ino;
	return 0;
}
