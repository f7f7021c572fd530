/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "capability.h"

#include <cap-ng.h>
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "kernel/credential.h"
#include "text.h"

/* What a container of Docker has (its documentation, "Runtime privilege and Linux capabilities").
 */
static const unsigned docker[] = {
	CAP_AUDIT_WRITE, CAP_CHOWN,   CAP_DAC_OVERRIDE,     CAP_FOWNER,     CAP_FSETID,
	CAP_KILL,        CAP_MKNOD,   CAP_NET_BIND_SERVICE, CAP_NET_RAW,    CAP_SETFCAP,
	CAP_SETGID,      CAP_SETPCAP, CAP_SETUID,           CAP_SYS_CHROOT,
};

static uint64_t docker_set(void)
{
	uint64_t set = 0;

	for (size_t i = 0; i < sizeof docker / sizeof docker[0]; i++) {
		set |= CAPABILITY_BIT(docker[i]);
	}
	return set;
}

/* The number of a name, or -1. */
static int find_name(const char *word)
{
	char lower[40];
	size_t length = strlen(word);

	if (length >= sizeof lower) {
		return -1;
	}
	for (size_t i = 0; i <= length; i++) {
		lower[i] = word[i] >= 'A' && word[i] <= 'Z' ? (char)(word[i] - 'A' + 'a') : word[i];
	}
	return capng_name_to_capability(strncmp(lower, "cap_", 4) == 0 ? lower + 4 : lower);
}

static bool read_base(const char *word, struct capability_wish *wish)
{
	static const struct {
		const char *name;
		enum capability_base base;
	} bases[] = {
		{ "none", CAPABILITY_NONE },
		{ "all", CAPABILITY_ALL },
		{ "docker", CAPABILITY_DOCKER },
	};

	for (size_t i = 0; i < sizeof bases / sizeof bases[0]; i++) {
		if (strcmp(word, bases[i].name) == 0) {
			wish->base = bases[i].base;
			return true;
		}
	}
	return false;
}

static int read_word(const char *word, bool first, struct capability_wish *wish)
{
	bool minus = *word == '-';
	bool has_sign = minus || *word == '+';
	const char *name = word + has_sign;

	if (first && read_base(word, wish)) {
		return 0;
	}
	if (first && !has_sign) {
		wish->base = CAPABILITY_NONE;
	}
	int number = find_name(name);
	uint64_t set = strcmp(name, "all") == 0     ? UINT64_MAX
		       : number >= 0 && number < 64 ? CAPABILITY_BIT(number)
						    : 0;
	if (set == 0) {
		return -1;
	}
	wish->plus = minus ? wish->plus & ~set : wish->plus | set;
	wish->minus = minus ? wish->minus | set : wish->minus & ~set;
	return 0;
}

int capability_read(const char *list, struct capability_wish *wish, struct capability_word *wrong)
{
	bool first = true;

	*wish = (struct capability_wish){ 0 };
	for (int more; (more = text_next(&list, ',', wrong->text, sizeof wrong->text)) != 0;) {
		if (more < 0 || read_word(wrong->text, first, wish) < 0) {
			return -1;
		}
		first = false;
	}
	return 0;
}

char *capability_list(char *text, size_t size, uint64_t set)
{
	size_t used = 0;

	text[0] = '\0';
	for (unsigned number = 0; number < 64 && used < size; number++) {
		const char *name = capng_capability_to_name(number);

		if (set & CAPABILITY_BIT(number)) {
			used += (size_t)snprintf(text + used, size - used, "%s%s", used ? "," : "",
						 name ? name : "unknown");
		}
	}
	return text;
}

/* The capabilities that this kernel has: reading any other from the bounding set fails.  They are
 * numbered without a gap, so one that is not told of is a refusal, and no capability to pass over.
 */
static int known_set(struct run *run, uint64_t *set)
{
	*set = 0;
	for (unsigned number = 0; number < 64; number++) {
		if (prctl(PR_CAPBSET_READ, number, 0, 0, 0) >= 0) {
			*set |= CAPABILITY_BIT(number);
		} else if (errno != EINVAL) {
			return run_refuse_errno(run, "prctl(PR_CAPBSET_READ, %u)", number);
		}
	}
	if ((*set & 1) == 0 || (*set & (*set + 1)) != 0) {
		errno = EINVAL;
		return run_refuse_errno(run, "prctl(PR_CAPBSET_READ, %d)", __builtin_ctzll(~*set));
	}
	return 0;
}

int capability_choose(struct run *run, const struct capability_wish *wish, uint64_t *set)
{
	struct kernel_capabilities held;
	char names[400];

	run_step(run, "choose the capabilities");
	if (kernel_capget(&held) < 0) {
		return run_refuse(run, "the kernel does not tell which are held");
	}
	uint64_t base = wish->base == CAPABILITY_NONE     ? 0
			: wish->base == CAPABILITY_DOCKER ? docker_set() & held.permitted
							  : held.permitted;
	uint64_t plus = wish->plus == UINT64_MAX ? held.permitted : wish->plus;
	if (plus & ~held.permitted) {
		return run_refuse(run, "not held, so not to be kept: %s",
				  capability_list(names, sizeof names, plus & ~held.permitted));
	}
	*set = ((base | plus) & ~wish->minus) & held.permitted;
	return 0;
}

int capability_bound(struct run *run, uint64_t set)
{
	uint64_t known;

	run_step(run, "let no program bring capabilities beyond these");
	if (known_set(run, &known) < 0) {
		return -1;
	}
	for (unsigned number = 0; number < 64; number++) {
		if ((known & ~set & CAPABILITY_BIT(number)) == 0 ||
		    prctl(PR_CAPBSET_READ, number, 0, 0, 0) == 0) {
			continue;
		}
		if (kernel_drop_bounding(run, number) < 0) {
			return -1;
		}
		if (!run->dry && prctl(PR_CAPBSET_READ, number, 0, 0, 0) != 0) {
			return run_refuse(run,
					  "the kernel shows another bounding set than was set");
		}
	}
	return 0;
}

int capability_keep(struct run *run)
{
	run_step(run, "keep capabilities over the change of user");
	return kernel_keep_capabilities(run, 1);
}

static int raise_ambient(struct run *run, uint64_t set)
{
	uint64_t known;

	if (known_set(run, &known) < 0 || kernel_clear_ambient(run) < 0) {
		return -1;
	}
	for (unsigned number = 0; number < 64; number++) {
		if ((set & CAPABILITY_BIT(number)) && kernel_raise_ambient(run, number) < 0) {
			return -1;
		}
	}
	for (unsigned number = 0; number < 64 && !run->dry; number++) {
		bool wanted = set & CAPABILITY_BIT(number);

		if ((known & CAPABILITY_BIT(number)) &&
		    (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_IS_SET, number, 0, 0) == 1) != wanted) {
			return run_refuse(run, "the kernel shows another ambient set than was set");
		}
	}
	return 0;
}

int capability_take(struct run *run, uint64_t set)
{
	uint64_t lasting = geteuid() == 0 ? 0 : set;
	const struct kernel_capabilities wanted = { set, set, lasting };
	struct kernel_capabilities got;
	char names[200];

	run_step(run, "have these capabilities and no other: %s",
		 set ? capability_list(names, sizeof names, set) : "none");
	if (kernel_capset(run, &wanted) < 0) {
		return -1;
	}
	if (!run->dry && (kernel_capget(&got) < 0 || got.effective != set || got.permitted != set ||
			  got.inheritable != lasting)) {
		return run_refuse(run, "the kernel shows other capabilities than were set");
	}
	return raise_ambient(run, lasting);
}
