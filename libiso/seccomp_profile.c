/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Profiles in JSON.  Beside the OCI runtime specification (config-linux.md, Seccomp) the form of
 * Docker is read, which adds archMap, defaultErrnoRet, and includes and excludes of rules by
 * capability, architecture and kernel.  What is not understood is an error, never passed over: a
 * rule left out could be the one that mattered.
 */
#include "seccomp_profile.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "capability.h"
#include "kernel/file.h"

enum { PROFILE_MAX = 1 << 20 };

/* One reading of one profile. */
struct profile {
	struct run *run;
	const char *file;
	uint64_t capabilities;
	scmp_filter_ctx filter;
	uint32_t default_action;
	int default_errno;
};

static int refuse(struct profile *profile, const char *what, const char *which)
{
	return run_refuse(profile->run, "%s: %s: %s", profile->file, what, which);
}

static struct json_object *member(struct json_object *object, const char *name)
{
	struct json_object *found = NULL;

	if (json_object_is_type(object, json_type_object)) {
		json_object_object_get_ex(object, name, &found);
	}
	return found;
}

static const char *text_of(struct json_object *object, const char *name)
{
	struct json_object *found = member(object, name);

	return json_object_is_type(found, json_type_string) ? json_object_get_string(found) : NULL;
}

static size_t length_of(struct json_object *list)
{
	return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

static const char *item_of(struct json_object *list, size_t index)
{
	const char *text = json_object_get_string(json_object_array_get_idx(list, index));

	return text ? text : "null";
}

/* The action of a name; errno_return counts for SCMP_ACT_ERRNO and SCMP_ACT_TRACE. */
static int read_action(struct profile *profile, const char *name, int errno_return,
		       uint32_t *action)
{
	const struct {
		const char *name;
		uint32_t action;
	} actions[] = {
		{ "SCMP_ACT_ALLOW", SCMP_ACT_ALLOW },
		{ "SCMP_ACT_ERRNO", SCMP_ACT_ERRNO((uint32_t)errno_return) },
		{ "SCMP_ACT_KILL", SCMP_ACT_KILL_THREAD },
		{ "SCMP_ACT_KILL_THREAD", SCMP_ACT_KILL_THREAD },
		{ "SCMP_ACT_KILL_PROCESS", SCMP_ACT_KILL_PROCESS },
		{ "SCMP_ACT_LOG", SCMP_ACT_LOG },
		{ "SCMP_ACT_TRAP", SCMP_ACT_TRAP },
		{ "SCMP_ACT_TRACE", SCMP_ACT_TRACE((uint32_t)errno_return) },
	};

	for (size_t i = 0; name && i < sizeof actions / sizeof actions[0]; i++) {
		if (strcmp(actions[i].name, name) == 0) {
			*action = actions[i].action;
			return 0;
		}
	}
	return refuse(profile, "not an action that can be had here", name ? name : "none given");
}

static int read_errno(struct json_object *object, const char *name, int otherwise)
{
	struct json_object *found = member(object, name);

	return json_object_is_type(found, json_type_int) ? json_object_get_int(found) : otherwise;
}

static int add_architecture(struct profile *profile, const char *name)
{
	char lower[24] = "";

	if (strncmp(name, "SCMP_ARCH_", 10) == 0 && strlen(name + 10) < sizeof lower) {
		for (size_t i = 0; name[10 + i]; i++) {
			char c = name[10 + i];

			lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
		}
	}
	uint32_t architecture = *lower ? seccomp_arch_resolve_name(lower) : 0;
	if (architecture == 0) {
		return refuse(profile, "not an architecture", name);
	}
	int result = seccomp_arch_add(profile->filter, architecture);
	return result < 0 && result != -EEXIST ? refuse(profile, "not to be filtered here", name)
					       : 0;
}

/* archMap lists families; this machine's is added anyway, so that no kin is a way around. */
static int read_architectures(struct profile *profile, struct json_object *root)
{
	struct json_object *list = member(root, "architectures");

	for (size_t i = 0; i < length_of(list); i++) {
		if (add_architecture(profile, item_of(list, i)) < 0) {
			return -1;
		}
	}
	return seccomp_profile_add_kin(profile->run, profile->filter);
}

/* Docker names architectures as Go does. */
static bool is_our_architecture(const char *name)
{
	static const struct {
		const char *name;
		uint32_t native;
	} known[] = {
		{ "amd64", SCMP_ARCH_X86_64 },    { "x86", SCMP_ARCH_X86_64 },
		{ "x32", SCMP_ARCH_X86_64 },      { "arm64", SCMP_ARCH_AARCH64 },
		{ "arm", SCMP_ARCH_AARCH64 },     { "s390x", SCMP_ARCH_S390X },
		{ "s390", SCMP_ARCH_S390X },      { "ppc64le", SCMP_ARCH_PPC64LE },
		{ "riscv64", SCMP_ARCH_RISCV64 },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].name, name) == 0 && known[i].native == seccomp_arch_native()) {
			return true;
		}
	}
	return false;
}

static bool any_architecture(struct json_object *list)
{
	for (size_t i = 0; i < length_of(list); i++) {
		if (is_our_architecture(item_of(list, i))) {
			return true;
		}
	}
	return false;
}

/* How many of the listed capabilities the command has. */
static size_t count_held(const struct profile *profile, struct json_object *list)
{
	size_t held = 0;

	for (size_t i = 0; i < length_of(list); i++) {
		struct capability_wish wish;
		struct capability_word wrong;

		held += capability_read(item_of(list, i), &wish, &wrong) == 0 &&
			(wish.plus & ~profile->capabilities) == 0;
	}
	return held;
}

static bool is_kernel_from(const char *version)
{
	unsigned major, minor, wanted_major, wanted_minor;
	struct utsname system;

	return uname(&system) == 0 && sscanf(system.release, "%u.%u", &major, &minor) == 2 &&
	       sscanf(version, "%u.%u", &wanted_major, &wanted_minor) == 2 &&
	       (major > wanted_major || (major == wanted_major && minor >= wanted_minor));
}

/* A rule counts when all of its includes hold and none of its excludes does. */
static bool counts(const struct profile *profile, struct json_object *rule)
{
	struct json_object *in = member(rule, "includes"), *out = member(rule, "excludes");
	struct json_object *caps = member(in, "caps");
	const char *oldest = text_of(in, "minKernel"), *newer = text_of(out, "minKernel");

	return count_held(profile, caps) == length_of(caps) &&
	       (length_of(member(in, "arches")) == 0 || any_architecture(member(in, "arches"))) &&
	       (!oldest || is_kernel_from(oldest)) &&
	       count_held(profile, member(out, "caps")) == 0 &&
	       !any_architecture(member(out, "arches")) && !(newer && is_kernel_from(newer));
}

static int read_comparison(struct profile *profile, struct json_object *argument,
			   struct scmp_arg_cmp *comparison)
{
	static const struct {
		const char *name;
		enum scmp_compare op;
	} ops[] = {
		{ "SCMP_CMP_NE", SCMP_CMP_NE },
		{ "SCMP_CMP_LT", SCMP_CMP_LT },
		{ "SCMP_CMP_LE", SCMP_CMP_LE },
		{ "SCMP_CMP_EQ", SCMP_CMP_EQ },
		{ "SCMP_CMP_GE", SCMP_CMP_GE },
		{ "SCMP_CMP_GT", SCMP_CMP_GT },
		{ "SCMP_CMP_MASKED_EQ", SCMP_CMP_MASKED_EQ },
	};
	const char *op = text_of(argument, "op");
	int index = read_errno(argument, "index", 0);

	for (size_t i = 0; op && index >= 0 && index < 6 && i < sizeof ops / sizeof ops[0]; i++) {
		if (strcmp(ops[i].name, op) == 0) {
			comparison->arg = (unsigned)index;
			comparison->op = ops[i].op;
			comparison->datum_a = json_object_get_uint64(member(argument, "value"));
			comparison->datum_b = json_object_get_uint64(member(argument, "valueTwo"));
			return 0;
		}
	}
	return refuse(profile, "not a comparison of an argument", op ? op : "none given");
}

static int add_rule(struct profile *profile, const char *name, uint32_t action,
		    struct json_object *arguments)
{
	struct scmp_arg_cmp comparisons[6];
	size_t count = length_of(arguments);
	int number = seccomp_syscall_resolve_name(name), result;

	if (count > 6) {
		return refuse(profile, "a call has at most six arguments", name);
	}
	/* A call of other architectures or of a later kernel is not there to be made. */
	if (number == __NR_SCMP_ERROR || action == profile->default_action) {
		return 0;
	}
	for (size_t i = 0; i < count; i++) {
		if (read_comparison(profile, json_object_array_get_idx(arguments, i),
				    &comparisons[i]) < 0) {
			return -1;
		}
	}
	result = seccomp_rule_add_array(profile->filter, action, number, (unsigned)count,
					comparisons);
	if (result == -ENOMEM) {
		return refuse(profile, "there is no memory for the rule for", name);
	}
	return result < 0 && result != -EEXIST
		       ? refuse(profile, "libseccomp cannot express the rule for", name)
		       : 0;
}

static int read_rule(struct profile *profile, struct json_object *rule)
{
	struct json_object *names = member(rule, "names");
	const char *one = text_of(rule, "name");
	uint32_t action = 0;

	if (!names && !one) {
		return refuse(profile, "a rule has no", "names");
	}
	if (read_action(profile, text_of(rule, "action"),
			read_errno(rule, "errnoRet", profile->default_errno), &action) < 0) {
		return -1;
	}
	if (!counts(profile, rule)) {
		return 0;
	}
	if (one && add_rule(profile, one, action, member(rule, "args")) < 0) {
		return -1;
	}
	for (size_t i = 0; i < length_of(names); i++) {
		if (add_rule(profile, item_of(names, i), action, member(rule, "args")) < 0) {
			return -1;
		}
	}
	return 0;
}

static int read_all(struct profile *profile, struct json_object *root)
{
	struct json_object *rules = member(root, "syscalls");

	profile->default_errno = read_errno(root, "defaultErrnoRet", EPERM);
	if (member(root, "listenerPath")) {
		return refuse(profile, "no supervisor of calls can be had here", "listenerPath");
	}
	if (read_action(profile, text_of(root, "defaultAction"), profile->default_errno,
			&profile->default_action) < 0) {
		return -1;
	}
	profile->filter = seccomp_init(profile->default_action);
	if (!profile->filter) {
		return refuse(profile, "libseccomp cannot begin with", "defaultAction");
	}
	if (read_architectures(profile, root) < 0) {
		return -1;
	}
	for (size_t i = 0; i < length_of(rules); i++) {
		if (read_rule(profile, json_object_array_get_idx(rules, i)) < 0) {
			return -1;
		}
	}
	return 0;
}

static struct json_object *parse(struct profile *profile)
{
	char *text = malloc(PROFILE_MAX);
	enum json_tokener_error error = json_tokener_success;
	struct json_object *root = NULL;

	if (!text) {
		refuse(profile, "no memory for a profile", "1 MiB");
		return NULL;
	}
	if (kernel_read_file(profile->run, AT_FDCWD, profile->file, text, PROFILE_MAX) >= 0) {
		root = json_tokener_parse_verbose(text, &error);
		if (!root) {
			refuse(profile, "no JSON", json_tokener_error_desc(error));
		} else if (!json_object_is_type(root, json_type_object)) {
			refuse(profile, "no profile", "the whole is not one object");
		}
	}
	free(text);
	return root;
}

scmp_filter_ctx seccomp_profile_read(struct run *run, const char *file, uint64_t capabilities)
{
	struct profile profile = { .run = run, .file = file, .capabilities = capabilities };
	struct json_object *root = parse(&profile);

	if (root && !run->failure.happened && read_all(&profile, root) < 0 && profile.filter) {
		seccomp_release(profile.filter);
		profile.filter = NULL;
	}
	json_object_put(root);
	return profile.filter;
}
