/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "target.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/nsfs.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "kernel/file.h"
#include "kernel/namespace.h"
#include "namespace_number.h"
#include "target_find.h"
#include "text.h"

#ifndef PID_FS_MAGIC
#define PID_FS_MAGIC 0x50494446
#endif
#define PROC_FS_MAGIC 0x9fa0

/* The kernel's own limit, PID_MAX_LIMIT. */
#define PID_MOST 4194304

static const struct target nothing = { .pid_fd = -1, .proc_fd = -1, .namespace_fd = -1 };

/* Reads the number behind a field of a small file of /proc: -1 when there is no such field. */
static int read_field(struct run *run, const char *path, const char *field, long long *number)
{
	char text[8192], *next = text;
	size_t length = strlen(field);

	if (kernel_read_record(run, AT_FDCWD, path, text, sizeof text) < 0) {
		return -1;
	}
	*number = -1;
	for (char *line; (line = strsep(&next, "\n"));) {
		if (strncmp(line, field, length) == 0) {
			return sscanf(line + length, "%lld", number) == 1 ? 0 : -1;
		}
	}
	return 0;
}

static int advise_thread(struct run *run, pid_t pid)
{
	char path[40];
	long long leader;
	struct run quiet = { .tool = run->tool };

	snprintf(path, sizeof path, "/proc/%d/status", pid);
	if (read_field(&quiet, path, "Tgid:", &leader) == 0 && leader > 0 && leader != pid) {
		run_advise(run, "%d is a thread; its process is %lld", pid, leader);
	}
	return -1;
}

/*
 * The PID could have been reused between the two opens; and this /proc may be of another PID
 * namespace than ours, where the number means someone else.  What it tells of the pidfd settles
 * both.
 */
static int check_folder(struct run *run, const struct target *target)
{
	char path[48];
	long long pid;

	run_step(run, "see that /proc/%d is of the same process as the pidfd", target->pid);
	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", target->pid_fd);
	if (read_field(run, path, "Pid:", &pid) < 0) {
		return -1;
	}
	if (pid == target->pid) {
		return 0;
	}
	if (pid <= 0) {
		return run_refuse(run, "process %d has ended meanwhile", target->pid);
	}
	run_refuse(run, "this /proc calls that process %lld", pid);
	return run_advise(run, "/proc shows another PID namespace than the one you are in; mount a "
			       "proc of your own there first");
}

/* Opens the folder of /proc of the process that is pinned already. */
static int open_folder(struct run *run, struct target *target)
{
	char path[40];

	snprintf(path, sizeof path, "/proc/%d", target->pid);
	target->proc_fd = kernel_open(run, AT_FDCWD, path, O_PATH | O_DIRECTORY | O_NOFOLLOW);
	if (target->proc_fd < 0) {
		if (errno == ENOENT && access("/proc/self", F_OK) < 0) {
			run_advise(run, "no proc of this PID namespace is mounted at /proc");
		}
		return -1;
	}
	return check_folder(run, target) < 0 ? -1 : target_check(run, target);
}

static int open_process(struct run *run, struct target *target)
{
	run_step(run, "find process %d and pin it", target->pid);
	target->pid_fd = kernel_pidfd_open(run, target->pid);
	if (target->pid_fd < 0) {
		return advise_thread(run, target->pid);
	}
	return open_folder(run, target);
}

int target_check(struct run *run, const struct target *target)
{
	struct pollfd process = { .fd = target->pid_fd, .events = POLLIN };

	if (target->pid_fd < 0 || poll(&process, 1, 0) <= 0) {
		return 0;
	}
	run_step(run, "see that process %d is still there", target->pid);
	return run_refuse(run, "it has ended");
}

/* Since Linux 6.9 each pidfd has a file system's inode of its own; before, all had the same. */
static int check_inode(struct run *run, const struct target *target, uint64_t inode)
{
	struct statfs system;
	struct stat file;

	run_step(run, "see that process %d has the inode %" PRIu64, target->pid, inode);
	if (fstatfs(target->pid_fd, &system) < 0 || (uint64_t)system.f_type != PID_FS_MAGIC) {
		return run_refuse(run, "inodes of processes need Linux 6.9");
	}
	if (fstat(target->pid_fd, &file) < 0 || file.st_ino != inode) {
		return run_refuse(run, "it is another process, with the inode %ju",
				  (uintmax_t)file.st_ino);
	}
	return 0;
}

/* PID or PID:INODE. */
static int open_number(struct run *run, const char *text, struct target *target)
{
	const char *colon = strchr(text, ':');
	size_t length = colon ? (size_t)(colon - text) : strlen(text);
	char digits[24] = "";
	uint64_t pid, inode = 0;

	if (length < sizeof digits) {
		memcpy(digits, text, length);
	}
	run_step(run, "understand the target '%s'", text);
	if (text_to_number(digits, PID_MOST, &pid) < 0 || pid == 0 ||
	    (colon && text_to_number(colon + 1, UINT64_MAX, &inode) < 0)) {
		return run_refuse(run, "a PID is a number from 1 to %d, alone or with :INODE",
				  PID_MOST);
	}
	target->pid = (pid_t)pid;
	if (open_process(run, target) < 0) {
		return -1;
	}
	return colon ? check_inode(run, target, inode) : 0;
}

/* A process by its folder of /proc, which answers only while the process is there. */
static int open_by_folder(struct run *run, int fd, struct target *target)
{
	char path[48];
	long long pid, again;

	snprintf(path, sizeof path, "/proc/self/fd/%d/status", fd);
	if (read_field(run, path, "Tgid:", &pid) < 0 || pid <= 0) {
		run_forgive(run);
		return run_refuse(run, "it is neither a namespace nor a process");
	}
	target->pid = (pid_t)pid;
	if (open_process(run, target) < 0 || read_field(run, path, "Tgid:", &again) < 0) {
		return -1;
	}
	return again == pid ? 0 : run_refuse(run, "process %d has ended", (int)pid);
}

/* What an open file stands for; the descriptor becomes the target's, or is closed. */
static int open_kind(struct run *run, int fd, struct target *target)
{
	char path[48];
	struct statfs system;
	long long pid;

	if (namespace_kind_of(fd) >= 0) {
		target->namespace_fd = fd;
		return 0;
	}
	snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
	if (read_field(run, path, "Pid:", &pid) < 0) {
		close(fd);
		return -1;
	}
	if (pid > 0) {
		target->pid = (pid_t)pid;
		target->pid_fd = fd;
		run_step(run, "find process %d, which the pidfd pins", target->pid);
		return open_folder(run, target);
	}
	int result = fstatfs(fd, &system) == 0 && system.f_type == PROC_FS_MAGIC
			     ? open_by_folder(run, fd, target)
			     : run_refuse(run, "it is neither a namespace nor a process");
	close(fd);
	return result;
}

static int open_descriptor(struct run *run, const char *text, struct target *target)
{
	uint64_t number;

	run_step(run, "understand the target '%s'", text);
	if (text_to_number(text + 3, INT32_MAX, &number) < 0) {
		return run_refuse(run, "the number of an open descriptor was expected after fd:");
	}
	int fd = fcntl((int)number, F_DUPFD_CLOEXEC, 3);
	if (fd < 0) {
		return run_refuse(run, "no descriptor %s is open", text + 3);
	}
	return open_kind(run, fd, target);
}

static int open_path(struct run *run, const char *path, struct target *target)
{
	run_step(run, "open the target %s", path);
	int fd = kernel_open(run, AT_FDCWD, path, O_RDONLY | O_NONBLOCK);

	return fd < 0 ? -1 : open_kind(run, fd, target);
}

/* The cgroup is asked once more, of the process now pinned: its PID may have been reused. */
static int open_found(struct run *run, struct target_search *search, struct target *target)
{
	char cgroups[16384];

	target->pid = target_find(run, search);
	if (target->pid < 0) {
		return -1;
	}
	if (open_process(run, target) < 0 ||
	    kernel_read_record(run, target->proc_fd, "cgroup", cgroups, sizeof cgroups) < 0) {
		return -1;
	}
	if (!target_is_member(search, cgroups)) {
		return run_refuse(run, "process %d has left %s meanwhile", target->pid,
				  search->name);
	}
	return 0;
}

static bool is_number(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	uint64_t number;

	if (digits == 0 || (text[digits] && text[digits] != ':')) {
		return false;
	}
	/* Longer than any PID: the start of a container's id. */
	return text[digits] == ':' || digits < 8 || text_to_number(text, PID_MOST, &number) == 0;
}

static bool is_network_name(const char *text)
{
	char path[300];

	snprintf(path, sizeof path, "/run/netns/%s", text);
	return !is_number(text) && text_is_name(text) && access(path, F_OK) == 0;
}

static int open_network_name(struct run *run, const char *text, struct target *target)
{
	char path[300];

	run_step(run, "open the network namespace named %s", text);
	snprintf(path, sizeof path, "/run/netns/%s", text);
	target->namespace_fd = kernel_open(run, AT_FDCWD, path, O_RDONLY | O_NONBLOCK);
	if (target->namespace_fd < 0) {
		return -1;
	}
	if (namespace_kind_of(target->namespace_fd) == NAMESPACE_NET) {
		return 0;
	}
	run_refuse(run, "the file is no network namespace");
	return run_advise(run,
			  "a name is left behind when its making was cut short; remove it with "
			  "cns-netns del");
}

/* Containers come before networks, which often have their names. */
static int open_name(struct run *run, const char *text, struct target *target)
{
	struct target_search search = { .name = text, .is_cgroup = text[0] == '@' };

	search.name += search.is_cgroup;
	if (open_found(run, &search, target) == 0) {
		return 0;
	}
	if (search.is_found || !is_network_name(text)) {
		return -1;
	}
	run_forgive(run);
	return open_network_name(run, text, target);
}

static int open_text(struct run *run, const char *text, struct target *target)
{
	if (is_number(text)) {
		return open_number(run, text, target);
	}
	if (strncmp(text, "fd:", 3) == 0) {
		return open_descriptor(run, text, target);
	}
	if (text[0] == ':') {
		target->namespace_fd = namespace_number_open(run, text + 1);
		return target->namespace_fd < 0 ? -1 : 0;
	}
	return text[0] == '/' ? open_path(run, text, target) : open_name(run, text, target);
}

static int finish_open(int result, struct target *found, struct target *target)
{
	if (result < 0) {
		target_close(found);
		return -1;
	}
	*target = *found;
	return 0;
}

int target_open(struct run *run, const char *text, struct target *target)
{
	struct target found = nothing;

	found.text = text;
	return finish_open(open_text(run, text, &found), &found, target);
}

int target_open_network(struct run *run, const char *text, struct target *target)
{
	struct target found = nothing;

	found.text = text;
	return finish_open(is_network_name(text) ? open_network_name(run, text, &found)
						 : open_text(run, text, &found),
			   &found, target);
}

int target_open_namespace(struct run *run, const struct target *target, enum namespace_kind kind)
{
	char path[24];

	run_step(run, "open the %s namespace of %s", namespaces[kind].name, target->text);
	if (target->proc_fd < 0) {
		if (namespace_kind_of(target->namespace_fd) != (int)kind) {
			return run_refuse(run, "that is a namespace of another kind");
		}
		return kernel_duplicate(run, target->namespace_fd);
	}
	snprintf(path, sizeof path, "ns/%s", namespaces[kind].name);
	int fd = kernel_open(run, target->proc_fd, path, O_RDONLY);
	if (fd >= 0 && target_check(run, target) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

void target_close(struct target *target)
{
	int fds[] = { target->pid_fd, target->proc_fd, target->namespace_fd };

	for (size_t i = 0; i < sizeof fds / sizeof fds[0]; i++) {
		if (fds[i] >= 0) {
			close(fds[i]);
		}
	}
	*target = nothing;
}

int target_next(struct run *run, FILE *list, char *text, size_t size)
{
	for (;;) {
		if (!fgets(text, (int)size, list)) {
			return ferror(list) ? run_refuse(run, "the list cannot be read") : 0;
		}
		size_t length = strlen(text);
		if (length == size - 1 && text[length - 1] != '\n') {
			return run_refuse(run, "a line of the list is longer than %zu bytes",
					  size - 2);
		}
		while (length > 0 && isspace((unsigned char)text[length - 1])) {
			text[--length] = '\0';
		}
		size_t blank = strspn(text, " \t");
		memmove(text, text + blank, length - blank + 1);
		if (*text) {
			return 1;
		}
	}
}
