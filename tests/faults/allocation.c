/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * allocation - malloc(3) and its kin, of which the nth call fails.
 *
 * Linked in with -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc.  FAULTS_ALLOCATION is n.  Just
 * before it fails, a prctl(2) that does not exist tells the sweep that it was reached.
 *
 * Those of libseccomp while it writes a filter down are not counted: they come out of what was
 * reserved before (libiso/seccomp_filter.c).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "sweep.h"

void *__real_malloc(size_t);
void *__real_calloc(size_t, size_t);
void *__real_realloc(void *, size_t);
void *__wrap_malloc(size_t);
void *__wrap_calloc(size_t, size_t);
void *__wrap_realloc(void *, size_t);

static bool started;
/* Shared with what is forked: each counts on from its parent, and one failure is enough. */
static bool *failed;

/* What the C library and others do before main is not ours to survive. */
__attribute__((constructor(65535))) static void start(void)
{
	failed = mmap(NULL, sizeof(*failed), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		      0);
	started = failed != MAP_FAILED;
}

static bool fails(void)
{
	static int count, wanted = -1;

	if (!started) {
		return false;
	}
	if (wanted < 0) {
		const char *text = environ ? getenv("FAULTS_ALLOCATION") : NULL;

		wanted = text ? (int)strtol(text, NULL, 10) : 0;
	}
	if (++count != wanted || *failed) {
		return false;
	}
	*failed = true;
	prctl(TRACE_ALLOCATION, count, 0, 0, 0);
	errno = ENOMEM;
	return true;
}

/* Not in every program. */
__attribute__((weak)) int __real_seccomp_export_bpf(const void *, int);
int __wrap_seccomp_export_bpf(const void *, int);

int __wrap_seccomp_export_bpf(const void *filter, int fd)
{
	bool were_counted = started;

	started = false;
	int result = __real_seccomp_export_bpf(filter, fd);
	started = were_counted;
	return result;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size)
{
	return fails() ? NULL : __real_calloc(count, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return fails() ? NULL : __real_realloc(old, size);
}
