/* SPDX-License-Identifier: GPL-2.0-or-later */
/* container_search - one search for containers, shared by its halves: sorting and describing. */
#ifndef LIBISO_CONTAINER_SEARCH_H
#define LIBISO_CONTAINER_SEARCH_H

#include "container.h"
#include "container_name.h"

struct container_search {
	const struct census *census;
	struct container_list *list;
	enum container_scope scope;
	size_t room;
	size_t *slot; /* a hash table of places in the list plus 1; 0: free */
	size_t slots;
	/* The groups last read and their name: processes of one container share the text. */
	const char *cgroups;
	bool is_named;
	struct container_name name;
};

bool container_is_same_root(const struct census_root *, const struct census_root *);

/* Fills in what differs, the name and the engine; all containers have their parents by then. */
void container_describe(const struct container_search *, struct container *);

#endif
