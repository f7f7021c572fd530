/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cns-cgctl wait - wait until something holds for a group.
 *
 * Event files wake poll(2), which is why they are waited for that way; other files have no such
 * notice and are looked at again and again.  A pressure trigger is armed by a write and lives as
 * long as its descriptor; the kernel may wake a trigger of an unprivileged process at once, so the
 * total is compared.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cgctl.h"
#include "cgroup_sample.h"
#include "cgroup_state.h"
#include "kernel/file.h"
#include "text.h"

/* FILE[:KEY] OP VALUE, read. */
struct condition {
	char file[64];
	char key[64]; /* "": the whole file is the number */
	char op[3];
	uint64_t value;
};

struct request {
	const char *timeout;
	const char *interval;
	int milliseconds; /* CGROUP_WAIT_FOREVER */
	int pause;
	const struct cgroup_tree *tree;
};

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	const struct option_row options[] = {
		{ 't', "timeout", "SECONDS", "how long to wait at most (for ever)",
		  .text = &want->timeout },
		{ 'i', "interval", "SECONDS",
		  "how often to look where the kernel gives no notice (0.1)",
		  .text = &want->interval },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl wait",
		.summary = "Wait until a group is empty, frozen, or a value of it is reached.",
		.operands = "CGROUP [CONDITION]",
		.operands_min = 1,
		.operands_max = 2,
		.rows = options,
	};

	return option_parse(&tool, run, argc, argv);
}

/* "memory.events:oom_kill>0", "memory.current>=100M". */
static int read_condition(struct run *run, const char *text, struct condition *condition)
{
	size_t length = strcspn(text, "<>=!");
	size_t op = strspn(text + length, "<>=!");
	static const char *const ops[] = { "<", "<=", ">", ">=", "=", "==", "!=" };
	bool known = false;

	run_step(run, "read the condition '%.200s'", text);
	snprintf(condition->op, sizeof condition->op, "%.*s", (int)(op < 3 ? op : 0),
		 text + length);
	for (size_t i = 0; i < sizeof ops / sizeof ops[0]; i++) {
		known |= strcmp(ops[i], condition->op) == 0;
	}
	size_t colon = strcspn(text, ":<>=!");
	if (!known || length == 0 || colon >= sizeof condition->file ||
	    length - colon > sizeof condition->key || memchr(text, '/', length) ||
	    text_to_size(text + length + op, &condition->value) < 0) {
		return run_refuse(run, "it is none of empty, populated, frozen, thawed, oom, "
				       "RESOURCE:some|full:STALL/WINDOW and FILE[:KEY]>=NUMBER");
	}
	snprintf(condition->file, sizeof condition->file, "%.*s", (int)colon, text);
	snprintf(condition->key, sizeof condition->key, "%.*s",
		 (int)(length > colon ? length - colon - 1 : 0), text + colon + 1);
	return 0;
}

static bool holds(const struct condition *condition, uint64_t now)
{
	uint64_t value = condition->value;

	switch (condition->op[0]) {
	case '<': return condition->op[1] ? now <= value : now < value;
	case '>': return condition->op[1] ? now >= value : now > value;
	case '!': return now != value;
	default: return now == value;
	}
}

/* The number of the condition in the text of its file: 0, or -1 when there is none. */
static int number_in(const char *text, const char *key, uint64_t *number)
{
	size_t length = strlen(key);
	const char *at = text;

	for (; length && at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (strncmp(at, key, length) == 0 && at[length] == ' ') {
			at += length + 1;
			break;
		}
	}
	if (!at || *at < '0' || *at > '9') {
		if (at && strncmp(at, "max", 3) == 0) {
			*number = UINT64_MAX;
			return 0;
		}
		return -1;
	}
	*number = strtoull(at, NULL, 10);
	return 0;
}

static long now_in_milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* What is left of the time: -1 for ever, 0 it is over. */
static int time_left(const struct request *want, long start)
{
	if (want->milliseconds < 0) {
		return -1;
	}
	long left = want->milliseconds - (now_in_milliseconds() - start);
	return left > 0 ? (int)left : 0;
}

static int refuse_time(struct run *run, const struct request *want)
{
	return run_refuse(run, "it took more than %d ms", want->milliseconds);
}

static int wait_for_value(struct run *run, const struct request *want, const struct cgroup *group,
			  const struct condition *condition)
{
	bool notifies = strstr(condition->file, ".events") != NULL;
	long start = now_in_milliseconds();
	char text[16384];
	uint64_t now;

	run_step(run, "wait until %s%s%s of %s is %s %" PRIu64, condition->file,
		 *condition->key ? ":" : "", condition->key, group->path, condition->op,
		 condition->value);
	int fd = kernel_open(run, group->fd, condition->file, O_RDONLY);
	if (fd < 0) {
		return cgctl_explain_missing(run, want->tree, group, condition->file);
	}
	for (;;) {
		struct pollfd events = { .fd = notifies ? fd : -1, .events = POLLPRI };
		ssize_t length = pread(fd, text, sizeof text - 1, 0);

		text[length > 0 ? length : 0] = '\0';
		if (length < 0 || number_in(text, condition->key, &now) < 0) {
			close(fd);
			return run_refuse(run, length < 0 ? "the group is gone"
							  : "it has no such number");
		}
		int left = time_left(want, start);
		if (holds(condition, now) || left == 0) {
			close(fd);
			return holds(condition, now) ? 0 : refuse_time(run, want);
		}
		poll(&events, 1, notifies || (left > 0 && left < want->pause) ? left : want->pause);
	}
}

/* "memory:some:150ms/2s" into the kernel's "some 150000 2000000"; false: it is none. */
static bool read_trigger(const char *text, char resource[16], char kind[8], char trigger[64])
{
	double stall, window;
	char stall_unit[4] = "", window_unit[4] = "";

	if (sscanf(text, "%15[a-z]:%4[a-z]:%lf%3[a-z]/%lf%3[a-z]", resource, kind, &stall,
		   stall_unit, &window, window_unit) != 6 ||
	    (strcmp(kind, "some") != 0 && strcmp(kind, "full") != 0)) {
		return false;
	}
	double scale[2] = { 0 };
	const char *unit[] = { stall_unit, window_unit };
	for (int i = 0; i < 2; i++) {
		scale[i] = strcmp(unit[i], "us") == 0   ? 1
			   : strcmp(unit[i], "ms") == 0 ? 1e3
			   : strcmp(unit[i], "s") == 0  ? 1e6
							: 0;
	}
	snprintf(trigger, 64, "%s %.0f %.0f", kind, stall * scale[0], window * scale[1]);
	return scale[0] > 0 && scale[1] > 0 && stall > 0 && window > 0 && window < 1e9;
}

static int wait_for_pressure(struct run *run, const struct request *want,
			     const struct cgroup *group, const char *text)
{
	char resource[16], kind[8], trigger[64], file[32];
	long start = now_in_milliseconds();
	struct cgroup_pressure before, now;

	if (!read_trigger(text, resource, kind, trigger)) {
		return 1;
	}
	run_step(run, "wait for pressure on %s in %s: %s", resource, group->path, trigger);
	snprintf(file, sizeof file, "%s.pressure", resource);
	int fd = kernel_open(run, group->fd, file, O_RDWR | O_NONBLOCK);
	if (fd < 0) {
		return cgctl_explain_missing(run, want->tree, group, file);
	}
	if (cgroup_pressure_read(group, resource, kind, &before) < 0 ||
	    kernel_write(run, fd, trigger) < 0) {
		if (run->failure.error == EINVAL) {
			run_advise(
				run,
				"a window is 0.5 to 10 s, and without CAP_SYS_RESOURCE a multiple "
				"of 2 s; the stall is shorter than it");
		}
		return -1;
	}
	for (int left; !run->dry && (left = time_left(want, start)) != 0;) {
		struct pollfd events = { .fd = fd, .events = POLLPRI };

		poll(&events, 1, left);
		if (events.revents & POLLERR) {
			return run_refuse(run, "the group is gone");
		}
		if (events.revents & POLLPRI &&
		    cgroup_pressure_read(group, resource, kind, &now) == 0 &&
		    now.total > before.total) {
			return 0;
		}
	}
	return run->dry ? 0 : refuse_time(run, want);
}

static int wait_for(struct run *run, const struct request *want, const struct cgroup *group,
		    const char *text)
{
	static const struct {
		const char *name, *event;
		int value;
	} events[] = { { "empty", "populated", 0 },
		       { "populated", "populated", 1 },
		       { "frozen", "frozen", 1 },
		       { "thawed", "frozen", 0 } };
	struct condition condition = { .file = "memory.events", .key = "oom_kill", .op = ">" };
	char now[4096];

	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
		if (strcmp(events[i].name, text) == 0) {
			const struct cgroup_goal goal = { events[i].event, events[i].value,
							  want->milliseconds };

			return cgroup_wait(run, group, &goal) < 0
				       ? cgctl_explain_missing(run, want->tree, group,
							       "cgroup.events")
				       : 0;
		}
	}
	if (strcmp(text, "oom") == 0) {
		run_step(run, "read how many of %s were ended for want of memory", group->path);
		if (limit_value(run, group, condition.file, now, sizeof now) < 0) {
			return cgctl_explain_missing(run, want->tree, group, condition.file);
		}
		if (number_in(now, condition.key, &condition.value) < 0) {
			return run_refuse(run, "the kernel does not count them");
		}
		return wait_for_value(run, want, group, &condition);
	}
	int result = wait_for_pressure(run, want, group, text);
	if (result <= 0) {
		return result;
	}
	return read_condition(run, text, &condition) < 0
		       ? -1
		       : wait_for_value(run, want, group, &condition);
}

int cgctl_wait(struct run *run, int argc, char **argv)
{
	struct cgroup_tree tree;
	struct request want = {
		.interval = "0.1",
		.milliseconds = CGROUP_WAIT_FOREVER,
		.tree = &tree,
	};
	struct cgroup group;
	struct option_outcome asked = read_request(&want, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	if ((want.timeout && cgctl_read_timeout(run, want.timeout, &want.milliseconds) < 0) ||
	    cgctl_read_timeout(run, want.interval, &want.pause) < 0 ||
	    cgroup_tree_open(run, &tree) < 0 ||
	    cgroup_open(run, &tree, asked.operand[0], &group) < 0 ||
	    wait_for(run, &want, &group, asked.count > 1 ? asked.operand[1] : "empty") < 0) {
		return run_failed(run);
	}
	return 0;
}
