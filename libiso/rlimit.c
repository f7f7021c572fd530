/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rlimit.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "kernel/confinement.h"
#include "text.h"

static const struct {
	const char *name;
	int resource;
	const char *limits;
} resources[] = {
	{ "as", RLIMIT_AS, "address space" },
	{ "core", RLIMIT_CORE, "size of core files" },
	{ "cpu", RLIMIT_CPU, "seconds of processor time" },
	{ "data", RLIMIT_DATA, "size of data" },
	{ "fsize", RLIMIT_FSIZE, "size of files" },
	{ "locks", RLIMIT_LOCKS, "file locks" },
	{ "memlock", RLIMIT_MEMLOCK, "locked memory" },
	{ "msgqueue", RLIMIT_MSGQUEUE, "bytes in message queues" },
	{ "nice", RLIMIT_NICE, "niceness" },
	{ "nofile", RLIMIT_NOFILE, "open files" },
	{ "nproc", RLIMIT_NPROC, "processes of the user" },
	{ "rss", RLIMIT_RSS, "resident memory" },
	{ "rtprio", RLIMIT_RTPRIO, "real-time priority" },
	{ "rttime", RLIMIT_RTTIME, "real-time microseconds" },
	{ "sigpending", RLIMIT_SIGPENDING, "pending signals" },
	{ "stack", RLIMIT_STACK, "size of the stack" },
};

static int read_value(const char *text, uint64_t *value)
{
	if (strcmp(text, "unlimited") == 0 || strcmp(text, "-1") == 0) {
		*value = UINT64_MAX;
		return 0;
	}
	return text_to_number(text, UINT64_MAX - 1, value);
}

int rlimit_read(const char *text, struct rlimit_wish *wish)
{
	size_t length = strcspn(text, "=");
	const char *rest = text + length + (text[length] == '=');
	char word[32];

	for (size_t i = 0; text[length] && i < sizeof resources / sizeof resources[0]; i++) {
		if (strlen(resources[i].name) != length ||
		    memcmp(resources[i].name, text, length) != 0) {
			continue;
		}
		wish->resource = resources[i].resource;
		if (text_next(&rest, ':', word, sizeof word) != 1 ||
		    read_value(word, &wish->soft) < 0) {
			return -1;
		}
		wish->hard = wish->soft;
		if (rest && read_value(rest, &wish->hard) < 0) {
			return -1;
		}
		return wish->soft <= wish->hard ? 0 : -1;
	}
	return -1;
}

static const char *meaning_of(int resource)
{
	for (size_t i = 0; i < sizeof resources / sizeof resources[0]; i++) {
		if (resources[i].resource == resource) {
			return resources[i].limits;
		}
	}
	return "a resource";
}

int rlimit_set(struct run *run, const struct rlimit_wish *wish)
{
	struct rlimit64 got;

	run_step(run, "limit %s", meaning_of(wish->resource));
	if (kernel_set_limit(run, wish->resource, wish->soft, wish->hard) < 0) {
		return -1;
	}
	if (run->dry) {
		return 0;
	}
	if (getrlimit64(wish->resource, &got) < 0) {
		return run_refuse_errno(run, "the limit cannot be read back");
	}
	if (got.rlim_cur != wish->soft || got.rlim_max != wish->hard) {
		return run_refuse(run, "the kernel shows another limit than was set");
	}
	return 0;
}
