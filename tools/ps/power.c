/* SPDX-License-Identifier: GPL-2.0-or-later */
/* power - what a target may do: capabilities, seccomp, LSM, limits */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "capability.h"
#include "fact.h"

/* What each capability allows, in a few words (capabilities(7)). */
static const char *const allows[] = {
	"change the owner of any file",
	"read and write files whatever their permissions say",
	"read any file and search any folder",
	"change modes and times of files of others",
	"keep set-user-ID bits when it changes files",
	"send signals to processes of others",
	"become any group",
	"become any user",
	"give capabilities to other processes, and drop them for good",
	"change immutable and append-only files",
	"listen on ports below 1024",
	"send broadcasts, hear multicasts",
	"configure links, addresses, routes and firewalls",
	"make raw and packet sockets",
	"lock memory",
	"use System V IPC objects of others",
	"load modules into the kernel",
	"use I/O ports and raw memory",
	"change its root directory (chroot)",
	"trace and read other processes",
	"switch process accounting",
	"mount, enter namespaces, and much else of a system administrator",
	"restart the machine, load another kernel",
	"raise priorities, choose CPUs",
	"go beyond resource limits and quotas",
	"set the clock",
	"configure terminals",
	"make device nodes",
	"hold leases on any file",
	"write records to the audit log",
	"configure auditing",
	"give files capabilities",
	"override the LSM's rules",
	"configure the LSM",
	"read and configure the kernel's log",
	"set timers that wake the machine",
	"keep the machine from sleeping",
	"read the audit log",
	"watch performance events of the whole machine",
	"load BPF programs",
	"checkpoint and restore processes",
};
enum { KNOWN = sizeof allows / sizeof allows[0] };

const char *power_name(struct power_name *name, unsigned capability)
{
	char plain[sizeof name->text - 4];

	capability_list(plain, sizeof plain, CAPABILITY_BIT(capability));
	snprintf(name->text, sizeof name->text, "CAP_%s",
		 strncasecmp(plain, "cap_", 4) == 0 ? plain + 4 : plain);
	for (char *at = name->text; *at; at++) {
		*at = (char)toupper((unsigned char)*at);
	}
	return name->text;
}

static void add_set(struct subject *subject, const char *item, uint64_t set)
{
	uint64_t known = (UINT64_C(1) << KNOWN) - 1;
	char text[2048] = "none";
	size_t used = 0;

	for (unsigned number = 0; number < KNOWN && used < sizeof text; number++) {
		struct power_name name;

		if (set & CAPABILITY_BIT(number)) {
			used += (size_t)snprintf(text + used, sizeof text - used, "%s%s",
						 used ? " " : "", power_name(&name, number));
		}
	}
	fact_add(subject, "capability", item, "%s", (set & known) == known ? "all" : text);
}

static void add_capabilities(struct subject *subject)
{
	const struct status *status = &subject->status;
	struct power_name name;
	char item[80];

	add_set(subject, "effective", status->effective);
	add_set(subject, "permitted", status->permitted);
	add_set(subject, "inheritable", status->inheritable);
	add_set(subject, "ambient", status->ambient);
	add_set(subject, "bounding", status->bounding);
	for (unsigned number = 0; number < KNOWN; number++) {
		if (!(status->effective & CAPABILITY_BIT(number))) {
			snprintf(item, sizeof item, "lacks %s", power_name(&name, number));
			fact_add(subject, "capability", item, "could %s", allows[number]);
		}
	}
}

/* "Max open files            1024                 4096                 files     " */
static void add_limit(struct subject *subject, const char *line)
{
	char name[27], soft[21], hard[21], unit[16] = "";

	if (strncmp(line, "Max ", 4) != 0 || strlen(line) < 68) {
		return;
	}
	snprintf(name, sizeof name, "%.22s", line + 4);
	for (size_t end = strlen(name); end > 0 && name[end - 1] == ' ';) {
		name[--end] = '\0';
	}
	if (sscanf(line + 26, "%20s %20s %15s", soft, hard, unit) >= 2) {
		fact_add(subject, "limit", name, "%s (hard %s)%s%s", soft, hard, *unit ? " " : "",
			 unit);
	}
}

void subject_read_power(struct subject *subject)
{
	static const char *const modes[] = { "none: every system call is open", "strict",
					     "a filter" };
	char label[512];

	if (subject->has_status) {
		unsigned mode = subject->status.seccomp_mode;

		add_capabilities(subject);
		fact_add(subject, "confinement", "seccomp", "%s",
			 mode < 3 ? modes[mode] : "unknown");
		fact_add(subject, "confinement", "no_new_privs", "%s",
			 subject->status.no_new_privs ? "yes" : "no");
	}
	if (census_read_file(subject->target.proc_fd, "attr/current", label, sizeof label) > 0) {
		label[strcspn(label, "\n")] = '\0';
		fact_add(subject, "confinement", "LSM label", "%s", label);
	}
	subject_each_line(subject, "limits", add_limit);
}
