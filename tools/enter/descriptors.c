/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "descriptors.h"

#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "kernel/file.h"
#include "text.h"

/* The descriptors to keep, ordered. */
struct kept {
	unsigned *fd;
	size_t count;
};

static int compare(const void *one, const void *other)
{
	unsigned a = *(const unsigned *)one, b = *(const unsigned *)other;

	return a < b ? -1 : a > b;
}

static int keep(struct run *run, struct kept *kept, const char *text)
{
	uint64_t fd;

	if (text_to_number(text, INT_MAX, &fd) < 0 || fcntl((int)fd, F_GETFD) < 0) {
		return run_refuse(run, "no descriptor %s is open", text);
	}
	kept->fd[kept->count++] = (unsigned)fd;
	return 0;
}

/* What a program was given close-on-exec is not inherited again by --keep-fd alone. */
static int list_kept(struct run *run, const struct request *want, struct kept *kept)
{
	kept->fd = calloc(want->keep_fd.count + 1, sizeof *kept->fd);
	if (!kept->fd) {
		return run_refuse(run, "there is no memory");
	}
	for (unsigned i = 0; i < want->keep_fd.count; i++) {
		if (keep(run, kept, want->keep_fd.item[i].argument) < 0) {
			return -1;
		}
	}
	/* Whether the target's is one is target_open()'s to tell. */
	if (want->target && strncmp(want->target, "fd:", 3) == 0 &&
	    keep(run, kept, want->target + 3) < 0) {
		run_forgive(run);
	}
	qsort(kept->fd, kept->count, sizeof *kept->fd, compare);
	return 0;
}

int descriptors_close_inherited(struct run *run, const struct request *want)
{
	struct kept kept = { 0 };
	unsigned next = STDERR_FILENO + 1;
	int result;

	if (!want->as_target) {
		return 0;
	}
	run_step(run, "close every descriptor that was not given on purpose");
	result = list_kept(run, want, &kept);
	for (size_t i = 0; i < kept.count && result == 0; i++) {
		if (kept.fd[i] > next) {
			result = kernel_close_range(run, next, kept.fd[i] - 1, 0);
		}
		next = kept.fd[i] >= next ? kept.fd[i] + 1 : next;
	}
	if (result == 0) {
		result = kernel_close_range(run, next, UINT_MAX, 0);
	}
	free(kept.fd);
	return result;
}
