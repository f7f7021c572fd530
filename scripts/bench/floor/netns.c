/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The floor of cns-netns add n1 ... nN: a file, a namespace and a mount each, and loopback up in
 * none. */
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

static int add(long number)
{
	char path[64];

	snprintf(path, sizeof path, "/run/netns/n%ld", number);
	int fd = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);

	return fd < 0 || close(fd) < 0 || unshare(CLONE_NEWNET) < 0 ||
			       mount("/proc/self/ns/net", path, "none", MS_BIND, NULL) < 0
		       ? -1
		       : 0;
}

int main(int argc, char **argv)
{
	mkdir("/run/netns", 0755);
	if (mount("/run/netns", "/run/netns", "none", MS_BIND | MS_REC, NULL) < 0 ||
	    mount("", "/run/netns", "none", MS_SHARED | MS_REC, NULL) < 0) {
		return 1;
	}
	for (long i = argc > 1 ? strtol(argv[1], NULL, 10) : 1; i > 0; i--) {
		if (add(i) < 0) {
			return 1;
		}
	}
	return 0;
}
