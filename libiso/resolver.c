/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "resolver.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "netfile.h"

/* A server at a loopback address is the host's own stub: nobody listens there in a namespace. */
static size_t copy_servers(const char *path, char *text, size_t size)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, server[64];
	size_t length = 0, used = 0;

	while (file && getline(&line, &length, file) > 0) {
		bool is_server = sscanf(line, " nameserver %63s", server) == 1;
		bool kept = is_server
				    ? strncmp(server, "127.", 4) != 0 && strcmp(server, "::1") != 0
				    : strncmp(line, "search", 6) == 0 ||
					      strncmp(line, "options", 7) == 0;

		if (kept && used + strlen(line) < size) {
			memcpy(text + used, line, strlen(line) + 1);
			used += strlen(line);
		}
	}
	free(line);
	if (file) {
		fclose(file);
	}
	text[used] = '\0';
	return used;
}

int resolver_of_host(struct run *run, char *text, size_t size)
{
	/* Where the stub of systemd-resolved (its manual page, FILES) says whom it asks itself. */
	static const char *const paths[] = { "/etc/resolv.conf",
					     "/run/systemd/resolve/resolv.conf" };

	run_step(run, "find name servers that a namespace can reach");
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		copy_servers(paths[i], text, size);
		if (strstr(text, "nameserver")) {
			return 0;
		}
	}
	run_refuse(run, "/etc/resolv.conf names none but servers of this host alone");
	return run_advise(run, "--dns ADDRESS names one");
}

int resolver_make(struct run *run, const char *name, const char *text)
{
	run_step(run, "write the name servers of %s to /etc/netns/%s/resolv.conf", name, name);
	return netfile_make(run, name, "resolv.conf", text);
}
