/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "change.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "how.h"
#include "make.h"
#include "text.h"

/* One reading of what was given. */
struct reader {
	struct change *change;
	unsigned count;
	struct complaint *complaint;
	const struct option_given *given;
};

/* An option, and how it is read: to which changes, with which defaults. */
struct kind {
	const char *name, *argument, *help; /* as in struct option_row */
	int (*read)(struct reader *, const struct kind *, const char *argument);
	change_maker *make;
	unsigned traits;    /* of enum option_trait */
	const char *target; /* where the argument does not say it */
	uint64_t attributes;
	bool optional;
	unsigned mode;
};

static int complain(struct reader *reader, const char *expected)
{
	snprintf(reader->complaint->text, sizeof reader->complaint->text, "--%s takes %s, not '%s'",
		 reader->given->name, expected,
		 reader->given->argument ? reader->given->argument : "");
	return -1;
}

static struct change *append(struct reader *reader, const struct kind *kind)
{
	struct change *grown = reallocarray(reader->change, reader->count + 1,
					    sizeof *reader->change);

	if (!grown) {
		complain(reader, "memory that is not there");
		return NULL;
	}
	reader->change = grown;
	grown[reader->count] = (struct change){
		.make = kind->make,
		.target = kind->target,
		.attributes = { .set = kind->attributes,
				.propagation = MS_PRIVATE,
				.depth = MOUNT_RECURSIVE,
				.userns_fd = -1 },
		.optional = kind->optional,
		.mode = kind->mode,
	};
	return &grown[reader->count++];
}

/* The change to be filled from a copy of the argument, whose fields *rest then walks. */
static struct change *begin(struct reader *reader, const struct kind *kind, const char *argument,
			    char **rest)
{
	struct change *change = append(reader, kind);

	*rest = change ? strdup(argument) : NULL;
	if (!*rest) {
		complain(reader, "memory that is not there");
		return NULL;
	}
	return change;
}

static int read_how(struct reader *reader, struct change *change, const char *list)
{
	return !list || how_read(change, list) == 0 ? 0 : complain(reader, how_expected);
}

/* SRC[:DIR[:HOW]] */
static int read_bind(struct reader *reader, const struct kind *kind, const char *argument)
{
	char *rest;
	struct change *change = begin(reader, kind, argument, &rest);

	if (!change) {
		return -1;
	}
	change->source = how_next_field(&rest);
	change->target = how_next_field(&rest);
	if (!change->target || !*change->target) {
		change->target = change->source;
	}
	return !*change->source ? complain(reader, "SRC[:DIR[:HOW]]")
				: read_how(reader, change, rest);
}

/* SRC:DIR[:HOW], both said: a file to be copied, a link to be made. */
static int read_pair(struct reader *reader, const struct kind *kind, const char *argument)
{
	char *rest;
	struct change *change = begin(reader, kind, argument, &rest);

	if (!change) {
		return -1;
	}
	change->source = how_next_field(&rest);
	change->target = how_next_field(&rest);
	return !*change->source || !change->target || !*change->target
		       ? complain(reader, kind->argument)
		       : read_how(reader, change, rest);
}

/* DIR[:HOW] */
static int read_target(struct reader *reader, const struct kind *kind, const char *argument)
{
	char *rest;
	struct change *change = begin(reader, kind, argument, &rest);

	if (!change) {
		return -1;
	}
	change->target = how_next_field(&rest);
	return !*change->target ? complain(reader, kind->argument) : read_how(reader, change, rest);
}

static int read_mode(struct reader *reader, const struct kind *kind, const char *argument)
{
	char *rest;
	struct change *change = begin(reader, kind, argument, &rest);
	char *mode = change ? how_next_field(&rest) : NULL;

	if (!mode) {
		return -1;
	}
	change->target = rest;
	return text_to_mode(mode, &change->mode) < 0 || !rest || !*rest
		       ? complain(reader, "a mode in octal, a colon and a path")
		       : 0;
}

static int read_nothing(struct reader *reader, const struct kind *kind, const char *argument)
{
	struct change *change = append(reader, kind);

	if (change) {
		change->text = argument;
	}
	return change ? 0 : -1;
}

static int read_proc(struct reader *reader, const struct kind *kind, const char *argument)
{
	const char *rest = argument;
	char word[32];

	while (argument && text_next(&rest, ',', word, sizeof word) != 0) {
		if (strcmp(word, "subset=pid") != 0 && strncmp(word, "hidepid=", 8) != 0) {
			return complain(reader, "subset=pid and hidepid=MODE");
		}
		if (!rest) {
			break;
		}
	}
	return read_nothing(reader, kind, argument);
}

/* ro or rw: the default is what the kind's attributes say. */
static int read_access(struct reader *reader, const struct kind *kind, const char *argument)
{
	if (argument && strcmp(argument, "rw") != 0 && strcmp(argument, "ro") != 0) {
		return complain(reader, "ro or rw");
	}
	struct change *change = append(reader, kind);
	if (change && argument) {
		change->attributes.set &= ~(uint64_t)MOUNT_ATTR_RDONLY;
		change->attributes.set |= argument[1] == 'o' ? MOUNT_ATTR_RDONLY : 0;
	}
	return change ? 0 : -1;
}

static int read_dev(struct reader *reader, const struct kind *kind, const char *argument)
{
	if (argument && strcmp(argument, "minimal") != 0 && strcmp(argument, "host") != 0) {
		return complain(reader, "minimal or host");
	}
	return read_nothing(reader, kind, argument ? argument : "minimal");
}

static int read_standard(struct reader *, const struct kind *, const char *);

enum {
	PLAIN = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV,
	STRICT = PLAIN | MOUNT_ATTR_NOEXEC,
	READ_ONLY = MOUNT_ATTR_RDONLY,
};

static const struct kind kinds[] = {
	{ "bind", "SRC[:DIR[:HOW]]", "show SRC of outside at DIR inside", read_bind, make_bind,
	  .attributes = PLAIN },
	{ "bind-try", "SRC[:DIR[:HOW]]", "the same, unless the source is not there", read_bind,
	  make_bind, .attributes = PLAIN, .optional = true },
	{ "ro-bind", "SRC[:DIR[:HOW]]", "the same, read-only", read_bind, make_bind,
	  .attributes = PLAIN | READ_ONLY },
	{ "ro-bind-try", "SRC[:DIR[:HOW]]", "read-only, unless the source is not there", read_bind,
	  make_bind, .attributes = PLAIN | READ_ONLY, .optional = true },
	{ "dev-bind", "SRC[:DIR[:HOW]]", "the same, with devices", read_bind, make_bind,
	  .attributes = MOUNT_ATTR_NOSUID },
	{ "dev-bind-try", "SRC[:DIR[:HOW]]", "with devices, unless the source is not there",
	  read_bind, make_bind, .attributes = MOUNT_ATTR_NOSUID, .optional = true },
	{ "tmpfs", "DIR[:HOW]", "an empty filesystem in memory at DIR", read_target, make_tmpfs,
	  .attributes = PLAIN, .mode = 0755 },
	{ "proc", "HOW", "a proc at /proc; subset=pid, hidepid=MODE", read_proc, make_proc,
	  OPTION_OPTIONAL, .target = "/proc", .attributes = STRICT },
	{ "sys", "HOW", "a sysfs at /sys, read-only unless =rw", read_access, make_sys,
	  OPTION_OPTIONAL, .target = "/sys", .attributes = STRICT | READ_ONLY },
	{ "cgroup", "HOW", "a cgroup2 at /sys/fs/cgroup, writable unless =ro", read_access,
	  make_cgroup, OPTION_OPTIONAL, .target = "/sys/fs/cgroup", .attributes = STRICT },
	{ "dev", "HOW", "devices at /dev: minimal (the default) or host", read_dev, make_dev,
	  OPTION_OPTIONAL, .target = "/dev", .attributes = MOUNT_ATTR_NOSUID, .mode = 0755 },
	{ "pts", NULL, "pseudo-terminals of its own at /dev/pts", read_nothing, make_pts,
	  .target = "/dev/pts", .attributes = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NOEXEC },
	{ "shm", NULL, "an empty /dev/shm in memory", read_nothing, make_tmpfs,
	  .target = "/dev/shm", .attributes = STRICT, .mode = 01777 },
	{ "mqueue", NULL, "the message queues at /dev/mqueue", read_nothing, make_mqueue,
	  .target = "/dev/mqueue", .attributes = STRICT },
	{ "run", NULL, "an empty /run in memory", read_nothing, make_tmpfs, .target = "/run",
	  .attributes = PLAIN, .mode = 0755 },
	{ "tmp", NULL, "an empty /tmp in memory", read_nothing, make_tmpfs, .target = "/tmp",
	  .attributes = PLAIN, .mode = 01777 },
	{ "resolv", NULL, "/etc/resolv.conf of outside, read-only", read_nothing, make_resolv,
	  .target = "/etc/resolv.conf", .attributes = STRICT | READ_ONLY },
	{ "dir", "DIR[:HOW]", "make a directory; mode=MODE", read_target, make_dir, .mode = 0755 },
	{ "file", "SRC:PATH[:HOW]", "make a file with what SRC, a file or descriptor, holds",
	  read_pair, make_file, .mode = 0666 },
	{ "symlink", "SRC:PATH", "make a symbolic link at PATH that leads to SRC", read_pair,
	  make_symlink, .target = NULL },
	{ "chmod", "MODE:PATH", "give PATH this mode", read_mode, make_chmod, .target = NULL },
	{ "mask", "PATH", "hide a file behind nothing, a directory behind an empty one",
	  read_target, make_mask, .attributes = STRICT | READ_ONLY },
	{ "ro-path", "PATH", "make a file, or a directory and all below, read-only", read_target,
	  make_ro_path, .attributes = READ_ONLY },
	{ "remount-ro", "PATH", "make a mount read-only, those below not", read_target,
	  make_remount_ro, .attributes = READ_ONLY },
	{ "standard", NULL, "proc, sys, dev, shm, mqueue, masked and read-only paths",
	  read_standard, .target = NULL },
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };
_Static_assert((int)KINDS < (int)CHANGE_ROWS, "the last row is empty");

/* What the runtimes of containers hide of /proc and /sys, as they show the whole machine. */
static const struct {
	const char *kind, *argument;
	bool optional;
} standard[] = {
	{ "proc", NULL, false },
	{ "sys", NULL, false },
	{ "dev", NULL, false },
	{ "shm", NULL, false },
	{ "mqueue", NULL, true },
	{ "mask", "/proc/acpi", true },
	{ "mask", "/proc/asound", true },
	{ "mask", "/proc/interrupts", true },
	{ "mask", "/proc/kcore", true },
	{ "mask", "/proc/keys", true },
	{ "mask", "/proc/latency_stats", true },
	{ "mask", "/proc/sched_debug", true },
	{ "mask", "/proc/scsi", true },
	{ "mask", "/proc/timer_list", true },
	{ "mask", "/proc/timer_stats", true },
	{ "mask", "/sys/devices/virtual/powercap", true },
	{ "mask", "/sys/firmware", true },
	{ "ro-path", "/proc/bus", true },
	{ "ro-path", "/proc/fs", true },
	{ "ro-path", "/proc/irq", true },
	{ "ro-path", "/proc/sys", true },
	{ "ro-path", "/proc/sysrq-trigger", true },
};

/* All of it is there or not as the kernel was built. */
static int read_standard(struct reader *reader, const struct kind *kind, const char *argument)
{
	(void)kind;
	(void)argument;
	for (size_t i = 0; i < sizeof standard / sizeof standard[0]; i++) {
		const struct kind *each = kinds;

		while (strcmp(each->name, standard[i].kind) != 0) {
			each++;
		}
		if (each->read(reader, each, standard[i].argument) < 0) {
			return -1;
		}
		reader->change[reader->count - 1].optional = standard[i].optional;
	}
	return 0;
}

void change_rows(struct option_row rows[CHANGE_ROWS], struct option_list *given)
{
	for (unsigned i = 0; i < KINDS; i++) {
		rows[i] = (struct option_row){
			.name = kinds[i].name,
			.argument = kinds[i].argument,
			.help = kinds[i].help,
			.traits = kinds[i].traits,
			.list = given,
			.value = i,
		};
	}
	rows[KINDS] = (struct option_row){ 0 };
}

int change_read(const struct option_list *given, struct change **changes,
		struct complaint *complaint)
{
	struct reader reader = { .complaint = complaint };

	for (unsigned i = 0; i < given->count; i++) {
		const struct kind *kind = &kinds[given->item[i].value];

		reader.given = &given->item[i];
		if (kind->read(&reader, kind, reader.given->argument) < 0) {
			return -1;
		}
	}
	*changes = reader.change;
	return (int)reader.count;
}

int change_make(struct run *run, struct site *site, const struct change *changes, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		if (changes[i].make(run, site, &changes[i]) < 0) {
			return -1;
		}
	}
	return 0;
}
