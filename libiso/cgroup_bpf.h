/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cgroup_bpf - the BPF programs attached to a control group, and their maps, found by name.
 *
 * Nothing of ours is pinned: the group holds the program and the program its maps, so all of it
 * goes with the group, and whoever comes later finds it through the group.  Needs CAP_BPF and
 * CAP_NET_ADMIN, and to find what is attached CAP_SYS_ADMIN.  Read bpf(2) beside this file.
 */
#ifndef LIBISO_CGROUP_BPF_H
#define LIBISO_CGROUP_BPF_H

#include <stdint.h>

#include "cgroup.h"
#include "run.h"

enum { CGROUP_BPF_MAX = 64 };

/* What is attached to a group in one place (attach type). */
struct cgroup_bpf {
	int program_fd;                   /* the one that was looked for; -1: it is not there */
	uint32_t foreign[CGROUP_BPF_MAX]; /* ids of the others */
	uint32_t foreign_count;
};

/* Looks for the program of this name.  Returns 0 (found or not) or -1; the caller closes it. */
int cgroup_bpf_find(struct run *, const struct cgroup *, int type, const char *name,
		    struct cgroup_bpf *);

/* The map of this name that a program uses: a descriptor, the caller's to close, or -1. */
int cgroup_bpf_map(struct run *, int program_fd, const char *name);

/*
 * Attaches beside what others attached, or in the place of one of theirs (replaced_fd; -1: none).
 * Takes away.  Both return 0 or -1.
 */
int cgroup_bpf_attach(struct run *, const struct cgroup *, int type, int program_fd,
		      int replaced_fd);
int cgroup_bpf_detach(struct run *, const struct cgroup *, int type, int program_fd);

/* Says what such a refusal usually means; returns -1. */
int cgroup_bpf_advise(struct run *);

/* A program as `cns-cgctl bpf` tells of it. */
struct cgroup_bpf_program {
	uint32_t id;
	uint32_t uid;     /* who loaded it */
	uint64_t loaded;  /* nanoseconds since boot */
	char name[16];    /* "" where it was given none */
	const char *type; /* where it is attached: "cgroup_device"; static */
	bool effective;   /* it holds for the group that was asked about */
};

/*
 * Calls back for each program attached to the group at, which is the group asked about or one above
 * it.  Returns 0 or -1.
 */
int cgroup_bpf_each(struct run *, const struct cgroup *asked, const struct cgroup *at,
		    void (*each)(const struct cgroup_bpf_program *, void *), void *);

#endif
