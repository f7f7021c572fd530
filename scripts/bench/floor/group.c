/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The floor of cns-cgctl create, run and rm: group create|run|rm FOLDER [COMMAND]. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static int run(const char *group, char **command)
{
	char path[4096];
	int fd = snprintf(path, sizeof path, "%s/cgroup.procs", group) < (int)sizeof path
			 ? open(path, O_WRONLY | O_CLOEXEC)
			 : -1;

	if (fd < 0 || write(fd, "0", 1) != 1) {
		return 125;
	}
	execvp(command[0], command);
	return 127;
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		return 2;
	}
	switch (argv[1][1]) {
	case 'r': return mkdir(argv[2], 0755) < 0;
	case 'u': return run(argv[2], argv + 3);
	default: return rmdir(argv[2]) < 0;
	}
}
