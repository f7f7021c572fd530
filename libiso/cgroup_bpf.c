/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cgroup_bpf.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "kernel/bpf.h"

int cgroup_bpf_advise(struct run *run)
{
	if (run->failure.error == EPERM && strstr(run->failure.call, "BPF_PROG_ATTACH")) {
		run_advise(run, "it needs CAP_BPF with CAP_NET_ADMIN; and nothing can be attached "
				"beside a program that was attached without BPF_F_ALLOW_MULTI");
	} else if (run->failure.error == EPERM) {
		run_advise(run, "it needs CAP_BPF with CAP_NET_ADMIN, and CAP_SYS_ADMIN to find "
				"what is attached");
	} else if (run->failure.error == EINVAL || run->failure.error == ENOSYS) {
		run_advise(run, "this kernel may be built without CONFIG_CGROUP_BPF");
	}
	return -1;
}

/* The system call refuses an O_PATH descriptor. */
static int open_group(struct run *run, const struct cgroup *cgroup)
{
	int fd = openat(cgroup->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? run_refuse_errno(run, "%s cannot be opened", cgroup->path) : fd;
}

static int look_at(struct run *run, uint32_t id, const char *name, struct cgroup_bpf *found)
{
	struct bpf_prog_info info = { 0 };
	uint32_t length = sizeof info;
	int fd = kernel_bpf_program(run, id);

	if (fd < 0) {
		return -1;
	}
	if (bpf_obj_get_info_by_fd(fd, &info, &length) < 0) {
		run_refuse_errno(run, "the program %u does not tell its name", id);
		close(fd);
		return -1;
	}
	if (strcmp(info.name, name) == 0 && found->program_fd < 0) {
		found->program_fd = fd;
		return 0;
	}
	close(fd);
	found->foreign[found->foreign_count++] = id;
	return 0;
}

int cgroup_bpf_find(struct run *run, const struct cgroup *cgroup, int type, const char *name,
		    struct cgroup_bpf *found)
{
	struct kernel_bpf_programs programs = { .count = 0 };
	int fd = open_group(run, cgroup);
	int result = fd < 0 ? -1 : kernel_bpf_query(run, fd, type, 0, &programs);

	*found = (struct cgroup_bpf){ .program_fd = -1 };
	for (uint32_t i = 0; result == 0 && i < programs.count; i++) {
		result = look_at(run, programs.id[i], name, found);
	}
	if (fd >= 0) {
		close(fd);
	}
	return result < 0 ? cgroup_bpf_advise(run) : 0;
}

int cgroup_bpf_map(struct run *run, int program_fd, const char *name)
{
	struct bpf_prog_info info = { 0 };
	uint32_t ids[8], length = sizeof info;

	info.nr_map_ids = sizeof ids / sizeof ids[0];
	info.map_ids = (uint64_t)(uintptr_t)ids;
	if (bpf_obj_get_info_by_fd(program_fd, &info, &length) < 0) {
		return run_refuse_errno(run, "the program does not tell its maps");
	}
	for (uint32_t i = 0; i < info.nr_map_ids && i < sizeof ids / sizeof ids[0]; i++) {
		struct bpf_map_info map = { 0 };
		int fd = kernel_bpf_map(run, ids[i]);

		length = sizeof map;
		if (fd < 0) {
			return -1;
		}
		if (bpf_obj_get_info_by_fd(fd, &map, &length) < 0) {
			run_refuse_errno(run, "the map %u does not tell its name", ids[i]);
		} else if (strcmp(map.name, name) == 0) {
			return fd;
		}
		close(fd);
	}
	return run_refuse(run, "the program has no map '%s'", name);
}

/* By its name it is found again; libbpf leaves names out where its own trial of one failed. */
static int check_name(struct run *run, int program_fd)
{
	struct bpf_prog_info info = { 0 };
	uint32_t length = sizeof info;

	if (run->dry) {
		return 0;
	}
	if (bpf_obj_get_info_by_fd(program_fd, &info, &length) < 0) {
		return run_refuse_errno(run, "the program does not tell its name");
	}
	return info.name[0] ? 0
			    : run_refuse_errno(run, "the kernel took the program without its name");
}

int cgroup_bpf_attach(struct run *run, const struct cgroup *cgroup, int type, int program_fd,
		      int replaced_fd)
{
	int fd = check_name(run, program_fd) < 0 ? -1 : open_group(run, cgroup);

	if (fd < 0) {
		return -1;
	}
	int result = kernel_bpf_attach(run, program_fd, fd, type, replaced_fd);
	close(fd);
	return result < 0 ? cgroup_bpf_advise(run) : 0;
}

int cgroup_bpf_detach(struct run *run, const struct cgroup *cgroup, int type, int program_fd)
{
	int fd = open_group(run, cgroup);

	if (fd < 0) {
		return -1;
	}
	int result = kernel_bpf_detach(run, program_fd, fd, type);
	close(fd);
	return result < 0 ? cgroup_bpf_advise(run) : 0;
}

static bool is_among(const struct kernel_bpf_programs *programs, uint32_t id)
{
	for (uint32_t i = 0; i < programs->count; i++) {
		if (programs->id[i] == id) {
			return true;
		}
	}
	return false;
}

/* A program may be detached and gone between the two questions: it is left out. */
static void tell(struct run *run, struct cgroup_bpf_program *program,
		 void (*each)(const struct cgroup_bpf_program *, void *), void *data)
{
	struct bpf_prog_info info = { 0 };
	uint32_t length = sizeof info;
	int fd = kernel_bpf_program(run, program->id);

	if (fd < 0) {
		run_forgive(run);
		return;
	}
	if (bpf_obj_get_info_by_fd(fd, &info, &length) == 0) {
		memcpy(program->name, info.name, sizeof program->name);
		program->name[sizeof program->name - 1] = '\0';
		program->uid = info.created_by_uid;
		program->loaded = info.load_time;
		each(program, data);
	}
	close(fd);
}

/* Kernels know fewer attach types than libbpf, and one may be left out of a kernel. */
static int query(struct run *run, int fd, int type, unsigned flags,
		 struct kernel_bpf_programs *programs)
{
	if (kernel_bpf_query(run, fd, type, flags, programs) == 0) {
		return 0;
	}
	programs->count = 0;
	if (run->failure.error != EINVAL && run->failure.error != ENOTSUP) {
		return -1;
	}
	run_forgive(run);
	return 0;
}

static int each_of_type(struct run *run, const int fds[2], int type,
			void (*each)(const struct cgroup_bpf_program *, void *), void *data)
{
	struct kernel_bpf_programs attached, effective;
	const char *name = libbpf_bpf_attach_type_str((enum bpf_attach_type)type);

	if (!name || strncmp(name, "cgroup_", 7) != 0) {
		return 0;
	}
	if (query(run, fds[1], type, 0, &attached) < 0) {
		return -1;
	}
	if (attached.count == 0) {
		return 0;
	}
	if (query(run, fds[0], type, BPF_F_QUERY_EFFECTIVE, &effective) < 0) {
		return -1;
	}
	for (uint32_t i = 0; i < attached.count; i++) {
		struct cgroup_bpf_program program = { .id = attached.id[i], .type = name };

		program.effective = is_among(&effective, program.id);
		tell(run, &program, each, data);
	}
	return 0;
}

int cgroup_bpf_each(struct run *run, const struct cgroup *asked, const struct cgroup *at,
		    void (*each)(const struct cgroup_bpf_program *, void *), void *data)
{
	int fds[2] = { open_group(run, asked), -1 };
	int result = -1;

	if (fds[0] >= 0) {
		fds[1] = open_group(run, at);
	}
	if (fds[1] >= 0) {
		result = 0;
		for (int type = 0; result == 0 && type < __MAX_BPF_ATTACH_TYPE; type++) {
			result = each_of_type(run, fds, type, each, data);
		}
		close(fds[1]);
	}
	if (fds[0] >= 0) {
		close(fds[0]);
	}
	return result < 0 ? cgroup_bpf_advise(run) : 0;
}
