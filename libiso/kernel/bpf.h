/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * kernel/bpf - the gate: BPF programs and maps, through libbpf.
 *
 * The calls are said in bpf(2)'s words, with what they are about; libbpf's own chatter is off.
 */
#ifndef LIBISO_KERNEL_BPF_H
#define LIBISO_KERNEL_BPF_H

#include <stdint.h>

#include "run.h"

struct bpf_object_skeleton;

/* Creates the maps of an opened skeleton and loads its programs; name is for messages. */
int kernel_bpf_load(struct run *, struct bpf_object_skeleton *, const char *name);

/*
 * BPF_PROG_ATTACH to a cgroup, beside what others attached (BPF_F_ALLOW_MULTI); replaced_fd is the
 * program whose place it takes, or -1.  BPF_PROG_DETACH takes it away.
 */
int kernel_bpf_attach(struct run *, int program_fd, int cgroup_fd, int type, int replaced_fd);
int kernel_bpf_detach(struct run *, int program_fd, int cgroup_fd, int type);

/* BPF_PROG_QUERY: ids of the programs of a cgroup (effective: and of those above); 0 or -1. */
struct kernel_bpf_programs {
	uint32_t id[64];
	uint32_t count;
};
int kernel_bpf_query(struct run *, int cgroup_fd, int type, unsigned flags,
		     struct kernel_bpf_programs *);

/* BPF_PROG_GET_FD_BY_ID and BPF_MAP_GET_FD_BY_ID: a close-on-exec descriptor or -1. */
int kernel_bpf_program(struct run *, uint32_t id);
int kernel_bpf_map(struct run *, uint32_t id);

/* BPF_MAP_UPDATE_ELEM and BPF_MAP_DELETE_ELEM; what says the entry in words. */
int kernel_bpf_map_update(struct run *, int map_fd, const void *key, const void *value,
			  const char *what);
int kernel_bpf_map_delete(struct run *, int map_fd, const void *key, const char *what);

#endif
