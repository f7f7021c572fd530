/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A generated string is longer than C99 promises to take. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Woverlength-strings"
#include "bpf/meter.skel.h"
#pragma GCC diagnostic pop
#include "kernel/bpf.h"
#include "traffic.h"

static const struct {
	const char *name;
	int type;
} programs[] = {
	{ "cns_ingress", BPF_CGROUP_INET_INGRESS },
	{ "cns_egress", BPF_CGROUP_INET_EGRESS },
};

/* The map of one of the two, or -1: nobody counts, or the kernel refused. */
static int open_counts(struct run *run, const struct cgroup *cgroup)
{
	struct cgroup_bpf found;

	run_step(run, "find the counters of %s", cgroup->path);
	if (cgroup_bpf_find(run, cgroup, programs[1].type, programs[1].name, &found) < 0 ||
	    found.program_fd < 0) {
		return -1;
	}
	int fd = cgroup_bpf_map(run, found.program_fd, "cns_net_count");
	close(found.program_fd);
	return fd;
}

static int attach_both(struct run *run, const struct cgroup *cgroup, const struct meter_bpf *loaded)
{
	const int ingress_fd = bpf_program__fd(loaded->progs.cns_ingress);

	if (cgroup_bpf_attach(run, cgroup, programs[0].type, ingress_fd, -1) < 0) {
		return -1;
	}
	if (cgroup_bpf_attach(run, cgroup, programs[1].type,
			      bpf_program__fd(loaded->progs.cns_egress), -1) < 0) {
		struct failure first = run->failure;

		cgroup_bpf_detach(run, cgroup, programs[0].type, ingress_fd);
		run->failure = first;
		return -1;
	}
	return 0;
}

int traffic_meter_begin(struct run *run, const struct cgroup *cgroup, bool *is_new)
{
	int counts_fd = open_counts(run, cgroup);

	*is_new = false;
	if (counts_fd >= 0) {
		close(counts_fd);
		return 0;
	}
	if (run->failure.happened) {
		return -1;
	}
	run_step(run, "count what the sockets of %s carry", cgroup->path);
	struct meter_bpf *skeleton = meter_bpf__open();
	if (!skeleton) {
		return run_refuse_errno(run, "the programs cannot be read");
	}
	int result = kernel_bpf_load(run, skeleton->skeleton, "cns_egress");
	result = result < 0 ? cgroup_bpf_advise(run) : attach_both(run, cgroup, skeleton);
	meter_bpf__destroy(skeleton);
	*is_new = result == 0;
	return result;
}

int traffic_meter_end(struct run *run, const struct cgroup *cgroup)
{
	struct cgroup_bpf found;

	run_step(run, "count no more what the sockets of %s carry", cgroup->path);
	for (size_t i = 0; i < 2; i++) {
		if (cgroup_bpf_find(run, cgroup, programs[i].type, programs[i].name, &found) < 0) {
			return -1;
		}
		if (found.program_fd < 0) {
			continue;
		}
		int result = cgroup_bpf_detach(run, cgroup, programs[i].type, found.program_fd);
		close(found.program_fd);
		if (result < 0) {
			return -1;
		}
	}
	return 0;
}

static int add_up(struct run *run, int counts_fd, int processors,
		  struct traffic_count counts[TRAFFIC_FLOWS])
{
	struct traffic_count *each = calloc((size_t)processors, sizeof *each);
	int result = 0;

	if (!each) {
		return run_refuse(run, "no memory for the counters");
	}
	for (uint32_t flow = 0; result == 0 && flow < TRAFFIC_FLOWS; flow++) {
		counts[flow] = (struct traffic_count){ 0 };
		if (bpf_map_lookup_elem(counts_fd, &flow, each) < 0) {
			result = run_refuse_errno(run, "the counters cannot be read");
		}
		for (int i = 0; result == 0 && i < processors; i++) {
			counts[flow].packets += each[i].packets;
			counts[flow].bytes += each[i].bytes;
		}
	}
	free(each);
	return result;
}

int traffic_meter_read(struct run *run, const struct cgroup *cgroup,
		       struct traffic_count counts[TRAFFIC_FLOWS])
{
	int counts_fd = open_counts(run, cgroup);

	if (counts_fd < 0) {
		return run->failure.happened ? -1 : 0;
	}
	int processors = libbpf_num_possible_cpus();
	errno = processors < 0 ? -processors : errno;
	int result = processors < 1 ? run_refuse_errno(run, "the processors cannot be counted")
				    : add_up(run, counts_fd, processors, counts);
	close(counts_fd);
	return result < 0 ? -1 : 1;
}
