/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * device - which device nodes a control group may use, in version 2: a BPF program and its rules.
 *
 * The program is attached to the group, and nothing else holds it: it goes with the group, and
 * nothing has to be pinned or collected.  Its rules are a map that is found again through the
 * program, and changed while it runs.  Programs of others in the same group or above stay and hold
 * too: a device must be allowed by all of them.  Needs CAP_BPF and CAP_NET_ADMIN, and to find what
 * is attached CAP_SYS_ADMIN.
 */
#ifndef LIBISO_DEVICE_H
#define LIBISO_DEVICE_H

#include <stdint.h>

#include "cgroup.h"
#include "cgroup_bpf.h"
#include "device_rule.h"
#include "run.h"

enum device_base {
	DEVICE_BASE_ALL,    /* everything is allowed that no rule denies */
	DEVICE_BASE_NONE,   /* nothing, but what a rule allows */
	DEVICE_BASE_DOCKER, /* what container engines allow: null, zero, full, random, tty, ptmx,
			       pts */
};

struct device_rule {
	struct device_key key;
	struct device_access access;
};

/* The program of a group. */
struct device_policy {
	struct cgroup_bpf attached;     /* our program, and those of others */
	int rules_fd, audit_fd, log_fd; /* its maps; -1: it is not there */
};

/* Finds it, and those of others.  Returns 0 or -1; close with the second. */
int device_policy_open(struct run *, const struct cgroup *, struct device_policy *);
void device_policy_close(struct device_policy *);

/*
 * Attaches the program with a list to begin with; with replace in the place of the one foreign
 * program there, which is an error where there are several.
 */
int device_policy_attach(struct run *, const struct cgroup *, enum device_base,
			 struct device_policy *);
int device_policy_replace(struct run *, const struct cgroup *, enum device_base,
			  struct device_policy *);

/* Takes it away: 0 too when there is none. */
int device_policy_detach(struct run *, const struct cgroup *, struct device_policy *);

/* Allows or denies accesses in addition to what the rule of this key says. */
int device_allow(struct run *, const struct device_policy *, const struct device_rule *);
int device_deny(struct run *, const struct device_policy *, const struct device_rule *);

/* Lets everything pass and only reports it, or not. */
int device_audit(struct run *, const struct device_policy *, uint32_t audit);

/* Calls back for each rule, or each denial (until it returns not 0). */
int device_rules(struct run *, const struct device_policy *,
		 void (*each)(const struct device_rule *, void *), void *);
int device_log(struct run *, const struct device_policy *,
	       int (*each)(const struct device_denial *, void *), void *);

/*
 * Reads "c 10:229", "b 8:*", "a", or the path of a node, and "rwm" into a rule's allow; type 0
 * stands for both.
 */
int device_rule_read(struct run *, const char *device, const char *access, struct device_rule *);

/* "c 10:229 rwm".  Returns text. */
char *device_rule_text(char text[64], const struct device_key *, uint32_t access);

#endif
