/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change.h"

#include <stdlib.h>
#include <string.h>

/* Copies what is needed for the way back, before anything is done. */
static int prepare(struct run *run, const struct cgroup *group, const struct settings *settings,
		   struct change *change)
{
	change->settings.item = calloc(settings->count + 1, sizeof *settings->item);
	change->before = calloc(settings->count + 1, sizeof *change->before);
	change->group = (struct cgroup_entry){ .path = strdup(group->path), .id = group->id };
	if (!change->settings.item || !change->before || !change->group.path) {
		return run_refuse(run, "no memory for the old values");
	}
	if (settings->count) {
		memcpy(change->settings.item, settings->item,
		       settings->count * sizeof *settings->item);
	}
	change->settings.count = settings->count;
	return 0;
}

int change_make(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		unsigned traits, const struct settings *settings, struct change *change)
{
	if (prepare(run, group, settings, change) == 0 &&
	    settings_enable(run, tree, group->path, traits, &change->settings, &change->making) ==
		    0 &&
	    settings_apply(run, tree, group, traits, &change->settings, change->before) == 0) {
		return 0;
	}
	cgroup_unmake(run, tree, &change->making);
	change_free(change);
	return -1;
}

int change_label(struct run *run, const struct cgroup *group, const struct option_list *labels,
		 struct change *change)
{
	change->labels = calloc(labels->count + 1, sizeof *change->labels);
	if (!change->labels) {
		return run_refuse(run, "no memory for the old labels");
	}
	if (cgctl_label(run, group, labels, change->labels) < 0) {
		return -1;
	}
	change->labelled = labels->count;
	return 0;
}

void change_undo(struct run *run, const struct cgroup_tree *tree, struct change *change)
{
	struct failure first = run->failure;
	struct cgroup group;

	run_step(run, "open %s again, to set it back", change->group.path);
	if (change->making.made == 0 && cgroup_list_open(run, tree, &change->group, &group) == 0) {
		cgctl_unlabel(run, &group, change->labelled, change->labels);
		limit_undo(run, &group, change->settings.item, change->settings.count,
			   change->before);
		cgroup_close(&group);
	}
	cgroup_unmake(run, tree, &change->making);
	run->failure = first;
}

static void free_texts(char **texts)
{
	for (char **text = texts; text && *text; text++) {
		free(*text);
	}
	free(texts);
}

void change_free(struct change *change)
{
	for (size_t i = 0; change->before && i < change->settings.count; i++) {
		free(change->before[i]);
	}
	free(change->before);
	free_texts(change->labels);
	free(change->settings.item);
	free(change->group.path);
	cgroup_making_free(&change->making);
	*change = (struct change){ 0 };
}

void changes_end(struct run *run, const struct cgroup_tree *tree, struct change *changes,
		 size_t count, int result)
{
	while (count > 0) {
		struct change *last = &changes[--count];

		if (result < 0) {
			change_undo(run, tree, last);
		}
		change_free(last);
	}
	free(changes);
}
