/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "account.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "account_getent.h"
#include "path.h"
#include "text.h"

enum { DATABASE_MAX = 1 << 20 };

static int refuse_file(struct run *run, const char *path, const char *why)
{
	return run_refuse(run, "%s of the root is refused: %s", path, why);
}

static int refuse_reading(struct run *run, const char *path, int error)
{
	errno = error;
	return run_refuse_errno(run, "%s of the root cannot be read", path);
}

/* Returns the descriptor; -2 when there is no such file; -1 when it is refused. */
static int open_database(struct run *run, int root_fd, const char *path, size_t *size)
{
	int fd = path_open(run, root_fd, path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY);
	struct stat file;

	if (fd < 0 && (errno == ENOENT || errno == ENOTDIR)) {
		run_forgive(run);
		return -2;
	}
	if (fd < 0) {
		return errno == ELOOP ? run_advise(run,
						   "%s of the root is a symbolic link, which could "
						   "lead to another's file",
						   path)
				      : -1;
	}
	if (fstat(fd, &file) < 0) {
		int error = errno;

		close(fd);
		return refuse_reading(run, path, error);
	}
	if (!S_ISREG(file.st_mode)) {
		close(fd);
		return refuse_file(run, path, "it is no regular file");
	}
	if (file.st_size > DATABASE_MAX) {
		close(fd);
		return refuse_file(run, path, "it is larger than 1 MiB");
	}
	*size = (size_t)file.st_size;
	return fd;
}

/* Returns the whole text, ended by a zero and the caller's to free; NULL with *found 0 or -1. */
static char *read_database(struct run *run, int root_fd, const char *path, int *found)
{
	size_t size = 0, used = 0;
	int fd = open_database(run, root_fd, path, &size);

	*found = fd == -2 ? 0 : fd < 0 ? -1 : 1;
	if (fd < 0) {
		return NULL;
	}
	char *text = malloc(size + 1);
	while (text && used < size) {
		ssize_t n = read(fd, text + used, size - used);

		if (n < 0 && errno == EINTR) {
			continue;
		}
		if (n < 0) {
			/* Half a file would be other groups than the person has. */
			*found = refuse_reading(run, path, errno);
			free(text);
			close(fd);
			return NULL;
		}
		if (n == 0) {
			break;
		}
		used += (size_t)n;
	}
	close(fd);
	if (!text) {
		*found = refuse_reading(run, path, ENOMEM);
		return NULL;
	}
	text[used] = '\0';
	return text;
}

/* Copies field number index of a line; false when it is not there or too long. */
static bool copy_field(const char *line, unsigned index, char *field, size_t size)
{
	for (; index > 0; index--) {
		line += strcspn(line, ":\n");
		if (*line++ != ':') {
			return false;
		}
	}
	size_t length = strcspn(line, ":\n");
	if (length >= size) {
		return false;
	}
	memcpy(field, line, length);
	field[length] = '\0';
	return true;
}

static bool copy_id(const char *line, unsigned index, uint32_t *id)
{
	char field[16];

	return copy_field(line, index, field, sizeof field) && text_to_id(field, id) == 0;
}

static const char *next_line(const char *line)
{
	line += strcspn(line, "\n");
	return *line ? line + 1 : line;
}

static bool read_account(const char *line, struct account *account)
{
	struct account read = { 0 };

	if (!copy_field(line, 0, read.name, sizeof read.name) || !*read.name ||
	    !copy_id(line, 2, &read.uid) || !copy_id(line, 3, &read.gid)) {
		return false;
	}
	if (!copy_field(line, 5, read.home, sizeof read.home)) {
		read.home[0] = '\0';
	}
	if (!copy_field(line, 6, read.shell, sizeof read.shell)) {
		read.shell[0] = '\0';
	}
	*account = read;
	return true;
}

/* The first line that fits counts, as for getpwnam(3); by id when name is NULL. */
static int scan_accounts(const char *text, const char *name, uid_t uid, struct account *account)
{
	struct account read;

	for (; *text; text = next_line(text)) {
		if (read_account(text, &read) &&
		    (name ? strcmp(read.name, name) == 0 : read.uid == uid)) {
			*account = read;
			return 1;
		}
	}
	return 0;
}

static int scan_groups(const char *text, const char *name, gid_t *gid)
{
	char read[256];

	for (; *text; text = next_line(text)) {
		if (copy_field(text, 0, read, sizeof read) && strcmp(read, name) == 0 &&
		    copy_id(text, 2, gid)) {
			return 1;
		}
	}
	return 0;
}

static int find_in(struct run *run, int root_fd, const char *name, uid_t uid,
		   struct account *account)
{
	int found;
	char *text = read_database(run, root_fd, "/etc/passwd", &found);

	if (text) {
		found = scan_accounts(text, name, uid, account);
		free(text);
	}
	return found;
}

static int open_outside(struct run *run)
{
	run_note(run, "the new root does not know it: asking outside");
	return path_open_root(run, "/");
}

static int find(struct run *run, int root_fd, enum account_scope scope, const char *name, uid_t uid,
		struct account *account)
{
	int found = find_in(run, root_fd, name, uid, account);
	char digits[16], line[4096];

	if (found != 0 || scope == ACCOUNT_INSIDE) {
		return found;
	}
	int outside_fd = open_outside(run);
	if (outside_fd < 0) {
		return -1;
	}
	found = find_in(run, outside_fd, name, uid, account);
	close(outside_fd);
	if (found != 0) {
		return found;
	}
	snprintf(digits, sizeof digits, "%u", uid);
	found = account_getent(run, "passwd", name ? name : digits, line, sizeof line);
	return found == 1 ? scan_accounts(line, name, uid, account) : found;
}

/* Digits are a number, also one too large to be an id: never a name that a file could define. */
static bool is_number(const char *name)
{
	name += *name == '+';
	return *name && name[strspn(name, "0123456789")] == '\0';
}

int account_find(struct run *run, int root_fd, enum account_scope scope, const char *name,
		 struct account *account)
{
	uint32_t uid;

	if (text_to_id(name + (*name == '+'), &uid) == 0) {
		return find(run, root_fd, scope, NULL, uid, account);
	}
	return is_number(name) ? 0 : find(run, root_fd, scope, name, 0, account);
}

int account_find_uid(struct run *run, int root_fd, enum account_scope scope, uid_t uid,
		     struct account *account)
{
	return find(run, root_fd, scope, NULL, uid, account);
}

static int find_group_in(struct run *run, int root_fd, const char *name, gid_t *gid)
{
	int found;
	char *text = read_database(run, root_fd, "/etc/group", &found);

	if (text) {
		found = scan_groups(text, name, gid);
		free(text);
	}
	return found;
}

int account_find_group(struct run *run, int root_fd, enum account_scope scope, const char *name,
		       gid_t *gid)
{
	char line[4096];

	if (text_to_id(name[0] == '+' ? name + 1 : name, gid) == 0) {
		return 1;
	}
	if (is_number(name)) {
		return 0;
	}
	int found = find_group_in(run, root_fd, name, gid);
	if (found != 0 || scope == ACCOUNT_INSIDE) {
		return found;
	}
	int outside_fd = open_outside(run);
	if (outside_fd < 0) {
		return -1;
	}
	found = find_group_in(run, outside_fd, name, gid);
	close(outside_fd);
	if (found != 0) {
		return found;
	}
	found = account_getent(run, "group", name, line, sizeof line);
	return found == 1 ? scan_groups(line, name, gid) : found;
}

static bool lists_member(const char *line, const char *name)
{
	size_t length = strlen(name);

	for (unsigned colons = 0; colons < 3; colons++) {
		line += strcspn(line, ":\n");
		if (*line++ != ':') {
			return false;
		}
	}
	while (*line && *line != '\n') {
		size_t item = strcspn(line, ",\n");

		if (item == length && memcmp(line, name, length) == 0) {
			return true;
		}
		line += item + (line[item] == ',');
	}
	return false;
}

int account_append_group(struct run *run, struct credential *who, gid_t gid)
{
	gid_t *grown = reallocarray(who->groups, who->group_count + 1, sizeof *grown);

	if (!grown) {
		return run_refuse(run, "there is no memory for a list of groups");
	}
	who->groups = grown;
	who->groups[who->group_count++] = gid;
	return 0;
}

int account_add_group(struct run *run, struct credential *who, gid_t gid)
{
	for (size_t i = 0; i < who->group_count; i++) {
		if (who->groups[i] == gid) {
			return 0;
		}
	}
	return account_append_group(run, who, gid);
}

int account_add_memberships(struct run *run, int root_fd, const char *name, struct credential *who)
{
	int found, result = 0;
	char *text = read_database(run, root_fd, "/etc/group", &found);
	gid_t gid;

	for (const char *line = text; line && *line && result == 0; line = next_line(line)) {
		if (lists_member(line, name) && copy_id(line, 2, &gid)) {
			result = account_add_group(run, who, gid);
		}
	}
	free(text);
	return found < 0 ? -1 : result;
}
