/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "cgctl.h"
#include "limit_usage.h"

int settings_read(struct run *run, const char *const *texts, size_t count, unsigned traits,
		  struct settings *settings)
{
	*settings = (struct settings){ .item = calloc(count + 1, sizeof *settings->item) };
	if (!settings->item) {
		return run_refuse(run, "no memory for the settings");
	}
	const unsigned how = (traits & SETTINGS_FORCE ? LIMIT_FORCED : 0) |
			     (traits & SETTINGS_AT_ONCE ? LIMIT_AT_ONCE : 0);
	for (size_t i = 0; i < count; i++) {
		if (limit_read(run, texts[i], how, &settings->item[i]) < 0) {
			settings_free(settings);
			return -1;
		}
		/* Under --explain it is said where it is written. */
		if (settings->item[i].is_surprise && !run->explain) {
			run_warn(run, "%s: %s", settings->item[i].file, settings->item[i].note);
		}
		settings->count++;
	}
	return 0;
}

int settings_read_option(struct run *run, const struct option_list *list, unsigned traits,
			 struct settings *settings)
{
	const char **texts = calloc(list->count + 1, sizeof *texts);

	if (!texts) {
		return run_refuse(run, "no memory for the settings");
	}
	for (unsigned i = 0; i < list->count; i++) {
		texts[i] = list->item[i].argument;
	}
	int result = settings_read(run, texts, list->count, traits, settings);
	free(texts);
	return result;
}

static void warn_left_out(const struct run *run, const struct limit *limit)
{
	const struct failure *why = &run->failure;

	if (why->error) {
		run_warn(run, "%s is not set: cannot %s: %s: %s (%s)", limit->file, why->step,
			 why->call, strerrordesc_np(why->error), strerrorname_np(why->error));
	} else {
		run_warn(run, "%s is not set: cannot %s: %s", limit->file, why->step, why->call);
	}
}

static void leave_out(struct settings *settings, size_t place)
{
	settings->count--;
	memmove(&settings->item[place], &settings->item[place + 1],
		(settings->count - place) * sizeof settings->item[0]);
}

static int enable_one(struct run *run, const struct cgroup_tree *tree, const char *path,
		      const struct controllers *all, const struct limit *limit,
		      struct cgroup_making *making)
{
	const struct controller *controller = controllers_find(all, limit->controller);

	if (!controller) {
		run_step(run, "have the controller %s", limit->controller);
		return run_refuse(run, "there is no controller of this name");
	}
	if (cgroup_enable(run, tree, path, controller, making) < 0) {
		return run->failure.error || controller->place == CONTROLLER_UNIFIED
			       ? -1
			       : run_advise(run, "--try goes on without what is not to be had");
	}
	return 0;
}

/* Asks for the controllers once, and for none where only files of every group are set. */
int settings_enable(struct run *run, const struct cgroup_tree *tree, const char *path,
		    unsigned traits, struct settings *settings, struct cgroup_making *making)
{
	struct controllers all = { 0 };

	for (size_t i = 0; i < settings->count;) {
		const struct limit *limit = &settings->item[i];

		if (!*limit->controller || strcmp(path, "/") == 0) {
			i++;
			continue;
		}
		if (all.count == 0 && controllers_read(run, tree, &all) < 0) {
			return -1;
		}
		if (enable_one(run, tree, path, &all, limit, making) == 0) {
			i++;
			continue;
		}
		if (!(traits & SETTINGS_TRY)) {
			return -1;
		}
		warn_left_out(run, limit);
		run_forgive(run);
		leave_out(settings, i);
	}
	return 0;
}

static int apply(struct run *run, const struct cgroup *group, const struct settings *settings,
		 char **before)
{
	return before ? limit_apply_keeping(run, group, settings->item, settings->count, before)
		      : limit_apply(run, group, settings->item, settings->count);
}

int settings_apply(struct run *run, const struct cgroup_tree *tree, const struct cgroup *group,
		   unsigned traits, struct settings *settings, char **before)
{
	unsigned forced = traits & SETTINGS_FORCE ? LIMIT_FORCED : 0;
	struct limit_lowering lowering = { 0 };

	if (limit_settle(run, tree, group, settings->item, settings->count) < 0 ||
	    (traits & SETTINGS_SAFE &&
	     limit_lower(run, group, settings->item, settings->count, &lowering) < 0)) {
		return -1;
	}
	int result = run->dry && lowering.is_needed
			     ? 0
			     : limit_check_usage(run, group, forced, settings->item,
						 settings->count);
	if (result == 0) {
		result = apply(run, group, settings, before);
	}
	limit_lower_end(run, group, &lowering);
	return result < 0 || run->failure.happened ? -1 : 0;
}

void settings_free(struct settings *settings)
{
	free(settings->item);
	*settings = (struct settings){ 0 };
}
