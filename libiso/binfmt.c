/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "binfmt.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"
#include "mount.h"
#include "path.h"

enum { HEAD = 20 }; /* up to and with e_machine, in both classes */

/*
 * What has to agree: magic, class, byte order and version, then the machine.  The system is not
 * compared, nor the lowest bit of the type: executables and shared objects both run.
 */
static void write_rule(char *rule, size_t size, const unsigned char head[HEAD],
		       const char *interpreter)
{
	static const unsigned char mask[HEAD] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
						  0,    0,    0,    0,    0,    0,    0,
						  0,    0,    0xfe, 0xff, 0xff, 0xff };
	unsigned char compared[HEAD];
	size_t used = (size_t)snprintf(rule, size, ":cns:M::");

	memcpy(compared, mask, sizeof compared);
	if (head[EI_DATA] == ELFDATA2MSB) {
		compared[16] = 0xff;
		compared[17] = 0xfe;
	}
	for (int i = 0; i < HEAD; i++) {
		used += (size_t)snprintf(rule + used, size - used, "\\x%02x",
					 (unsigned)(head[i] & compared[i]));
	}
	used += (size_t)snprintf(rule + used, size - used, ":");
	for (int i = 0; i < HEAD; i++) {
		used += (size_t)snprintf(rule + used, size - used, "\\x%02x", compared[i]);
	}
	snprintf(rule + used, size - used, ":%s:F", interpreter);
}

static int read_head(struct run *run, int root_fd, const char *path, unsigned char head[HEAD])
{
	int fd = path_open(run, root_fd, path, O_RDONLY | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		return -1;
	}
	ssize_t length = pread(fd, head, HEAD, 0);
	close(fd);
	if (length != HEAD || memcmp(head, ELFMAG, SELFMAG) != 0) {
		return run_refuse(run, "%s is no ELF file, so it does not tell the architecture",
				  path);
	}
	return 0;
}

int binfmt_make(struct run *run, const char *interpreter, int root_fd, const char *path)
{
	unsigned char head[HEAD];
	char rule[512];

	run_step(run, "let %s run programs like %s", interpreter, path);
	if (interpreter[0] != '/' || strlen(interpreter) > 127 || strchr(interpreter, ':')) {
		return run_refuse(run, "an interpreter is an absolute path of at most 127 bytes "
				       "without a colon");
	}
	if (read_head(run, root_fd, path, head) < 0) {
		return -1;
	}
	int fd = mount_make(run, &(struct mount_recipe){ .type = "binfmt_misc",
							 .attributes = MOUNT_ATTR_NOSUID |
								       MOUNT_ATTR_NODEV |
								       MOUNT_ATTR_NOEXEC });
	if (fd < 0) {
		return run->failure.error == EPERM
			       ? run_advise(run,
					    "a binfmt_misc of one's own needs Linux 6.7 and a new "
					    "user namespace")
			       : -1;
	}
	write_rule(rule, sizeof rule, head, interpreter);
	if (kernel_write_file(run, fd, "register", rule) < 0) {
		if (errno == ENOENT) {
			run_advise(run, "there is no such interpreter");
		}
		close(fd);
		return -1;
	}
	return fd;
}
