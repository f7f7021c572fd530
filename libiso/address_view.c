/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "address_view.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static FILE *open_table(int folder_fd, const char *path)
{
	int fd = openat(folder_fd, path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	FILE *file = fd < 0 ? NULL : fdopen(fd, "r");

	if (!file && fd >= 0) {
		close(fd);
	}
	return file;
}

/* The kernel lists an address in its main and in its local table: once is enough. */
static void add(char *text, size_t size, const char *address)
{
	size_t used = strlen(text), length = strlen(address);

	for (const char *at = text; (at = strstr(at, address)); at += length) {
		if ((at == text || at[-1] == ' ') && (at[length] == ' ' || !at[length])) {
			return;
		}
	}
	if (used + length + 2 < size) {
		snprintf(text + used, size - used, "%s%s", used ? " " : "", address);
	}
}

/* The address stands on one line of the tree, what it is on the next. */
static void add_version_4(int folder_fd, char *text, size_t size)
{
	char line[256], address[INET_ADDRSTRLEN] = "", found[INET_ADDRSTRLEN];
	FILE *file = open_table(folder_fd, "net/fib_trie");

	while (file && fgets(line, sizeof line, file)) {
		const char *leaf = strstr(line, "|-- ");

		if (leaf && sscanf(leaf, "|-- %15[0-9.]", found) == 1) {
			snprintf(address, sizeof address, "%s", found);
		} else if (strstr(line, "/32 host LOCAL") && strncmp(address, "127.", 4) != 0) {
			add(text, size, address);
		}
	}
	if (file) {
		fclose(file);
	}
}

/* Scope 0x10 is the host's own, 0x20 the link's (net/ipv6.h of the kernel). */
static void add_version_6(int folder_fd, char *text, size_t size)
{
	char line[256], digits[33], address[INET6_ADDRSTRLEN];
	FILE *file = open_table(folder_fd, "net/if_inet6");
	struct in6_addr bytes;
	unsigned scope;

	while (file && fgets(line, sizeof line, file)) {
		if (sscanf(line, "%32[0-9a-f] %*x %*x %x", digits, &scope) != 2 ||
		    (scope & 0x30) != 0 || strlen(digits) != 32) {
			continue;
		}
		for (int i = 0; i < 16; i++) {
			unsigned byte;

			if (sscanf(digits + (size_t)i * 2, "%2x", &byte) == 1) {
				bytes.s6_addr[i] = (unsigned char)byte;
			}
		}
		if (inet_ntop(AF_INET6, &bytes, address, sizeof address)) {
			add(text, size, address);
		}
	}
	if (file) {
		fclose(file);
	}
}

char *address_view_list(int folder_fd, char *text, size_t size)
{
	text[0] = '\0';
	add_version_4(folder_fd, text, size);
	add_version_6(folder_fd, text, size);
	return text;
}

int address_view_links(int folder_fd)
{
	char line[512];
	int links = -2; /* two lines of headings */
	FILE *file = open_table(folder_fd, "net/dev");

	while (file && fgets(line, sizeof line, file)) {
		links++;
	}
	if (file) {
		fclose(file);
	}
	return links < 0 ? -1 : links;
}
