/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * faultsweep - run a command line once for everything that can go wrong in it.  That is each call
 *that fails once, and each of the newer kinds of calls, which the kernel may not have.
 *
 *	faultsweep [-p] [-s] [-v] [-m | -M] [-N] [-1 P:CALL:NTH:FAULT] [-n NAME] [-u UNDO]
 *		[-w FOLDER]... -- COMMAND...
 *
 * -s the short form: one errno a call, and a SIGKILL before it.  -m: each allocation fails once
 * (the program must be linked with the wrapper).  -M: only what the kernel may not have.  -1: one
 *fault, told at length.  -v: every run is told.  UNDO is run by sh after a run that changed
 *something.  -N: all of the network is compared.  -p: the command line goes step by step, and one
 *that failed may stop between what there was and what it was to make, as what removes things does.
 *A run passes when its result is that of the run without a fault, or when nothing has happened and
 *the message names the step and the errno.  Prints a line a failure and a line of sums; status 1
 *when one failed.  Runs only in the namespaces that tests/faults/sandbox makes.
 */
#include <errno.h>
#include <fnmatch.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sweep.h"

enum verdict {
	SAME,
	CLEAN_FAIL,
	KILLED,
	UNSTRUCK,
	FAILOPEN,
	FOLDER, /* all is as it was to be, but an empty folder is still there */
	LEAK,
	HANG,
	NOERRNO,
	RAN_ANYWAY,
	CRASH,
	VERDICTS
};

static const char *const verdict_name[VERDICTS] = { "SAME",     "CLEAN-FAIL", "KILLED", "UNSTRUCK",
						    "FAILOPEN", "FOLDER",     "LEAK",   "HANG",
						    "NOERRNO",  "RAN-ANYWAY", "CRASH" };

struct sweep {
	const char *name, *undo, *only;
	char *folder[16];
	int folders;
	bool brief, told, allocations, missing, stepwise, network;
	char **argv;
	/* Of the run without a fault. */
	char *before, *after, *out;
	int status;
	struct seen_list seen;
	/* Sums. */
	unsigned count[VERDICTS], failed, allowed, runs;
};

static bool is_failure(enum verdict verdict)
{
	return verdict >= FAILOPEN;
}

/* NAME P:CALL:NTH:FAULT, which is also what -1 and the allow file take. */
static void fault_key(const struct fault *fault, char *key, size_t size)
{
	const char *what = fault->kind == FAULT_ERROR         ? error_name(fault->error)
			   : fault->kind == FAULT_SHORT       ? "short"
			   : fault->kind == FAULT_KILL_BEFORE ? "kill-before"
			   : fault->kind == FAULT_KILL_AFTER  ? "kill-after"
			   : fault->kind == FAULT_MISSING     ? "missing"
							      : "allocation";

	snprintf(key, size, "%d:%s:%d:%s", fault->process,
		 fault->kind == FAULT_ALLOCATION ? "malloc" : call_name(fault->call), fault->nth,
		 what);
}

static void run_undo(const struct sweep *sweep)
{
	pid_t pid = sweep->undo ? fork() : -1;

	if (pid == 0) {
		execl("/bin/sh", "sh", "-c", sweep->undo, (char *)NULL);
		_exit(127);
	}
	while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
	}
	/* It may have started again what the command line ended. */
	if (getenv("keeps")) {
		state_note_processes();
	}
}

/* The message says what could not be done and which errno it was. */
static bool names_error(const struct sweep *sweep, const struct outcome *got,
			const struct fault *fault)
{
	char wanted[32];
	int error = fault->kind == FAULT_ALLOCATION ? ENOMEM : fault->error;

	(void)sweep;
	if (fault->kind == FAULT_SHORT) {
		return got->err[0] != '\0';
	}
	if (fault->kind == FAULT_ALLOCATION && strstr(got->err, "memory")) {
		return true;
	}
	if (fault->kind == FAULT_MISSING && !strstr(got->err, "Linux 5.") &&
	    !strstr(got->err, "Linux 6.")) {
		return false;
	}
	snprintf(wanted, sizeof(wanted), "(%s)", error_name(error));
	return (strstr(got->err, wanted) || strstr(got->err, strerror(error))) &&
	       strstr(got->err, "cannot ");
}

static enum verdict judge_result(const struct sweep *sweep, const struct outcome *got,
				 const struct fault *fault, const char *out, const char *state)
{
	bool killing = fault->kind == FAULT_KILL_BEFORE || fault->kind == FAULT_KILL_AFTER;
	bool same_out = strcmp(out, sweep->out) == 0, same_after = !strcmp(state, sweep->after);
	int code = WIFEXITED(got->status) ? WEXITSTATUS(got->status) : -1;

	if (got->hung) {
		return HANG;
	}
	if (WIFSIGNALED(got->status) && !(killing && WTERMSIG(got->status) == SIGKILL)) {
		return CRASH;
	}
	/* Half an answer, told as a failure, misleads nobody. */
	if (strstr(out, "isoprobe") && !same_out && !killing) {
		return FAILOPEN;
	}
	if (got->status == sweep->status) {
		return !same_out                                     ? FAILOPEN
		       : same_after                                  ? SAME
		       : state_has_folders_more(sweep->after, state) ? FOLDER
								     : FAILOPEN;
	}
	if (killing) {
		return strstr(out, "isoprobe end") && !same_out ? FAILOPEN : KILLED;
	}
	if (strcmp(state, sweep->before) != 0 &&
	    !(sweep->stepwise && state_is_between(sweep->before, state, sweep->after))) {
		return LEAK;
	}
	if (out[0] && strstr(out, "isoprobe")) {
		return RAN_ANYWAY;
	}
	return (code == 125 || code == 126 || code == 127 || code == 1) &&
			       names_error(sweep, got, fault)
		       ? CLEAN_FAIL
		       : NOERRNO;
}

/* Brings back what was there before; what cannot be brought back is a leak. */
static enum verdict restore(struct sweep *sweep, enum verdict verdict, char **state, bool told)
{
	if (strcmp(*state, sweep->before) == 0) {
		return verdict;
	}
	/* A process that stays is asked for when it stays without a fault, too. */
	size_t first = strcspn(*state, "\n");
	bool orphans = strncmp(*state, "process ", 8) == 0 && verdict == KILLED &&
		       strncmp(*state, sweep->after, first + 1) != 0;

	run_undo(sweep);
	char *now = state_read(sweep->folder, sweep->network);

	if (strcmp(now, sweep->before) != 0) {
		/* Processes that had to be ended are told of once.  What is allowed to happen
		 * is not allowed to stay. */
		verdict = verdict == HANG || verdict == CRASH ? verdict : LEAK;
		if (told) {
			state_print_difference(sweep->before, now);
		}
		free(sweep->before);
		sweep->before = now;
		return verdict;
	}
	free(now);
	return orphans || (verdict == KILLED && !sweep->undo) ? LEAK : verdict;
}

static bool is_allowed(const struct sweep *sweep, const char *key, enum verdict verdict)
{
	const char *path = getenv("FAULTS_ALLOWED");
	FILE *file = path ? fopen(path, "re") : NULL;
	char line[512], name[64], fault[128], what[32];
	bool found = false;

	while (file && !found && fgets(line, sizeof(line), file)) {
		found = sscanf(line, "%63s %127s %31s", name, fault, what) == 3 &&
			fnmatch(name, sweep->name, 0) == 0 && fnmatch(fault, key, 0) == 0 &&
			strcmp(what, verdict_name[verdict]) == 0;
	}
	if (file) {
		fclose(file);
	}
	return found;
}

/* The line of a message that says what could not be done, or the first. */
static const char *line_of(const char *said)
{
	for (const char *line = said; *line; line += strcspn(line, "\n") + 1) {
		const char *cannot = strstr(line, "cannot ");

		if (cannot && cannot < line + strcspn(line, "\n")) {
			return line;
		}
		if (!line[strcspn(line, "\n")]) {
			break;
		}
	}
	return said;
}

static void tell(struct sweep *sweep, const char *key, enum verdict verdict,
		 const struct outcome *got, const char *out)
{
	bool allowed = is_failure(verdict) && is_allowed(sweep, key, verdict);
	const char *line = line_of(got->err);

	sweep->count[verdict]++;
	sweep->runs++;
	sweep->allowed += allowed;
	sweep->failed += is_failure(verdict) && !allowed;
	if ((!is_failure(verdict) || allowed) && !sweep->told) {
		return;
	}
	printf("%s %s %s%s status=%x %.*s\n", sweep->name, key, verdict_name[verdict],
	       allowed ? " (allowed)" : "", got->status, (int)strcspn(line, "\n"), line);
	if (verdict == FAILOPEN || verdict == RAN_ANYWAY) {
		state_print_difference(sweep->out, out);
	}
	if (sweep->only) {
		printf("%s%s", got->err, out);
	}
	fflush(stdout);
}

static enum verdict run_once(struct sweep *sweep, const struct fault *fault)
{
	struct outcome got;
	char key[128];

	fault_key(fault, key, sizeof(key));
	if (sweep->only && strcmp(sweep->only, key) != 0) {
		return fault->nth < 1 << 20 ? SAME : UNSTRUCK;
	}
	trace_run(sweep->argv, fault, NULL, &got);
	if (got.hung) {
		/* A slow machine is no hang: once more, with patience. */
		free(got.out);
		free(got.err);
		free(state_read(sweep->folder, sweep->network));
		run_undo(sweep);
		setenv("FAULTS_PATIENCE", "1", 1);
		trace_run(sweep->argv, fault, NULL, &got);
		unsetenv("FAULTS_PATIENCE");
	}
	char *out = state_name_namespaces(got.out),
	     *state = state_read(sweep->folder, sweep->network);
	enum verdict verdict = got.struck ? judge_result(sweep, &got, fault, out, state) : UNSTRUCK;
	bool changed = strcmp(state, sweep->before) != 0;

	if (changed && (verdict == LEAK || (verdict == KILLED && !sweep->undo))) {
		state_print_difference(sweep->before, state);
	} else if (verdict == FAILOPEN || verdict == FOLDER) {
		state_print_difference(sweep->after, state);
	}
	verdict = restore(sweep, verdict, &state, true);
	if (verdict != UNSTRUCK || sweep->told) {
		tell(sweep, key, verdict, &got, out);
	}
	free(state);
	free(out);
	free(got.out);
	free(got.err);
	return verdict;
}

/*
 * Between a call of a process and its next one nothing happens that another could see: killed
 * after the one is killed before the other.  So only the first call of each has a run of its own.
 */
static bool is_first_of_process(const struct sweep *sweep, const struct seen_call *call)
{
	const struct seen_call *first = sweep->seen.item;

	while (first->process != call->process) {
		first++;
	}
	return first == call;
}

static void run_call(struct sweep *sweep, const struct seen_call *call)
{
	struct fault fault = { FAULT_ERROR, call->process, call->call, call->nth, 0 };
	bool known;

	for (const int *error = call_errors(call, &known); *error; error++) {
		fault.error = *error;
		run_once(sweep, &fault);
		if (sweep->brief) {
			break;
		}
	}
	if (!known) {
		printf("%s: no errors are known for call %ld\n", sweep->name, call->call);
		sweep->failed++;
	}
	fault.error = 0;
	if (call->may_be_short) {
		fault.kind = FAULT_SHORT;
		run_once(sweep, &fault);
	}
	fault.kind = FAULT_KILL_BEFORE;
	if (sweep->brief || sweep->only || is_first_of_process(sweep, call)) {
		run_once(sweep, &fault);
	}
	if (!sweep->brief) {
		fault.kind = FAULT_KILL_AFTER;
		run_once(sweep, &fault);
	}
}

/* Each call that came with Linux 5.2 or later: what is older is taken for granted. */
static void run_missing(struct sweep *sweep)
{
	enum { FIRST_NEW = 428, LAST_NEW = 511 };
	bool done[LAST_NEW + 1] = { false };

	for (size_t i = 0; i < sweep->seen.count; i++) {
		struct fault fault = { FAULT_MISSING, 0, sweep->seen.item[i].call, 0, ENOSYS };

		if (fault.call >= FIRST_NEW && fault.call <= LAST_NEW && !done[fault.call]) {
			done[fault.call] = true;
			run_once(sweep, &fault);
		}
	}
}

static void run_all(struct sweep *sweep)
{
	if (sweep->allocations) {
		struct fault fault = { FAULT_ALLOCATION, 0, 0, 1, ENOMEM };

		/* libseccomp makes very many in a few equal loops: the further, the fewer are
		 * tried. */
		while (run_once(sweep, &fault) != UNSTRUCK) {
			fault.nth += 1 + fault.nth / 50;
		}
		return;
	}
	for (size_t i = 0; i < sweep->seen.count && !sweep->missing; i++) {
		run_call(sweep, &sweep->seen.item[i]);
	}
	run_missing(sweep);
}

/* The run without a fault, which must not leave anything that UNDO does not undo. */
static int run_plain(struct sweep *sweep)
{
	struct outcome got;

	sweep->before = state_read(sweep->folder, sweep->network);
	trace_run(sweep->argv, NULL, &sweep->seen, &got);
	sweep->after = state_read(sweep->folder, sweep->network);
	sweep->status = got.status;
	sweep->out = state_name_namespaces(got.out);
	if (sweep->told) {
		printf("%s%s", got.err, sweep->out);
		state_print_difference(sweep->before, sweep->after);
	}
	if (got.hung || !WIFEXITED(got.status) || WEXITSTATUS(got.status) != 0) {
		printf("%s: fails without a fault: status=%x %s", sweep->name, got.status, got.err);
		return -1;
	}
	char *state = strdup(sweep->after);

	if (restore(sweep, SAME, &state, true) != SAME) {
		printf("%s: its undo does not undo it\n", sweep->name);
		return -1;
	}
	free(state);
	free(got.out);
	free(got.err);
	return 0;
}

static int read_options(struct sweep *sweep, int argc, char **argv)
{
	int letter;

	while ((letter = getopt(argc, argv, "+psvmMN1:n:u:w:")) != -1) {
		switch (letter) {
		case 'p': sweep->stepwise = true; break;
		case 's': sweep->brief = true; break;
		case 'v': sweep->told = true; break;
		case 'm': sweep->allocations = true; break;
		case 'M': sweep->missing = true; break;
		case '1':
			sweep->only = optarg;
			sweep->told = true;
			break;
		case 'N': sweep->network = true; break;
		case 'n': sweep->name = optarg; break;
		case 'u': sweep->undo = optarg; break;
		case 'w':
			if (sweep->folders < 15) {
				sweep->folder[sweep->folders++] = optarg;
			}
			break;
		default: return -1;
		}
	}
	sweep->argv = argv + optind;
	return optind < argc ? 0 : -1;
}

static double seconds_of(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

/* Of the processor, by this process and by all that it ran. */
static double seconds_used(void)
{
	struct rusage own, runs;

	getrusage(RUSAGE_SELF, &own);
	getrusage(RUSAGE_CHILDREN, &runs);
	return seconds_of(&own.ru_utime) + seconds_of(&own.ru_stime) + seconds_of(&runs.ru_utime) +
	       seconds_of(&runs.ru_stime);
}

/* Ends strange processes and compares the whole machine: not on anybody's machine. */
static bool is_sandbox(void)
{
	struct stat st;

	return stat("/proc/self/ns/pid", &st) == 0 && st.st_ino != 0xEFFFFFFCu && getppid() == 1;
}

int main(int argc, char **argv)
{
	struct sweep sweep = { .name = "line" };

	if (read_options(&sweep, argc, argv) < 0) {
		fprintf(stderr, "usage: faultsweep [-psvmN] [-1 FAULT] [-n NAME] [-u UNDO] "
				"[-w FOLDER]... -- COMMAND [ARGUMENT]...\n");
		return 2;
	}
	if (!is_sandbox()) {
		fprintf(stderr, "faultsweep: runs only as the child of PID 1 of a sandbox\n");
		return 2;
	}
	prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	state_note_processes();
	if (run_plain(&sweep) < 0) {
		return 1;
	}
	run_all(&sweep);
	printf("%s%s: %zu calls, %u runs, %.1f seconds:", sweep.name,
	       sweep.allocations ? " (memory)" : "", sweep.seen.count, sweep.runs, seconds_used());
	for (int i = 0; i < VERDICTS; i++) {
		if (sweep.count[i]) {
			printf(" %u %s", sweep.count[i], verdict_name[i]);
		}
	}
	printf("%s\n", sweep.failed ? " FAILED" : "");
	return sweep.failed ? 1 : 0;
}
