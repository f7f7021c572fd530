/* SPDX-License-Identifier: GPL-2.0-or-later */
/* companions - the processes of ours that stay with namespaces: looked at, started anew, ended. */
#include "companions.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "forward.h"
#include "place.h"
#include "uplink.h"

static bool is_of(const struct companion *companion, const struct netns_of *of)
{
	return (!of->kind || strcmp(companion->kind, of->kind) == 0) &&
	       (of->name ? strcmp(companion->name, of->name) == 0
			 : companion->namespace_id == of->namespace_id);
}

int netns_end_companions(struct run *run, const struct state *state, const struct netns_of *of)
{
	struct companion_list list;
	int result = companion_list(run, state, &list);

	for (size_t i = 0; result == 0 && i < list.count; i++) {
		if (!is_of(&list.companion[i], of)) {
			continue;
		}
		result = strcmp(list.companion[i].kind, COMPANION_FORWARD) == 0
				 ? forward_end(run, state, list.companion[i].namespace_id)
				 : companion_end(run, state, &list.companion[i]);
	}
	companion_list_free(&list);
	return result;
}

int netns_each_state(struct run *run, const struct host *host, netns_state_work *work,
		     void *context)
{
	char folder[STATE_FOLDER_SIZE];
	struct state own;

	if (work(run, &host->state, context) < 0) {
		return -1;
	}
	if (state_find_own(run, folder) < 0) {
		run_forgive(run);
		return 0;
	}
	/* Ours is then the host's, which is open and locked. */
	if (strcmp(folder, host->state.folder) == 0) {
		return 0;
	}
	if (state_open_at(run, &own, folder, STATE_IF_THERE) < 0) {
		return -1;
	}
	int result = work(run, &own, context);
	state_close(run, &own);
	return result;
}

static int look_at_forwards(struct run *run, const struct state *state,
			    const struct netns_listener *listener)
{
	struct forward_list list;
	int result = forward_list(run, state, &list);

	for (size_t i = 0; result == 0 && i < list.count; i++) {
		const struct forward_port *item = &list.item[i];
		struct companion companion;
		struct port_text text;
		char words[160];
		int found = companion_find(run, state, COMPANION_FORWARD, item->namespace_id,
					   &companion);
		bool ended = found == 0 || (found > 0 && !companion_is_alive(&companion));

		snprintf(words, sizeof words, "the forwarder of its port %s has ended",
			 port_print(&text, &item->port));
		listener->hear(listener->context, item->name, ended ? words : NULL);
		result = found < 0 ? -1 : 0;
	}
	forward_list_free(&list);
	return result;
}

int netns_look_at_companions(struct run *run, const struct state *state, void *context)
{
	const struct netns_listener *listener = context;
	struct companion_list list;

	if (look_at_forwards(run, state, listener) < 0 || companion_list(run, state, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; i < list.count; i++) {
		const struct companion *one = &list.companion[i];
		char words[80];

		if (strcmp(one->kind, COMPANION_UPLINK) == 0) {
			snprintf(words, sizeof words, "its uplink (%s) has ended", one->program);
			listener->hear(listener->context, one->name,
				       companion_is_alive(one) ? NULL : words);
		}
	}
	companion_list_free(&list);
	return 0;
}

/* Opens what the name stands for, if that is still this namespace; else -1: gc tidies up. */
static int open_same(struct run *run, const char *name, uint64_t namespace_id)
{
	uint64_t id = 0;
	int fd = netns_open(run, name);

	if (fd >= 0 && (netns_number(run, fd, &id) < 0 || id != namespace_id)) {
		close(fd);
		fd = -1;
	}
	run_forgive(run);
	return fd;
}

static int restore_forwards(struct run *run, const struct state *state)
{
	struct forward_list list;
	int result = forward_list(run, state, &list);

	for (size_t i = 0; result == 0 && i < list.count; i++) {
		const struct forward_port *item = &list.item[i];
		int fd = open_same(run, item->name, item->namespace_id);

		if (fd >= 0) {
			result = forward_open(run, state,
					      &(struct forward_place){
						      .name = item->name,
						      .namespace_id = item->namespace_id,
						      .namespace_fd = fd });
			close(fd);
		}
	}
	forward_list_free(&list);
	return result;
}

static int restore_uplink(struct run *run, const struct state *state, const struct companion *one)
{
	struct uplink uplink = { .program = one->program,
				 .name = one->name,
				 .is_name = netns_is_name(one->name),
				 .namespace_id = one->namespace_id,
				 .namespace_fd = open_same(run, one->name, one->namespace_id) };

	if (uplink.namespace_fd < 0) {
		return 0;
	}
	int result = uplink_open(run, state, &uplink);
	close(uplink.namespace_fd);
	return result;
}

int netns_restore_companions(struct run *run, const struct state *state, void *context)
{
	struct companion_list list;

	(void)context;
	if (restore_forwards(run, state) < 0 || companion_list(run, state, &list) < 0) {
		return -1;
	}
	int result = 0;
	for (size_t i = 0; result == 0 && i < list.count; i++) {
		const struct companion *one = &list.companion[i];

		if (strcmp(one->kind, COMPANION_UPLINK) == 0 && !companion_is_alive(one)) {
			result = restore_uplink(run, state, one);
		}
	}
	companion_list_free(&list);
	return result;
}
