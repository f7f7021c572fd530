/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "kernel/bpf.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <string.h>

#include "kernel/notation.h"

static const char *type_name(int type)
{
	const char *name = libbpf_bpf_attach_type_str((enum bpf_attach_type)type);

	return name ? name : "?";
}

int kernel_bpf_load(struct run *run, struct bpf_object_skeleton *skeleton, const char *name)
{
	libbpf_set_print(NULL);
	run_announce(run, "bpf(BPF_PROG_LOAD, {prog_name=\"%s\"})", name);
	if (run->dry) {
		return 0;
	}
	int result = bpf_object__load_skeleton(skeleton);
	errno = result < 0 ? -result : errno;
	return (int)run_judge(run, result < 0 ? -1 : 0);
}

int kernel_bpf_attach(struct run *run, int program_fd, int cgroup_fd, int type, int replaced_fd)
{
	struct bpf_prog_attach_opts options = {
		.sz = sizeof options,
		.flags = BPF_F_ALLOW_MULTI,
	};
	struct notation_fd group;

	if (replaced_fd >= 0) {
		options.flags |= BPF_F_REPLACE;
		options.replace_prog_fd = replaced_fd;
	}
	run_announce(run,
		     "bpf(BPF_PROG_ATTACH, {target_fd=%s, attach_bpf_fd=%d, attach_type=%s, "
		     "attach_flags=BPF_F_ALLOW_MULTI%s})",
		     notation_fd(&group, run, cgroup_fd), program_fd, type_name(type),
		     replaced_fd >= 0 ? "|BPF_F_REPLACE" : "");
	if (run->dry) {
		return 0;
	}
	return (int)run_judge(run, bpf_prog_attach_opts(program_fd, cgroup_fd,
							(enum bpf_attach_type)type, &options) < 0
					   ? -1
					   : 0);
}

int kernel_bpf_detach(struct run *run, int program_fd, int cgroup_fd, int type)
{
	struct notation_fd group;

	run_announce(run, "bpf(BPF_PROG_DETACH, {target_fd=%s, attach_bpf_fd=%d, attach_type=%s})",
		     notation_fd(&group, run, cgroup_fd), program_fd, type_name(type));
	if (run->dry) {
		return 0;
	}
	return (int)run_judge(run, bpf_prog_detach2(program_fd, cgroup_fd,
						    (enum bpf_attach_type)type) < 0
					   ? -1
					   : 0);
}

int kernel_bpf_query(struct run *run, int cgroup_fd, int type, unsigned flags,
		     struct kernel_bpf_programs *programs)
{
	struct notation_fd group;

	run_announce(run, "bpf(BPF_PROG_QUERY, {target_fd=%s, attach_type=%s, query_flags=%s})",
		     notation_fd(&group, run, cgroup_fd), type_name(type),
		     flags & BPF_F_QUERY_EFFECTIVE ? "BPF_F_QUERY_EFFECTIVE" : "0");
	programs->count = sizeof programs->id / sizeof programs->id[0];
	return (int)run_judge(run, bpf_prog_query(cgroup_fd, (enum bpf_attach_type)type, flags,
						  NULL, programs->id, &programs->count) < 0
					   ? -1
					   : 0);
}

int kernel_bpf_program(struct run *run, uint32_t id)
{
	run_announce(run, "bpf(BPF_PROG_GET_FD_BY_ID, {prog_id=%u})", id);
	return (int)run_judge(run, bpf_prog_get_fd_by_id(id));
}

int kernel_bpf_map(struct run *run, uint32_t id)
{
	run_announce(run, "bpf(BPF_MAP_GET_FD_BY_ID, {map_id=%u})", id);
	return (int)run_judge(run, bpf_map_get_fd_by_id(id));
}

int kernel_bpf_map_update(struct run *run, int map_fd, const void *key, const void *value,
			  const char *what)
{
	run_announce(run, "bpf(BPF_MAP_UPDATE_ELEM, {map_fd=%d}) # %s", map_fd, what);
	return run->dry ? 0
			: (int)run_judge(run, bpf_map_update_elem(map_fd, key, value, BPF_ANY) < 0
						      ? -1
						      : 0);
}

int kernel_bpf_map_delete(struct run *run, int map_fd, const void *key, const char *what)
{
	run_announce(run, "bpf(BPF_MAP_DELETE_ELEM, {map_fd=%d}) # %s", map_fd, what);
	return run->dry ? 0 : (int)run_judge(run, bpf_map_delete_elem(map_fd, key) < 0 ? -1 : 0);
}
