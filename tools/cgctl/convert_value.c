/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of names and the formulas.
 *
 * Sources: the kernel's admin-guide/cgroup-v1 and -v2; the OCI runtime-spec's config-linux; crun
 * and runc for the two conventions of shares and for weights of devices; systemd and libcgroup for
 * the third.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "convert.h"
#include "text.h"

struct name {
	const char *name, *alias, *oci; /* version 1, docker, OCI */
	int (*convert)(struct run *, struct convert *, const struct name *, const char *value);
	const char *to; /* its name in version 2, or what to do instead */
};

static int answer(struct convert *convert, const char *from, const char *to, const char *how)
{
	convert->answer(convert->data, from, to, how);
	return 0;
}

static int refuse(struct run *run, const char *value, const char *expected)
{
	return run_refuse(run, "'%.100s' is not %s", value, expected);
}

/* -1, and what version 1 shows for no limit, is max. */
static int read_amount(struct run *run, const char *value, char text[32])
{
	uint64_t bytes;

	if (strcmp(value, "-1") == 0 || strcmp(value, "max") == 0) {
		snprintf(text, 32, "max");
		return 0;
	}
	if (text_to_size(value, &bytes) < 0) {
		return refuse(run, value, "a size such as 64M, or -1 for none");
	}
	if (bytes >= UINT64_C(9223372036854771712)) {
		snprintf(text, 32, "max");
	} else {
		snprintf(text, 32, "%" PRIu64, bytes);
	}
	return 0;
}

static int to_size(struct run *run, struct convert *convert, const struct name *name,
		   const char *value)
{
	char amount[32], to[160];

	if (read_amount(run, value, amount) < 0) {
		return -1;
	}
	snprintf(to, sizeof to, "%s=%s", name->to, amount);
	return answer(convert, name->name, to, "the same number; -1 is max");
}

static int to_same(struct run *run, struct convert *convert, const struct name *name,
		   const char *value)
{
	char to[512];

	(void)run;
	snprintf(to, sizeof to, "%s=%.400s", name->to, strcmp(value, "-1") == 0 ? "max" : value);
	return answer(convert, name->name, to, "the same value");
}

static int to_nothing(struct run *run, struct convert *convert, const struct name *name,
		      const char *value)
{
	(void)run;
	(void)value;
	return answer(convert, name->name, "", name->to);
}

static int to_weight(struct run *run, struct convert *convert, const struct name *name,
		     const char *value)
{
	static const char *const how[] = {
		"ceil(10^((L^2+125L)/612-7/34)), L=log2(shares): crun 1.23, runc 1.3.2",
		"1+(shares-2)*9999/262142: crun and runc before",
		"shares*100/1024: systemd, libcgroup",
	};
	uint64_t shares, weight;
	char to[64];

	if (text_to_number(value, UINT64_MAX, &shares) < 0) {
		return refuse(run, value, "a number of shares from 2 to 262144");
	}
	shares = shares < 2 ? 2 : shares > 262144 ? 262144 : shares;
	if (convert->shares == SHARES_LINEAR) {
		weight = 1 + (shares - 2) * 9999 / 262142;
	} else if (convert->shares == SHARES_RATIO) {
		weight = shares * 100 / 1024;
		weight = weight < 1 ? 1 : weight > 10000 ? 10000 : weight;
	} else {
		double log = log2((double)shares);

		weight = shares == 2 ? 1
				     : (uint64_t)ceil(
					       pow(10, (log * log + 125 * log) / 612 - 7.0 / 34));
		weight = weight > 10000 ? 10000 : weight;
	}
	snprintf(to, sizeof to, "cpu.weight=%" PRIu64, weight);
	return answer(convert, name->name, to, how[convert->shares]);
}

static int to_io_weight(struct run *run, struct convert *convert, const struct name *name,
			const char *value)
{
	uint64_t weight;
	char to[64];

	if (text_to_number(value, 1000, &weight) < 0 || weight < 10) {
		return refuse(run, value, "a weight from 10 to 1000");
	}
	snprintf(to, sizeof to, "io.weight=%" PRIu64, 1 + (weight - 10) * 9999 / 990);
	return answer(convert, name->name, to,
		      "1+(weight-10)*9999/990; with the BFQ scheduler io.bfq.weight is the same "
		      "number");
}

/* "8:0 1048576" of version 1, "/dev/sda:1mb" of docker. */
static int to_io_max(struct run *run, struct convert *convert, const struct name *name,
		     const char *value)
{
	char device[128], to[256];
	uint64_t rate;
	const char *end = strchr(value, ' ');

	if (!end) {
		end = strrchr(value, ':');
	}
	if (!end || (size_t)(end - value) >= sizeof device || text_to_size(end + 1, &rate) < 0) {
		return refuse(run, value, "a device and a rate, '8:0 1048576' or /dev/sda:1mb");
	}
	snprintf(device, sizeof device, "%.*s", (int)(end - value), value);
	snprintf(to, sizeof to, rate ? "io.max=%s %s=%" PRIu64 : "io.max=%s %s=max", device,
		 name->to, rate);
	return answer(convert, name->name, to, "the same rate; 0 is max");
}

static int to_cpus(struct run *run, struct convert *convert, const struct name *name,
		   const char *value)
{
	char to[64];

	(void)run;
	snprintf(to, sizeof to, "cpu.max=%.40scpu", value);
	return answer(convert, name->name, to, "quota = cpus * period, the period 100000 us");
}

static int to_frozen(struct run *run, struct convert *convert, const struct name *name,
		     const char *value)
{
	if (strcmp(value, "FROZEN") != 0 && strcmp(value, "THAWED") != 0) {
		return refuse(run, value, "FROZEN or THAWED");
	}
	return answer(convert, name->name, *value == 'F' ? "cgroup.freeze=1" : "cgroup.freeze=0",
		      "the verbs freeze and thaw also wait for it");
}

static int to_partition(struct run *run, struct convert *convert, const struct name *name,
			const char *value)
{
	if (strcmp(value, "0") != 0 && strcmp(value, "1") != 0) {
		return refuse(run, value, "0 or 1");
	}
	return answer(convert, name->name,
		      *value == '1' ? "cpuset.cpus.partition=root" : "cpuset.cpus.partition=member",
		      "1 is root, 0 is member");
}

static int keep(struct run *run, struct convert *convert, const struct name *name,
		const char *value)
{
	(void)run;
	*(strcmp(name->to, "quota") == 0    ? &convert->quota
	  : strcmp(name->to, "period") == 0 ? &convert->period
	  : strcmp(name->to, "total") == 0  ? &convert->total
					    : &convert->memory) = value;
	return 0;
}

#define NO_DEVICES "no file has it: cns-cgctl dev allow and deny"

static const struct name names[] = {
	{ "memory.limit_in_bytes", "memory", "memory.limit", keep, "memory" },
	{ "memory.memsw.limit_in_bytes", "memory-swap", "memory.swap", keep, "total" },
	{ "memory.soft_limit_in_bytes", NULL, NULL, to_size, "memory.high" },
	{ NULL, "memory-reservation", "memory.reservation", to_size, "memory.low" },
	{ "memory.swappiness", "memory-swappiness", "memory.swappiness", to_nothing,
	  "gone; memory.reclaim takes a swappiness, memory.swap.max a limit" },
	{ "memory.oom_control", "oom-kill-disable", "memory.disableOOMKiller", to_nothing,
	  "gone; memory.high slows a group down instead, and freeze stops it" },
	{ "memory.kmem.limit_in_bytes", "kernel-memory", "memory.kernel", to_nothing,
	  "gone; the kernel's memory counts in memory.max" },
	{ "memory.kmem.tcp.limit_in_bytes", "kernel-memory-tcp", "memory.kernelTCP", to_nothing,
	  "gone; sockets count in memory.max" },
	{ "memory.use_hierarchy", NULL, NULL, to_nothing, "always so" },
	{ "cpu.shares", "cpu-shares", NULL, to_weight, NULL },
	{ "cpu.cfs_quota_us", "cpu-quota", "cpu.quota", keep, "quota" },
	{ "cpu.cfs_period_us", "cpu-period", "cpu.period", keep, "period" },
	{ "cpu.cfs_burst_us", "cpu-burst", "cpu.burst", to_same, "cpu.max.burst" },
	{ NULL, "cpus", NULL, to_cpus, NULL },
	{ "cpu.rt_runtime_us", "cpu-rt-runtime", "cpu.realtimeRuntime", to_nothing,
	  "gone; real-time processes can only be in the root while cpu is on" },
	{ "cpu.rt_period_us", "cpu-rt-period", "cpu.realtimePeriod", to_nothing, "gone" },
	{ "cpuset.cpus", "cpuset-cpus", "cpu.cpus", to_same, "cpuset.cpus" },
	{ "cpuset.mems", "cpuset-mems", "cpu.mems", to_same, "cpuset.mems" },
	{ "cpuset.cpu_exclusive", NULL, NULL, to_partition, NULL },
	{ "pids.max", "pids-limit", "pids.limit", to_same, "pids.max" },
	{ "blkio.weight", "blkio-weight", "blockIO.weight", to_io_weight, NULL },
	{ "blkio.bfq.weight", NULL, NULL, to_same, "io.bfq.weight" },
	{ "blkio.throttle.read_bps_device", "device-read-bps", NULL, to_io_max, "rbps" },
	{ "blkio.throttle.write_bps_device", "device-write-bps", NULL, to_io_max, "wbps" },
	{ "blkio.throttle.read_iops_device", "device-read-iops", NULL, to_io_max, "riops" },
	{ "blkio.throttle.write_iops_device", "device-write-iops", NULL, to_io_max, "wiops" },
	{ "freezer.state", NULL, NULL, to_frozen, NULL },
	{ "rdma.max", NULL, NULL, to_same, "rdma.max" },
	{ "devices.allow", "device", NULL, to_nothing, NO_DEVICES },
	{ "devices.deny", NULL, NULL, to_nothing, NO_DEVICES },
	{ "net_cls.classid", NULL, NULL, to_nothing,
	  "gone; nftables matches socket cgroupv2, cns-cgctl net has rules" },
	{ "net_prio.ifpriomap", NULL, NULL, to_nothing, "gone; nftables sets meta priority" },
};

static bool is(const char *name, const char *text)
{
	return name && strcmp(name, text) == 0;
}

/* For these of docker's options 0 is as if they were not given: what it becomes, or NULL. */
static const char *not_given(const char *text, const char *value)
{
	static const struct {
		const char *option, *to;
	} options[] = {
		{ "memory", "memory.max=max" },   { "memory-swap", "" },
		{ "cpus", "cpu.max=max" },        { "cpu-shares", "cpu.weight=100" },
		{ "pids-limit", "pids.max=max" }, { "blkio-weight", "io.weight=100" },
	};

	if (!*value || value[strspn(value, "0.")]) {
		return NULL;
	}
	for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
		if (strcmp(options[i].option, text) == 0) {
			return options[i].to;
		}
	}
	return NULL;
}

/* hugetlb.2MB.limit_in_bytes has the size of a page in its name. */
static int convert_hugepages(struct run *run, struct convert *convert, const char *text,
			     const char *value)
{
	char to[96];
	const char *page = text + strlen("hugetlb.");
	size_t length = strcspn(page, ".");
	const char *rest = page + length;
	bool reserved = strcmp(rest, ".rsvd.limit_in_bytes") == 0;
	struct name name = { .name = text, .to = to };

	if (strncmp(text, "hugetlb.", 8) != 0 || length > 16 ||
	    (!reserved && strcmp(rest, ".limit_in_bytes") != 0)) {
		run_refuse(run, "version 1, docker and OCI have no '%.100s' that is known here",
			   text);
		return run_advise(run, "names of version 2 need no conversion");
	}
	snprintf(to, sizeof to, "hugetlb.%.*s.%smax", (int)length, page, reserved ? "rsvd." : "");
	return to_size(run, convert, &name, value);
}

int convert_one(struct run *run, struct convert *convert, const char *assignment)
{
	const char *equals = strchr(assignment, '=');
	char text[64];

	run_step(run, "convert '%.200s'", assignment);
	if (!equals || (size_t)(equals - assignment) >= sizeof text) {
		return run_refuse(run, "it is not NAME=VALUE, such as cpu.shares=512");
	}
	assignment += strncmp(assignment, "--", 2) == 0 ? 2 : 0;
	snprintf(text, sizeof text, "%.*s", (int)(equals - assignment), assignment);
	const char *zero = not_given(text, equals + 1);
	if (zero) {
		return answer(convert, text, zero, "docker's 0 is as if it were not given");
	}
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (is(names[i].name, text) || is(names[i].alias, text) || is(names[i].oci, text)) {
			struct name found = names[i];

			found.name = text;
			return found.convert(run, convert, &found, equals + 1);
		}
	}
	return convert_hugepages(run, convert, text, equals + 1);
}

static int end_bandwidth(struct run *run, const struct convert *convert)
{
	const char *period = convert->period ? convert->period : "100000";
	uint64_t number;
	char to[64];

	if (!convert->quota && !convert->period) {
		return 0;
	}
	bool unlimited = !convert->quota || *convert->quota == '-' ||
			 strcmp(convert->quota, "0") == 0;
	run_step(run, "convert the quota and the period of processors");
	if (text_to_number(period, UINT32_MAX, &number) < 0 ||
	    (!unlimited && text_to_number(convert->quota, UINT32_MAX, &number) < 0)) {
		return run_refuse(run, "they are not numbers of microseconds");
	}
	snprintf(to, sizeof to, "cpu.max=%s %s", unlimited ? "max" : convert->quota, period);
	convert->answer(convert->data, "cpu.cfs_quota_us", to,
			"quota and period in one file; -1 is max");
	return 0;
}

/* Version 1 and docker limit memory and swap together, version 2 each by itself. */
static int end_memory(struct run *run, const struct convert *convert)
{
	char memory[32] = "", total[32], to[64];
	uint64_t bytes = 0, both = 0;

	run_step(run, "convert the limits of memory and swap");
	if ((convert->memory && read_amount(run, convert->memory, memory) < 0) ||
	    (convert->total && read_amount(run, convert->total, total) < 0)) {
		return -1;
	}
	if (convert->memory) {
		snprintf(to, sizeof to, "memory.max=%s", memory);
		convert->answer(convert->data, "memory.limit_in_bytes", to,
				"the same number; -1 is max");
	}
	if (!convert->total) {
		return 0;
	}
	if (strcmp(total, "max") == 0) {
		convert->answer(convert->data, "memory.memsw.limit_in_bytes", "memory.swap.max=max",
				"-1 is max");
		return 0;
	}
	if (text_to_number(memory, UINT64_MAX, &bytes) < 0 ||
	    text_to_number(total, UINT64_MAX, &both) < 0 || both < bytes) {
		return run_refuse(run, "a limit of memory and swap together needs a smaller one of "
				       "memory, for version 2 limits swap by itself");
	}
	snprintf(to, sizeof to, "memory.swap.max=%" PRIu64, both - bytes);
	convert->answer(convert->data, "memory.memsw.limit_in_bytes", to,
			"memory and swap together, less memory");
	return 0;
}

int convert_end(struct run *run, struct convert *convert)
{
	if (convert->memory || convert->total) {
		if (end_memory(run, convert) < 0) {
			return -1;
		}
	}
	return end_bandwidth(run, convert);
}
