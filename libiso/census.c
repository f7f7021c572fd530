/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "census.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "kernel/file.h"
#include "text.h"

/* PF_KTHREAD of the kernel's sched.h, in the flags of /proc/PID/stat. */
#define KERNEL_THREAD 0x00200000u

ssize_t census_read_file(int folder_fd, const char *path, char *text, size_t size)
{
	int fd = openat(folder_fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t length, used = 0;

	if (fd < 0) {
		return -1;
	}
	do {
		length = read(fd, text + used, size - 1 - (size_t)used);
		used += length > 0 ? length : 0;
	} while ((length > 0 && (size_t)used < size - 1) || (length < 0 && errno == EINTR));
	close(fd);
	text[used] = '\0';
	return length < 0 && used == 0 ? -1 : used;
}

/* The kernel writes each of these files at once: what one read(2) gives is all of it. */
static ssize_t read_record(int folder_fd, const char *path, char *text, size_t size)
{
	int fd = openat(folder_fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	ssize_t length;

	if (fd < 0) {
		return -1;
	}
	do {
		length = read(fd, text, size - 1);
	} while (length < 0 && errno == EINTR);
	int error = errno;
	close(fd);
	text[length > 0 ? length : 0] = '\0';
	errno = error;
	return length;
}

static uint64_t hash_text(const char *text)
{
	uint64_t hash = 14695981039346656037u;

	while (*text) {
		hash = (hash ^ (unsigned char)*text++) * 1099511628211u;
	}
	return hash;
}

static int make_room(struct census *census)
{
	size_t room = census->text_room ? census->text_room * 2 : 256;
	char **texts = calloc(room, sizeof *texts);

	if (!texts) {
		return -1;
	}
	for (size_t i = 0; i < census->text_room; i++) {
		char *text = census->texts[i];
		size_t at = text ? hash_text(text) & (room - 1) : 0;

		while (text && texts[at]) {
			at = (at + 1) & (room - 1);
		}
		if (text) {
			texts[at] = text;
		}
	}
	free(census->texts);
	census->texts = texts;
	census->text_room = room;
	return 0;
}

/* The one copy of a text: processes of one container share it, and compare by its address.
 * NULL without memory. */
static const char *keep_text(struct census *census, const char *text)
{
	if (census->text_count * 2 >= census->text_room && make_room(census) < 0) {
		return NULL;
	}
	size_t at = hash_text(text) & (census->text_room - 1);
	for (; census->texts[at]; at = (at + 1) & (census->text_room - 1)) {
		if (strcmp(census->texts[at], text) == 0) {
			return census->texts[at];
		}
	}
	census->texts[at] = strdup(text);
	census->text_count += census->texts[at] != NULL;
	return census->texts[at];
}

/* The text behind so many words. */
static char *skip_words(char *at, int words)
{
	while (at && words-- > 0) {
		at = strchr(at + 1, ' ');
	}
	return at;
}

/* The name may hold anything, blanks and brackets too; the last bracket ends it.  -1 with errno. */
static int read_stat(int folder_fd, struct census_process *process)
{
	char text[1024];

	if (read_record(folder_fd, "stat", text, sizeof text) < 0) {
		return -1;
	}
	char *begin = strchr(text, '('), *end = strrchr(text, ')');
	/* proc_pid_stat(5): from the third field on, and its numbers as they are counted there. */
	char *parent = begin && end > begin && end[1] == ' ' ? skip_words(end + 1, 1) : NULL;
	char *flags = skip_words(parent, 9 - 4), *threads = skip_words(flags, 20 - 9);
	char *start = skip_words(threads, 22 - 20);
	if (!parent || !start) {
		errno = ESRCH;
		return -1;
	}
	snprintf(process->name, sizeof process->name, "%.*s", (int)(end - begin - 1), begin + 1);
	process->state = end[2];
	process->parent = (pid_t)strtol(parent, NULL, 10);
	process->is_kernel = strtoul(flags, NULL, 10) & KERNEL_THREAD;
	process->threads = (unsigned)strtoul(threads, NULL, 10);
	process->start = strtoull(start, NULL, 10);
	return 0;
}

/* "net:[4026531840]"; false with errno: it cannot be known. */
static bool read_namespace(int folder_fd, enum namespace_kind kind, ino_t *inode)
{
	char link[64];
	ssize_t length = readlinkat(folder_fd, namespaces[kind].file, link, sizeof link - 1);

	if (length < 0) {
		return errno == ENOENT && kind != NAMESPACE_MNT;
	}
	link[length] = '\0';
	const char *number = strchr(link, '[');
	*inode = number ? (ino_t)strtoull(number + 1, NULL, 10) : *inode;
	return true;
}

/* The file system is not asked: it may be FUSE, whose server could let us wait for ever.  False
 * with errno: it cannot be known. */
static bool read_root(int folder_fd, struct census_root *root)
{
	struct statx file;

	if (statx(folder_fd, "root", AT_STATX_DONT_SYNC | AT_NO_AUTOMOUNT,
		  STATX_INO | 0x1000 /* STATX_MNT_ID */, &file) < 0) {
		return false;
	}
	*root = (struct census_root){
		.mount = file.stx_mnt_id,
		.inode = file.stx_ino,
		.major = file.stx_dev_major,
		.minor = file.stx_dev_minor,
	};
	return true;
}

/* One that is read: what is below has a list to be put on. */
struct reading {
	struct census *census;
	const struct census_way *way;
	size_t room;
	char cgroups[16384]; /* of one; here, for its pages are touched once */
};

bool census_is_lack(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOMEM;
}

/* "" for a process that has ended; NULL with errno where we lack something. */
static const char *read_cgroups(struct reading *reading, int folder_fd)
{
	if (read_record(folder_fd, "cgroup", reading->cgroups, sizeof reading->cgroups) < 0) {
		return census_is_lack(errno) ? NULL : "";
	}
	return keep_text(reading->census, reading->cgroups);
}

/* All namespaces, and the root where it is asked for; where the kernel does not let us, the entry
 * says so.  -1 with errno where we lack something. */
static int read_world(const struct reading *reading, int fd, struct census_process *process)
{
	process->is_seen = true;
	for (int kind = 0; kind < NAMESPACE_KINDS && process->is_seen; kind++) {
		process->is_seen = read_namespace(fd, (enum namespace_kind)kind,
						  &process->namespace[kind]);
	}
	if (process->is_seen && !reading->way->only_namespaces && !process->is_kernel) {
		process->is_seen = read_root(fd, &process->root);
	}
	return !process->is_seen && census_is_lack(errno) ? -1 : 0;
}

/*
 * A process without namespaces has ended, but for its parent to hear of it: it isolates nothing.
 * Returns 1; 0 when it has ended; -1 with errno where we lack something.
 */
static int read_process(struct reading *reading, int fd, struct census_process *process)
{
	const struct census_way *way = reading->way;
	struct stat owner;

	if (read_stat(fd, process) < 0 || fstat(fd, &owner) < 0) {
		return census_is_lack(errno) ? -1 : 0;
	}
	if (process->state == 'Z' || process->state == 'X') {
		return 0;
	}
	process->uid = owner.st_uid;
	if (read_world(reading, fd, process) < 0) {
		return -1;
	}
	process->cgroups = way->only_namespaces ? "" : read_cgroups(reading, fd);
	if (!process->cgroups) {
		return -1;
	}
	return way->visit && way->visit(way->with, process, fd) < 0 ? -1 : 1;
}

static int compare_pids(const void *left, const void *right)
{
	const struct census_process *a = left, *b = right;

	return (a->pid > b->pid) - (a->pid < b->pid);
}

ptrdiff_t census_find(const struct census *census, pid_t pid)
{
	struct census_process key = { .pid = pid };
	const struct census_process *found =
		census->count ? bsearch(&key, census->item, census->count, sizeof key, compare_pids)
			      : NULL;

	return found ? found - census->item : -1;
}

static int keep_process(struct reading *reading, const struct census_process *process)
{
	struct census *census = reading->census;

	if (census->count == reading->room) {
		size_t more = reading->room ? reading->room * 2 : 512;
		struct census_process *item = realloc(census->item, more * sizeof *item);

		if (!item) {
			return -1;
		}
		census->item = item;
		reading->room = more;
	}
	census->unseen += !process->is_seen;
	census->item[census->count++] = *process;
	return 0;
}

/* -1 with errno: it cannot be known whether the process is there. */
static int add_process(struct reading *reading, const char *name)
{
	struct census_process process = { 0 };
	uint64_t pid;

	if (text_to_number(name, INT32_MAX, &pid) < 0) {
		return 0;
	}
	process.pid = (pid_t)pid;
	int fd = openat(reading->census->proc_fd, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		return census_is_lack(errno) ? -1 : 0;
	}
	int result = read_process(reading, fd, &process);
	int error = errno;
	close(fd);
	errno = error;
	return result > 0 ? keep_process(reading, &process) : result;
}

static int read_all(struct run *run, DIR *folder, struct reading *reading)
{
	struct census *census = reading->census;
	struct dirent *entry;

	for (errno = 0; (entry = readdir(folder)); errno = 0) {
		if (add_process(reading, entry->d_name) < 0) {
			return run_refuse_errno(run, "process %s cannot be looked at",
						entry->d_name);
		}
	}
	if (errno) {
		return run_refuse_errno(run, "/proc cannot be read");
	}
	if (census->count == 0) {
		return run_refuse(run, "no proc of this PID namespace is mounted at /proc");
	}
	qsort(census->item, census->count, sizeof *census->item, compare_pids);
	for (size_t i = 0; i < census->count; i++) {
		census->item[i].parent_at = census_find(census, census->item[i].parent);
	}
	run_note(run, "%zu processes: of each its stat, its ns/*%s", census->count,
		 reading->way->only_namespaces ? "" : ", root and cgroup");
	return 0;
}

int census_read(struct run *run, struct census *census, const struct census_way *way)
{
	static const struct census_way all = { 0 };
	struct reading reading = { .census = census, .way = way ? way : &all };
	int fd;

	*census = (struct census){ .proc_fd = -1 };
	run_step(run, "read all processes in /proc");
	census->proc_fd = kernel_open(run, AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY);
	if (census->proc_fd < 0) {
		return -1;
	}
	fd = fcntl(census->proc_fd, F_DUPFD_CLOEXEC, 3);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	int result = folder ? read_all(run, folder, &reading)
			    : run_refuse_errno(run, "/proc cannot be read");
	if (folder) {
		closedir(folder);
	}
	if (result < 0) {
		census_free(census);
	}
	return result;
}

void census_free(struct census *census)
{
	for (size_t i = 0; i < census->text_room; i++) {
		free(census->texts[i]);
	}
	free(census->texts);
	free(census->item);
	if (census->proc_fd >= 0) {
		close(census->proc_fd);
	}
	*census = (struct census){ .proc_fd = -1 };
}

int census_open(const struct census *census, const struct census_process *process)
{
	struct census_process now = { 0 };
	char name[16];

	snprintf(name, sizeof name, "%d", process->pid);
	int fd = openat(census->proc_fd, name, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd >= 0 && (read_stat(fd, &now) < 0 || now.start != process->start)) {
		close(fd);
		return -1;
	}
	return fd;
}

char *census_command(const struct census *census, const struct census_process *process, char *text,
		     size_t size)
{
	char path[32];

	snprintf(path, sizeof path, "%d/cmdline", process->pid);
	ssize_t length = process->is_kernel ? 0 : read_record(census->proc_fd, path, text, size);
	while (length > 0 && text[length - 1] == '\0') {
		length--;
	}
	if (length <= 0) {
		snprintf(text, size, "[%s]", process->name);
		return text;
	}
	for (ssize_t i = 0; i < length; i++) {
		text[i] = text[i] ? text[i] : ' ';
	}
	text[length] = '\0';
	return text;
}

uint64_t census_age(const struct census_process *process)
{
	struct timespec now;
	uint64_t began = process->start / (uint64_t)sysconf(_SC_CLK_TCK);

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec > began ? (uint64_t)now.tv_sec - began : 0;
}
