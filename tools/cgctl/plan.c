/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "plan.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { VALUE_MAX = 8192 };

static int refuse_line(struct run *run, unsigned number, const char *why)
{
	run_step(run, "read line %u", number);
	return run_refuse(run, "%s", why);
}

static int add_group(struct run *run, struct plan *plan, char *line, unsigned number)
{
	size_t length = strlen(line);
	struct plan_group *grown;

	if (length < 3 || line[length - 1] != ']' || line[1] != '.' ||
	    (line[2] != ']' && line[2] != '/')) {
		return refuse_line(run, number, "a group is written [.] or [./a/b]");
	}
	line[length - 1] = '\0';
	grown = reallocarray(plan->item, plan->count + 1, sizeof *plan->item);
	if (!grown) {
		return refuse_line(run, number, "no memory");
	}
	plan->item = grown;
	grown = &plan->item[plan->count];
	*grown = (struct plan_group){ .path = strdup(line + 2) };
	if (!grown->path) {
		return refuse_line(run, number, "no memory");
	}
	plan->count++;
	return 0;
}

static int add_limit(struct run *run, struct plan *plan, const char *line, unsigned number)
{
	struct plan_group *group = plan->count ? &plan->item[plan->count - 1] : NULL;

	if (!group) {
		return refuse_line(run, number, "the first line is a group: [.]");
	}
	struct limit *grown = reallocarray(group->limits, group->count + 1, sizeof *group->limits);
	if (!grown) {
		return refuse_line(run, number, "no memory");
	}
	group->limits = grown;
	if (limit_read(run, line, 0, &group->limits[group->count]) < 0) {
		return -1;
	}
	group->count++;
	return 0;
}

int plan_read(struct run *run, FILE *file, struct plan *plan)
{
	char *line = NULL;
	size_t room = 0;
	unsigned number = 0;
	int result = 0;
	ssize_t length;

	*plan = (struct plan){ 0 };
	while (result == 0 && (length = getline(&line, &room, file)) >= 0) {
		number++;
		line[strcspn(line, "\n")] = '\0';
		if (strlen(line) + 1 < (size_t)length) {
			result = refuse_line(run, number, "it holds a zero byte");
		} else if (*line == '[') {
			result = add_group(run, plan, line, number);
		} else if (*line && *line != '#') {
			result = add_limit(run, plan, line, number);
		}
	}
	if (result == 0 && !feof(file)) {
		result = run_refuse_errno(run, "it cannot be read");
	}
	free(line);
	if (result < 0) {
		plan_free(plan);
	}
	return result;
}

void plan_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		free(plan->item[i].path);
		free(plan->item[i].limits);
	}
	free(plan->item);
	*plan = (struct plan){ 0 };
}

static bool read_value(const struct cgroup *group, const char *file, char value[VALUE_MAX])
{
	struct run quiet = { .tool = "" };

	return limit_value(&quiet, group, file, value, VALUE_MAX) >= 0;
}

/* Each line of a value is a setting of its own: io.max has a line for each device. */
static void write_value(FILE *out, const char *file, char *value)
{
	char *line;

	while ((line = strsep(&value, "\n"))) {
		if (*line && !limit_is_initial(file, line)) {
			fprintf(out, "%s=%s\n", file, line);
		}
	}
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static int can_be_set(const struct dirent *entry)
{
	return limit_is_saved(entry->d_name);
}

static void write_group(const struct cgroup *group, FILE *out)
{
	struct dirent **entries = NULL;
	char value[VALUE_MAX];
	int count = scandirat(group->fd, ".", &entries, can_be_set, by_name);

	for (int i = 0; i < count; i++) {
		if (read_value(group, entries[i]->d_name, value)) {
			write_value(out, entries[i]->d_name, value);
		}
		free(entries[i]);
	}
	free(entries);
}

int plan_write(struct run *run, const struct cgroup_tree *tree, const char *path, FILE *out)
{
	struct cgroup_list list;
	struct cgroup group;
	size_t start = path[1] ? strlen(path) : 0;

	if (cgroup_list_read(run, tree, path, UINT_MAX, &list) < 0) {
		return -1;
	}
	for (size_t i = 0; i < list.count; i++) {
		if (cgroup_open_path(run, tree, list.item[i].path, &group) < 0) {
			run_forgive(run);
			continue;
		}
		fprintf(out, "[.%s]\n", i == 0 ? "" : list.item[i].path + start);
		write_group(&group, out);
		cgroup_close(&group);
	}
	cgroup_list_free(&list);
	return 0;
}

bool plan_holds(const struct cgroup *group, const struct limit *limit)
{
	char value[VALUE_MAX], *rest = value, *line;
	const char *wanted = *limit->text == '\n' ? "" : limit->text;

	if (!read_value(group, limit->file, value)) {
		return false;
	}
	while ((line = strsep(&rest, "\n"))) {
		if (strcmp(line, wanted) == 0) {
			return true;
		}
	}
	return false;
}
