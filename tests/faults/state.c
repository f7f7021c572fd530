/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * state - what a command could leave behind, as lines of text that can be compared.
 *
 * Processes, mounts, control groups with their values, members and device programs, links and
 * addresses, the files of watched folders, and all of the network.  Numbers
 * that differ from run to run (ids of mounts, inodes) are left out.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/bpf.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "network.h"
#include "sweep.h"

static FILE *writing;

static pid_t first_pid[1024];
static int first_count;

static bool is_number(const char *text)
{
	return *text && strspn(text, "0123456789") == strlen(text);
}

static void each_process(void (*act)(pid_t))
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		if (is_number(entry->d_name)) {
			act((pid_t)strtol(entry->d_name, NULL, 10));
		}
	}
	if (folder) {
		closedir(folder);
	}
}

static void note_process(pid_t pid)
{
	if (first_count < 1024) {
		first_pid[first_count++] = pid;
	}
}

static bool is_first(pid_t pid)
{
	for (int i = 0; i < first_count; i++) {
		if (first_pid[i] == pid) {
			return true;
		}
	}
	return false;
}

void state_note_processes(void)
{
	first_count = 0;
	each_process(note_process);
}

static int left_count;
static char left_names[1024];

static void name_process(pid_t pid)
{
	char path[64], name[32] = "";
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/exe", pid);
	/* A zombie has no program any more: it is only not yet waited for. */
	if (is_first(pid) || pid == getpid() || stat(path, &st) < 0) {
		return;
	}
	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	FILE *file = fopen(path, "re");

	if (file) {
		if (fgets(name, sizeof(name), file)) {
			name[strcspn(name, "\n")] = '\0';
			strncat(left_names, name, sizeof(left_names) - strlen(left_names) - 2);
			strncat(left_names, " ", 2);
		}
		fclose(file);
	}
	left_count++;
}

static void end_process(pid_t pid)
{
	if (!is_first(pid) && pid != getpid()) {
		kill(pid, SIGKILL);
	}
}

static int busy_count;

static void note_busy(pid_t pid)
{
	char path[64], line[512], *state;

	if (is_first(pid) || pid == getpid()) {
		return;
	}
	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	FILE *file = fopen(path, "re");

	if (file && fgets(line, sizeof(line), file)) {
		state = strrchr(line, ')');
		busy_count += state && (state[2] == 'R' || state[2] == 'D');
	}
	if (file) {
		fclose(file);
	}
}

bool state_is_busy(void)
{
	busy_count = 0;
	each_process(note_busy);
	return busy_count > 0;
}

/* The names of those that had to be ended stand in the next state_read(). */
void state_end_processes(void)
{
	left_names[0] = '\0';
	left_count = 0;
	/* All before any: when one ends, others may end with it. */
	each_process(name_process);
	each_process(end_process);
	while (waitpid(-1, NULL, __WALL) > 0 || errno == EINTR) {
	}
}

/* Without ids, peer groups and the numbers of namespaces, which differ from run to run. */
static void put_mount(char *line)
{
	char root[2048], point[2048], options[1024];
	const char *behind = strstr(line, " - ");

	if (behind && sscanf(line, "%*s %*s %*s %2047s %2047s %1023s", root, point, options) == 3) {
		root[strcspn(root, "[")] = '\0';
		fprintf(writing, "mount %s %s %s%s%s", root, point, options,
			strstr(line, " shared:") ? " shared" : "", behind);
	}
}

static void put_lines(const char *path, const char *title, void (*put)(char *))
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;

	while (file && getline(&line, &size, file) > 0) {
		if (put) {
			put(line);
		} else {
			fprintf(writing, "%s %s", title, line);
		}
	}
	free(line);
	if (file) {
		fclose(file);
	}
}

static void put_link(char *line)
{
	char *colon = strchr(line, ':');

	if (colon) {
		*colon = '\0';
		fprintf(writing, "link %s\n", line + strspn(line, " "));
	}
}

/* Those who were there at the start: the others come and go. */
static void put_members(const char *group)
{
	char path[4200];
	int pid, members = 0;

	snprintf(path, sizeof(path), "%s/cgroup.procs", group);
	FILE *file = fopen(path, "re");

	while (file && fscanf(file, "%d", &pid) == 1) {
		members += is_first(pid);
	}
	if (file) {
		fclose(file);
	}
	fprintf(writing, "cgroup %s holds %d\n", group, members);
}

static void put_programs(const char *group)
{
	static const struct {
		unsigned type;
		const char *name;
	} kind[] = {
		{ BPF_CGROUP_DEVICE, "device" },          { BPF_CGROUP_INET_INGRESS, "ingress" },
		{ BPF_CGROUP_INET_EGRESS, "egress" },     { BPF_CGROUP_INET4_BIND, "bind4" },
		{ BPF_CGROUP_INET6_BIND, "bind6" },       { BPF_CGROUP_INET4_CONNECT, "connect4" },
		{ BPF_CGROUP_INET6_CONNECT, "connect6" }, { BPF_CGROUP_UDP4_SENDMSG, "send4" },
		{ BPF_CGROUP_UDP6_SENDMSG, "send6" }
	};
	int fd = open(group, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (unsigned i = 0; fd >= 0 && i < sizeof(kind) / sizeof(*kind); i++) {
		union bpf_attr attr = { .query = { .target_fd = (unsigned)fd,
						   .attach_type = kind[i].type } };

		if (syscall(SYS_bpf, BPF_PROG_QUERY, &attr, sizeof(attr)) == 0 &&
		    attr.query.prog_cnt) {
			fprintf(writing, "cgroup %s has %u %s programs\n", group,
				attr.query.prog_cnt, kind[i].name);
		}
	}
	if (fd >= 0) {
		close(fd);
	}
}

/* Labels are extended attributes; what cns-cgctl keeps beside its programs is among them. */
static void put_labels(const char *group)
{
	char names[1024];
	ssize_t length = listxattr(group, names, sizeof(names));

	for (char *name = names; length > 0 && name < names + length; name += strlen(name) + 1) {
		char value[1024];
		ssize_t got = getxattr(group, name, value, sizeof(value));

		fprintf(writing, "cgroup %s has %s ", group, name);
		network_put_bytes(writing, value, got < 0 ? 0 : (size_t)got);
		fputc('\n', writing);
	}
}

static int put_group(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	static const char *const value[] = { "cgroup.subtree_control",
					     "cgroup.type",
					     "cgroup.max.depth",
					     "cgroup.max.descendants",
					     "pids.max",
					     "memory.max",
					     "cpu.max",
					     "cgroup.freeze",
					     "hugetlb.2MB.max",
					     "cgroup.events" };
	if (kind != FTW_D) {
		return 0;
	}
	fprintf(writing, "cgroup %s %u:%u\n", path, st->st_uid, st->st_gid);
	for (unsigned i = 0; i < sizeof(value) / sizeof(*value); i++) {
		char name[4200], text[256];

		/* The limits of the root are those of the sandbox, which the outside sets. */
		if (ftw->level == 0 && strncmp(value[i], "cgroup.", 7) != 0) {
			continue;
		}

		snprintf(name, sizeof(name), "%s/%s", path, value[i]);
		int fd = open(name, O_RDONLY | O_CLOEXEC);
		ssize_t length = fd < 0 ? -1 : read(fd, text, sizeof(text));

		if (length > 0) {
			fprintf(writing, "cgroup %s %.*s", name, (int)length, text);
		}
		if (fd >= 0) {
			close(fd);
		}
	}
	put_members(path);
	put_programs(path);
	put_labels(path);
	return 0;
}

static bool sizes_matter;

static int put_file(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
	(void)kind;
	(void)ftw;
	fprintf(writing, "file %s %o %u:%u %ld\n", path, st->st_mode, st->st_uid, st->st_gid,
		S_ISREG(st->st_mode) && sizes_matter ? (long)st->st_size : 0L);
	return 0;
}

char *state_read(char **folder, bool network)
{
	char *text = NULL;
	size_t size = 0;

	writing = open_memstream(&text, &size);
	if (!writing) {
		abort();
	}
	if (left_count) {
		fprintf(writing, "process %s\n", left_names);
		left_count = 0;
	}
	put_lines("/proc/self/mountinfo", "mount", put_mount);
	if (!network) {
		put_lines("/proc/net/dev", "link", put_link);
		put_lines("/proc/net/fib_trie", "address", NULL);
		put_lines("/proc/sys/net/ipv4/ip_forward", "forwarding", NULL);
	}
	nftw("/sys/fs/cgroup", put_group, 16, FTW_PHYS | FTW_MOUNT);
	/* Records are told by their text, less what of it differs from run to run. */
	sizes_matter = !network;
	for (; folder && *folder; folder++) {
		nftw(*folder, put_file, 16, FTW_PHYS);
	}
	if (network) {
		network_put(writing);
	}
	fclose(writing);
	return text;
}

static bool is_of(const char *process, unsigned long inode)
{
	static const char *const name[] = { "cgroup", "ipc",  "mnt",  "net",
					    "pid",    "time", "user", "uts" };

	for (unsigned i = 0; i < sizeof(name) / sizeof(*name); i++) {
		char path[128];
		struct stat st;

		snprintf(path, sizeof(path), "/proc/%s/ns/%s", process, name[i]);
		if (stat(path, &st) == 0 && st.st_ino == inode) {
			return true;
		}
	}
	return false;
}

char *state_name_namespaces(const char *text)
{
	const char *target = getenv("target");
	char *named = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&named, &size);

	if (!out) {
		abort();
	}
	while (*text) {
		unsigned long inode;
		int length = 0;

		if (*text == '@' && sscanf(text, "@%lu@%n", &inode, &length) == 1 && length) {
			fputs(is_of("self", inode)             ? "own"
			      : target && is_of(target, inode) ? "target"
							       : "other",
			      out);
			text += length;
		} else {
			fputc(*text++, out);
		}
	}
	fclose(out);
	return named;
}
