/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "propagation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "netname.h"

long netns_peers_of_names(const char *path)
{
	FILE *table = fopen(path, "re");
	char *line = NULL;
	size_t size = 0;
	long peers = -1;

	while (table && getline(&line, &size, table) > 0) {
		if (strstr(line, " " NETNAME_FOLDER " ")) {
			const char *shared = strstr(line, " shared:");

			peers = shared ? strtol(shared + strlen(" shared:"), NULL, 10) : 0;
		}
	}
	free(line);
	if (table) {
		fclose(table);
	}
	return peers;
}

/* Whether both can be looked at, and are the same file or not: as wanted. */
static bool is_same(const char *one, const char *other, bool wanted)
{
	struct stat a, b;

	return stat(one, &a) == 0 && stat(other, &b) == 0 &&
	       (a.st_dev == b.st_dev && a.st_ino == b.st_ino) == wanted;
}

/* Two calls are all where process 1 is in the same mount namespace, as it mostly is. */
void netns_warn_of_unseen_names(struct run *run)
{
	if (run->dry || !is_same("/proc/self/ns/mnt", "/proc/1/ns/mnt", false) ||
	    !is_same("/run", "/proc/1/root/run", true)) {
		return;
	}
	long peers = netns_peers_of_names("/proc/self/mountinfo");
	if (peers > 0 && peers == netns_peers_of_names("/proc/1/mountinfo")) {
		return;
	}
	run_warn(run, "warning: outside of this mount namespace the names are empty files; "
		      "nsenter -t 1 -m makes them there");
}
