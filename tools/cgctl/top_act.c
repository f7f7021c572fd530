/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "cgroup_state.h"
#include "change.h"
#include "top.h"

enum { PATIENCE = 2000 }; /* milliseconds, for what is waited for while the screen stands still */

static void tell_failure(struct run *run, struct top_view *view)
{
	const struct failure *failure = &run->failure;

	snprintf(view->message, sizeof view->message, "cannot %.150s: %.150s%s%.80s%s%.100s",
		 failure->step, failure->call, failure->error ? ": " : "",
		 failure->error ? strerrordesc_np(failure->error) : "",
		 *failure->advice ? "; " : "", failure->advice);
	run->failure = (struct failure){ 0 };
}

/* As the verb set does it: with the controllers it needs, and never below what is in use. */
static int set(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
	       const char *text)
{
	struct settings settings;
	struct change change = { 0 };

	if (settings_read(run, &text, 1, 0, &settings) < 0) {
		return -1;
	}
	int result = change_make(run, tree, group, 0, &settings, &change);
	change_free(&change);
	settings_free(&settings);
	return result;
}

static int do_it(struct run *run, const struct cgroup_tree *tree, const struct top_row *row,
		 char key, const char *answer)
{
	struct cgroup group;
	int result = -1;

	run_step(run, "open the cgroup %s", row->path);
	if (cgroup_open_path(run, tree, row->path, &group) < 0) {
		return -1;
	}
	if (group.id != row->id) {
		run_refuse(run, "another was made in its place");
	} else if (key == 'F') {
		result = row->frozen ? cgroup_thaw(run, &group, PATIENCE)
				     : cgroup_freeze(run, &group, PATIENCE);
	} else if (key == 'K') {
		result = cgroup_kill(run, tree, &group, PATIENCE);
	} else if (key == 's') {
		result = set(run, tree, &group, answer);
	}
	cgroup_close(&group);
	return result;
}

void top_act(struct run *run, const struct cgroup_tree *tree, const struct top_row *row, char key,
	     struct top_view *view)
{
	char warning[RUN_WARNING_MAX] = "";
	const char *done = key == 's'    ? view->answer
			   : key == 'K'  ? "killed"
			   : row->frozen ? "thawed"
					 : "frozen";

	if (key == 'K' && strcmp(view->answer, "y") != 0) {
		return;
	}
	run->warning = warning;
	if (do_it(run, tree, row, key, view->answer) < 0) {
		tell_failure(run, view);
	} else {
		snprintf(view->message, sizeof view->message, "done: %.100s %.200s%s%.200s", done,
			 row->path, *warning ? "; " : "", warning);
	}
	run->warning = NULL;
}
