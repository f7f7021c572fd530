/* SPDX-License-Identifier: GPL-2.0-or-later */
/* containers - one line a container */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "address_view.h"
#include "cgroup_usage.h"
#include "kernel/namespace.h"
#include "ps.h"

enum column {
	COLUMN_ID,
	COLUMN_ENGINE,
	COLUMN_PID,
	COLUMN_PROCS,
	COLUMN_NAMESPACES,
	COLUMN_MAP,
	COLUMN_MEMORY,
	COLUMN_MEMORY_MAX,
	COLUMN_CPU,
	COLUMN_CPU_MAX,
	COLUMN_PIDS_MAX,
	COLUMN_ADDRESSES,
	COLUMN_AGE,
	COLUMN_COMMAND,
	COLUMN_CGROUP,
	COLUMN_ROOT,
	COLUMN_TARGET,
	COLUMN_STARTED,
	COLUMN_UID,
	COLUMN_GID_MAP,
	COLUMN_PARENT,
	COLUMN_PARTIAL,
	COLUMNS,
};

static const struct table_column columns[COLUMNS + 1] = {
	[COLUMN_ID] = { "ID", "its id or name, else the PID of its init",
			TABLE_SHOWN | TABLE_TREE },
	[COLUMN_ENGINE] = { "ENGINE", "what made it, guessed", TABLE_SHOWN },
	[COLUMN_PID] = { "PID", "its oldest process", TABLE_SHOWN | TABLE_NUMBER | TABLE_KEY },
	[COLUMN_PROCS] = { "PROCS", "how many processes", TABLE_SHOWN | TABLE_NUMBER },
	[COLUMN_NAMESPACES] = { "ISOLATED",
				"kinds of namespaces other than around it (muinpUCT), R: the root",
				TABLE_SHOWN },
	[COLUMN_MAP] = { "USERMAP", "user ids as INSIDE:OUTSIDE:COUNT", TABLE_SHOWN | TABLE_CUT },
	[COLUMN_MEMORY] = { "MEMORY", "bytes that its cgroup uses", TABLE_SHOWN | TABLE_SIZE },
	[COLUMN_MEMORY_MAX] = { "MEMORY-MAX", "bytes that its cgroup may use",
				TABLE_SHOWN | TABLE_SIZE },
	[COLUMN_CPU] = { "CPU", "microseconds of CPU time that its cgroup used", TABLE_NUMBER },
	[COLUMN_CPU_MAX] = { "CPU-MAX", "percent of one CPU that its cgroup may use",
			     TABLE_SHOWN | TABLE_NUMBER },
	[COLUMN_PIDS_MAX] = { "PIDS-MAX", "tasks that its cgroup may have",
			      TABLE_SHOWN | TABLE_NUMBER },
	[COLUMN_ADDRESSES] = { "ADDRESSES", "of its network namespace, if it is its own",
			       TABLE_SHOWN | TABLE_LIST | TABLE_CUT },
	[COLUMN_AGE] = { "AGE", "since its oldest process began", TABLE_SHOWN },
	[COLUMN_COMMAND] = { "COMMAND", "the oldest process's command line",
			     TABLE_SHOWN | TABLE_CUT },
	[COLUMN_CGROUP] = { "CGROUP", "path of its cgroup", 0 },
	[COLUMN_ROOT] = { "ROOT", "its root directory, as it is named where it is mounted", 0 },
	[COLUMN_TARGET] = { "TARGET", "PID:INODE, which no other process ever has", 0 },
	[COLUMN_STARTED] = { "SECONDS", "age in seconds", TABLE_NUMBER },
	[COLUMN_UID] = { "UID", "user id of the oldest process, outside", TABLE_NUMBER },
	[COLUMN_GID_MAP] = { "GROUPMAP", "group ids as INSIDE:OUTSIDE:COUNT", TABLE_CUT },
	[COLUMN_PARENT] = { "PARENT", "PID of the init of the container around it", TABLE_NUMBER },
	[COLUMN_PARTIAL] = { "PARTIAL", "whether it is isolated in one way only", TABLE_BOOLEAN },
};

/* One listing. */
struct listing {
	struct run *run;
	const struct request *want;
	const struct census *census;
	const struct container_list *list;
	struct cgroup_usage_source usage;
	struct table *table;
	struct table_row **row; /* of each container */
};

char *ps_age_text(char text[32], unsigned long long seconds)
{
	static const struct {
		unsigned long long seconds;
		char unit, smaller;
		unsigned long long part;
	} units[] = { { 86400, 'd', 'h', 3600 }, { 3600, 'h', 'm', 60 }, { 60, 'm', 's', 1 } };

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (seconds >= units[i].seconds) {
			snprintf(text, 32, "%llu%c%llu%c", seconds / units[i].seconds,
				 units[i].unit, seconds % units[i].seconds / units[i].part,
				 units[i].smaller);
			return text;
		}
	}
	snprintf(text, 32, "%llus", seconds);
	return text;
}

char *ps_map_text(int folder_fd, const char *file, char *text, size_t size)
{
	char map[16384];
	unsigned inside, outside, count;
	size_t used = 0;
	int read;

	text[0] = '\0';
	if (census_read_file(folder_fd, file, map, sizeof map) <= 0) {
		return text;
	}
	for (const char *at = map;
	     sscanf(at, "%u %u %u%n", &inside, &outside, &count, &read) == 3 && used < size;
	     at += read) {
		used += (size_t)snprintf(text + used, size - used, "%s%u:%u:%u", used ? "," : "",
					 inside, outside, count);
	}
	return text;
}

const char *ps_name(struct ps_name *name, const struct census *census,
		    const struct container *container, enum ps_name_form form)
{
	const char *id = container->name.id;

	if (!*id) {
		snprintf(name->text, sizeof name->text, "%d", census->item[container->init].pid);
	} else if (form == PS_NAME_SHORT && strlen(id) == 64 &&
		   strspn(id, "0123456789abcdef") == 64) {
		snprintf(name->text, sizeof name->text, "%.12s", id);
	} else {
		snprintf(name->text, sizeof name->text, "%s", id);
	}
	return name->text;
}

static void set_if(struct table_row *row, enum column column, const char *text)
{
	if (*text) {
		table_set(row, column, "%s", text);
	}
}

/* "max" for a person; the column of a limit stays empty where nothing is known. */
static void set_amount(struct table_row *row, enum column column, uint64_t amount)
{
	if (amount == CGROUP_USAGE_UNLIMITED) {
		table_set(row, column, "max");
	} else if (amount != CGROUP_USAGE_UNKNOWN) {
		table_set_number(row, column, amount);
	}
}

static void set_usage(const struct listing *listing, struct table_row *row,
		      const struct container *container)
{
	static const enum column needed[] = { COLUMN_MEMORY, COLUMN_MEMORY_MAX, COLUMN_CPU,
					      COLUMN_CPU_MAX, COLUMN_PIDS_MAX };
	struct cgroup_usage usage;
	bool wanted = false;

	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++) {
		wanted = wanted || table_wants(listing->table, needed[i]);
	}
	/* A cgroup that it shares with those around it says nothing of it. */
	if (!wanted || !container->has_cgroup) {
		return;
	}
	const struct cgroup_usage_groups groups = {
		.own = listing->census->item[container->init].cgroups,
		.around = container->cgroups_around,
	};
	cgroup_usage_read(&listing->usage, &groups, &usage);
	set_amount(row, COLUMN_MEMORY, usage.memory);
	set_amount(row, COLUMN_MEMORY_MAX, usage.memory_max);
	set_amount(row, COLUMN_CPU, usage.cpu_time);
	set_amount(row, COLUMN_CPU_MAX, usage.cpu_percent);
	set_amount(row, COLUMN_PIDS_MAX, usage.pids_max);
}

static void set_target(const struct listing *listing, struct table_row *row,
		       const struct census_process *init)
{
	struct run quiet = { .tool = "" };
	struct stat file;

	if (!table_wants(listing->table, COLUMN_TARGET)) {
		return;
	}
	int fd = kernel_pidfd_open(&quiet, init->pid);
	if (fd >= 0 && fstat(fd, &file) == 0) {
		table_set(row, COLUMN_TARGET, "%d:%ju", init->pid, (uintmax_t)file.st_ino);
	}
	if (fd >= 0) {
		close(fd);
	}
}

/* What takes a look into the folder of its init. */
static void set_inside(const struct listing *listing, struct table_row *row,
		       const struct container *container)
{
	const struct census_process *init = &listing->census->item[container->init];
	char text[4096];
	int fd = census_open(listing->census, init);

	if (fd < 0) {
		return;
	}
	if (container->differs & NAMESPACE_BIT(NAMESPACE_USER)) {
		set_if(row, COLUMN_MAP, ps_map_text(fd, "uid_map", text, sizeof text));
		set_if(row, COLUMN_GID_MAP, ps_map_text(fd, "gid_map", text, sizeof text));
	}
	if (container->differs & NAMESPACE_BIT(NAMESPACE_NET) &&
	    table_wants(listing->table, COLUMN_ADDRESSES)) {
		set_if(row, COLUMN_ADDRESSES, address_view_list(fd, text, sizeof text));
	}
	ssize_t length = table_wants(listing->table, COLUMN_ROOT)
				 ? readlinkat(fd, "root", text, sizeof text - 1)
				 : -1;
	if (length >= 0) {
		text[length] = '\0';
		table_set(row, COLUMN_ROOT, "%s", text);
	}
	close(fd);
}

static void fill(const struct listing *listing, struct table_row *row,
		 const struct container *container)
{
	const struct table_format *format = &listing->want->format;
	const struct census_process *init = &listing->census->item[container->init];
	bool whole = format->json || format->raw;
	struct container_letters letters;
	struct ps_name name;
	char text[4096], age[32];

	table_set(row, COLUMN_ID, "%s",
		  ps_name(&name, listing->census, container,
			  whole ? PS_NAME_WHOLE : PS_NAME_SHORT));
	set_if(row, COLUMN_ENGINE, container->engine ? container->engine : "");
	table_set_number(row, COLUMN_PID, (unsigned long long)init->pid);
	table_set_number(row, COLUMN_PROCS, container->processes);
	table_set(row, COLUMN_NAMESPACES, "%s%s", container_letters(&letters, container),
		  container->has_root ? "R" : "");
	table_set(row, COLUMN_AGE, "%s", ps_age_text(age, census_age(init)));
	table_set_number(row, COLUMN_STARTED, census_age(init));
	table_set_number(row, COLUMN_UID, init->uid);
	table_set(row, COLUMN_PARTIAL, "%d", container->is_partial);
	if (container->parent > 0) {
		const struct container *around = &listing->list->item[container->parent];

		table_set(row, COLUMN_PARENT, "%d", listing->census->item[around->init].pid);
	}
	container_cgroup_path(init->cgroups, text, sizeof text);
	set_if(row, COLUMN_CGROUP, text);
	if (table_wants(listing->table, COLUMN_COMMAND)) {
		table_set(row, COLUMN_COMMAND, "%s",
			  census_command(listing->census, init, text, sizeof text));
	}
	set_usage(listing, row, container);
	set_target(listing, row, init);
	set_inside(listing, row, container);
}

static bool is_listed(const struct listing *listing, size_t place)
{
	const struct container *container = &listing->list->item[place];

	return place > 0 && container->processes > 0 &&
	       (listing->want->all || !container->is_partial);
}

/* A container after the one around it, which is known by then or not listed. */
static void add_row(struct listing *listing, size_t place, unsigned depth)
{
	const struct container *container = &listing->list->item[place];
	struct table_row *parent = NULL;

	if (listing->row[place] || !is_listed(listing, place)) {
		return;
	}
	ptrdiff_t around = container->parent;
	while (around > 0 && !is_listed(listing, (size_t)around)) {
		around = listing->list->item[around].parent;
	}
	if (listing->want->tree && around > 0 && depth < listing->list->count) {
		add_row(listing, (size_t)around, depth + 1);
		parent = listing->row[around];
	}
	listing->row[place] = table_add(listing->table, parent);
	fill(listing, listing->row[place], container);
}

static int print(struct listing *listing)
{
	struct table_format format = listing->want->format;

	format.flat = listing->want->tree == PS_FLAT;
	listing->table = table_new(listing->run, "containers", columns, &format);
	if (!listing->table) {
		return listing->run->failure.happened ? run_failed(listing->run) : 0;
	}
	listing->row = calloc(listing->list->count, sizeof *listing->row);
	if (!listing->row) {
		run_refuse(listing->run, "no memory for the rows of the table");
		table_free(listing->table);
		return run_failed(listing->run);
	}
	for (size_t i = 1; i < listing->list->count; i++) {
		add_row(listing, i, 0);
	}
	free(listing->row);
	return table_print(listing->run, listing->table);
}

static int list(struct run *run, const struct request *want, const struct census *census)
{
	struct container_list containers;
	struct listing listing = {
		.run = run, .want = want, .census = census, .list = &containers
	};

	if (container_list_find(run, census, want->all ? CONTAINER_CGROUPS : CONTAINER_WORLDS,
				&containers) < 0) {
		return run_failed(run);
	}
	run_step(run, "find where the cgroups' numbers are");
	int status = cgroup_usage_open(run, &listing.usage) < 0 ? run_failed(run) : 0;
	if (status == 0) {
		status = print(&listing);
		cgroup_usage_close(&listing.usage);
	}
	container_list_free(&containers);
	return status;
}

void ps_tell_unseen(const struct run *run, const struct census *census)
{
	if (census->unseen > 0) {
		run_warn(run,
			 "%zu of %zu processes cannot be looked into (they are %s): their "
			 "namespaces and roots are unknown%s",
			 census->unseen, census->count,
			 geteuid() == 0 ? "protected, or they ended meanwhile"
					: "another user's or protected",
			 geteuid() == 0 ? "" : "; run it as root");
	}
}

int ps_containers(struct run *run, const struct request *want)
{
	struct census census;

	if (census_read(run, &census, NULL) < 0) {
		return run_failed(run);
	}
	int status = list(run, want, &census);
	if (status == 0) {
		ps_tell_unseen(run, &census);
	}
	census_free(&census);
	return status;
}
