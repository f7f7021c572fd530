/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report - what happens, told to programs: --pid-file, --ready-fd, --status-fd.
 *
 * The status is a JSON object a line:
 *	{"event":"namespaces","mnt":{"inode":4026532200},...}	those that the command is in
 *	{"event":"child","pid":1234}				in the caller's PID namespace
 *	{"event":"ready"}					all is set up; exec follows
 *	{"event":"exited","status":0} or {"event":"killed","signal":15}
 *	{"event":"failed","step":"...","call":"...","errno":"EPERM","status":125}
 */
#ifndef UNSHARE_REPORT_H
#define UNSHARE_REPORT_H

#include <signal.h>
#include <sys/types.h>

#include "run.h"
#include "unshare/request.h"

/* Keeps both descriptors from the command. */
int report_begin(struct run *, const struct request *);

/* Each is silent where it was not asked for. */
int report_namespaces(struct run *, const struct request *);
int report_child(struct run *, const struct request *, pid_t child); /* 0: ourselves */
int report_ready(struct run *, const struct request *);
void report_end(const struct request *, const siginfo_t *);

/* Tells the user and the status descriptor of the failure; returns status, or run's for 0. */
int report_failed(const struct run *, const struct request *);

#endif
