/* SPDX-License-Identifier: GPL-2.0-or-later */
/* companions - the processes of ours that stay with namespaces, ended with them. */
#include <string.h>

#include "companion.h"
#include "forward.h"
#include "place.h"

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
