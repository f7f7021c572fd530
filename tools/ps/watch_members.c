/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "watch_part.h"

int watch_members_read(struct run *run, const struct census *census,
		       const struct container_list *list, const bool *is_told,
		       struct watch_members *members)
{
	*members =
		(struct watch_members){ .item = calloc(census->count + 1, sizeof *members->item) };
	if (!members->item) {
		return run_refuse(run, "there is no memory for the processes");
	}
	for (size_t i = 0; i < census->count; i++) {
		size_t place = list->member[i];

		if (!is_told[place]) {
			continue;
		}
		const struct census_process *init = &census->item[list->item[place].init];
		struct watch_member *member = &members->item[members->count++];
		*member = (struct watch_member){
			.pid = census->item[i].pid,
			.start = census->item[i].start,
			.init = init->pid,
			.init_start = init->start,
		};
		snprintf(member->name, sizeof member->name, "%s", census->item[i].name);
	}
	return 0;
}

static bool is_same_place(const struct watch_member *a, const struct watch_member *b)
{
	return a->start == b->start && a->init == b->init && a->init_start == b->init_start;
}

static void compare_one(const struct watch_member *before, const struct watch_member *now,
			const struct watch_teller *teller)
{
	if (!is_same_place(before, now)) {
		teller->tell(teller->data, before, "left");
		teller->tell(teller->data, now, "entered");
	} else if (strcmp(before->name, now->name) != 0) {
		teller->tell(teller->data, now, "became");
	}
}

void watch_members_compare(const struct watch_members *before, const struct watch_members *now,
			   const struct watch_teller *teller)
{
	size_t i = 0, j = 0;

	while (i < before->count || j < now->count) {
		bool old = j == now->count ||
			   (i < before->count && before->item[i].pid < now->item[j].pid);

		if (old) {
			teller->tell(teller->data, &before->item[i++], "left");
		} else if (i == before->count || now->item[j].pid < before->item[i].pid) {
			teller->tell(teller->data, &now->item[j++], "entered");
		} else {
			compare_one(&before->item[i++], &now->item[j++], teller);
		}
	}
}
