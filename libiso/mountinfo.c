/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "mountinfo.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/file.h"
#include "text.h"

/* The kernel gives a table of many lines in parts of at most a page. */
enum { PART = 4096 };

int mountinfo_open(struct run *run, int proc_fd, struct mountinfo *table)
{
	int fd = proc_fd < 0 ? kernel_open(run, AT_FDCWD, "/proc/self/mountinfo", O_RDONLY)
			     : kernel_open(run, proc_fd, "mountinfo", O_RDONLY);

	*table = (struct mountinfo){ 0 };
	if (fd < 0) {
		return -1;
	}
	/* stdio would ask for 1024 bytes at a time, and before that which size is best. */
	table->part = malloc(PART);
	table->file = table->part ? fdopen(fd, "r") : NULL;
	if (!table->file) {
		free(table->part);
		close(fd);
		*table = (struct mountinfo){ 0 };
		return run_refuse(run, "there is no memory to read the mount table");
	}
	setvbuf(table->file, table->part, _IOFBF, PART);
	return 0;
}

/* Cuts the next word off, at a blank. */
static const char *take(char **rest)
{
	char *word = *rest;
	char *blank = strchr(word, ' ');

	if (blank) {
		*blank = '\0';
		*rest = blank + 1;
	} else {
		*rest = word + strlen(word);
	}
	return word;
}

static const char *take_name(char **rest)
{
	char *name = (char *)take(rest);

	text_unescape_octal(name);
	return name;
}

/* ID PARENT MAJOR:MINOR ROOT POINT OPTIONS [PROPAGATION]... - TYPE SOURCE SUPER_OPTIONS */
static bool read_entry(struct mountinfo *table)
{
	char *rest = table->line;
	char *dash = strstr(rest, " - ");

	if (!dash) {
		return false;
	}
	*dash = '\0';
	if (text_to_number(take(&rest), UINT64_MAX, &table->id) < 0 ||
	    text_to_number(take(&rest), UINT64_MAX, &table->parent) < 0) {
		return false;
	}
	table->device = take(&rest);
	table->root = take_name(&rest);
	table->point = take_name(&rest);
	table->options = take(&rest);
	table->propagation = rest;
	rest = dash + 3;
	table->type = take(&rest);
	table->source = take_name(&rest);
	table->super_options = take(&rest);
	return true;
}

bool mountinfo_next(struct mountinfo *table)
{
	for (ssize_t n; (n = getline(&table->line, &table->size, table->file)) > 0;) {
		table->line[n - 1] = '\0';
		if (read_entry(table)) {
			return true;
		}
	}
	return false;
}

void mountinfo_close(struct mountinfo *table)
{
	if (table->file) {
		fclose(table->file);
	}
	free(table->part);
	free(table->line);
	*table = (struct mountinfo){ 0 };
}

int mountinfo_find(struct run *run, const char *path, struct mountinfo *table)
{
	struct statx where;

	if (statx(AT_FDCWD, path, 0, STATX_MNT_ID, &where) < 0) {
		return run_refuse_errno(run, "%s cannot be looked at", path);
	}
	if (mountinfo_open(run, -1, table) < 0) {
		return -1;
	}
	while (mountinfo_next(table)) {
		if (table->id == where.stx_mnt_id) {
			return 0;
		}
	}
	if (!feof(table->file)) {
		run_refuse_errno(run, "the mount table cannot be read");
	}
	mountinfo_close(table);
	return run_refuse(run, "the mount table does not have the mount of %s", path);
}

char *mountinfo_list_below(char *text, size_t size, const char *folder)
{
	struct run quiet = { .tool = "" };
	struct mountinfo table;
	size_t used = 0, length = strlen(folder);

	snprintf(text, size, "none");
	if (mountinfo_open(&quiet, -1, &table) < 0) {
		return text;
	}
	while (mountinfo_next(&table) && used < size) {
		if (strncmp(table.point, folder, length) == 0 && table.point[length] == '/') {
			used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "",
						 table.point);
		}
	}
	mountinfo_close(&table);
	return text;
}
