/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "landlock.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kernel/confinement.h"
#include "path.h"
#include "text.h"

/* Kinds of access as the versions of the interface brought them: 13, then one each. */
enum {
	ACCESS_BITS_1 = 13,
	ACCESS_BITS_2 = 14, /* refer, Linux 5.19 */
	ACCESS_BITS_3 = 15, /* truncate, 6.2 */
	ACCESS_BITS_5 = 16, /* ioctl on devices, 6.10 */
};

static uint64_t known_access(void)
{
	int version = kernel_landlock_version();
	unsigned bits = version >= 5   ? ACCESS_BITS_5
			: version >= 3 ? ACCESS_BITS_3
			: version == 2 ? ACCESS_BITS_2
				       : ACCESS_BITS_1;

	return (UINT64_C(1) << bits) - 1;
}

static const uint64_t reading = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE |
				LANDLOCK_ACCESS_FS_READ_DIR;

/* What there is to allow of a file that is no directory; the last are truncate and ioctl. */
static const uint64_t of_files = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_WRITE_FILE |
				 LANDLOCK_ACCESS_FS_READ_FILE | UINT64_C(1) << 14 |
				 UINT64_C(1) << 15;

/* The path of an item ro:PATH or rw:PATH, or NULL. */
static const char *path_of(const char *item)
{
	if ((strncmp(item, "ro:", 3) == 0 || strncmp(item, "rw:", 3) == 0) && item[3]) {
		return item + 3;
	}
	return NULL;
}

int landlock_check(const char *list)
{
	char item[PATH_MAX];

	for (int more; (more = text_next(&list, ',', item, sizeof item)) != 0;) {
		if (more < 0 || !path_of(item)) {
			return -1;
		}
	}
	return 0;
}

int landlock_make(struct run *run)
{
	run_step(run, "make rules that allow no file");
	int fd = kernel_landlock_create(run, known_access());

	if (fd < 0 && errno == EOPNOTSUPP) {
		run_advise(run,
			   "landlock is built in and switched off; lsm= on the kernel's command "
			   "line switches it on");
	} else if (fd < 0 && errno == ENOSYS) {
		run_advise(run, "landlock needs Linux 5.13");
	}
	return fd;
}

static int allow_item(struct run *run, int rules_fd, int root_fd, const char *item, uint64_t known)
{
	const char *path = path_of(item);
	uint64_t allowed = item[1] == 'o' ? reading & known : known;
	struct stat file;

	run_step(run, "allow to %s %s", item[1] == 'o' ? "read" : "read and write", path);
	int fd = path_open(run, root_fd, path, O_PATH);
	if (fd < 0) {
		return -1;
	}
	if (fstat(fd, &file) == 0 && !S_ISDIR(file.st_mode)) {
		allowed &= of_files;
	}
	int result = kernel_landlock_add(run, rules_fd, allowed, fd);
	close(fd);
	return result;
}

int landlock_allow(struct run *run, int rules_fd, int root_fd, const char *list)
{
	const uint64_t known = known_access();
	char item[PATH_MAX];

	while (text_next(&list, ',', item, sizeof item) == 1) {
		if (allow_item(run, rules_fd, root_fd, item, known) < 0) {
			return -1;
		}
	}
	return 0;
}

int landlock_obey(struct run *run, int rules_fd)
{
	run_step(run, "touch no file beyond these rules");
	return kernel_landlock_restrict(run, rules_fd);
}
