/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace - run a command under ptrace(2) and make one of its calls fail.
 *
 * Each process is followed from its first exec of a program of ours to the exec of any other
 * (the command, getent, newuidmap), which is let go.  The loader's calls do not count.  A call
 * that is to fail is replaced by none at all (-1) and its result is written when it ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/user.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sweep.h"

enum { PROCESSES = 64, CALLS = 512 };

struct process {
	pid_t pid;
	bool ours;                   /* runs a program of ours now */
	uint64_t loader, loader_end; /* where ld.so lies, which makes calls of its own */
	bool failing, shortened;     /* the call that it is in */
	long last;                   /* and before */
	bool restarts;               /* the kernel gave the last one up and makes it again */
	uint64_t asked;              /* the length that was shortened */
	int count[CALLS];
};

struct trace {
	struct process process[PROCESSES];
	int count;
	const struct fault *fault;
	struct seen_list *seen;
	struct outcome *outcome;
	pid_t first;
	bool ended; /* the first process has */
	long moved; /* when a call was made last */
};

static struct process *process_find(struct trace *trace, pid_t pid)
{
	for (int i = 0; i < trace->count; i++) {
		if (trace->process[i].pid == pid) {
			return &trace->process[i];
		}
	}
	if (trace->count == PROCESSES) {
		return NULL;
	}
	struct process *new = &trace->process[trace->count++];

	memset(new, 0, sizeof(*new));
	new->pid = pid;
	return new;
}

/* A program of ours: cns-*, or the sealed copy of one. */
static bool is_ours(pid_t pid)
{
	char link[64], path[4096];

	snprintf(link, sizeof(link), "/proc/%d/exe", pid);
	ssize_t length = readlink(link, path, sizeof(path) - 1);

	if (length < 0) {
		return false;
	}
	path[length] = '\0';
	const char *name = strrchr(path, '/');

	/* A detached clone of the program alone has no path but its root. */
	return strcmp(path, "/") == 0 || strstr(path, "memfd:") ||
	       (name && strncmp(name, "/cns-", 5) == 0);
}

static void find_loader(struct process *process)
{
	char path[64], line[4096];

	snprintf(path, sizeof(path), "/proc/%d/maps", process->pid);
	process->loader = process->loader_end = 0;
	FILE *file = fopen(path, "re");

	while (file && fgets(line, sizeof(line), file)) {
		unsigned long from, to;

		if (strstr(line, "/ld-linux") && sscanf(line, "%lx-%lx", &from, &to) == 2) {
			process->loader = process->loader ? process->loader : from;
			process->loader_end = to;
		}
	}
	if (file) {
		fclose(file);
	}
}

/* A regular file, or a pipe that is read: what a pipe takes at once, it takes whole. */
static bool may_be_short(pid_t pid, long call, const uint64_t *argument)
{
	char path[64];
	struct stat st;
	struct statfs fs;

	if ((call != SYS_read && call != SYS_write && call != SYS_pread64 &&
	     call != SYS_pwrite64) ||
	    argument[2] < 2) {
		return false;
	}
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, (int)argument[0]);
	if (stat(path, &st) < 0 || statfs(path, &fs) < 0 || !S_ISREG(st.st_mode)) {
		return false;
	}
	return call == SYS_read || call == SYS_pread64 ||
	       (fs.f_type != PROC_SUPER_MAGIC && fs.f_type != CGROUP2_SUPER_MAGIC &&
		fs.f_type != CGROUP_SUPER_MAGIC && fs.f_type != SYSFS_MAGIC);
}

static bool is_stream(pid_t pid, long call, const uint64_t *argument)
{
	char path[64];
	struct stat st;

	if (call != SYS_read && call != SYS_write && call != SYS_readv && call != SYS_writev) {
		return false;
	}
	snprintf(path, sizeof(path), "/proc/%d/fd/%d", pid, (int)argument[0]);
	return stat(path, &st) == 0 && (S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

static void note_seen(struct trace *trace, const struct seen_call *call)
{
	struct seen_list *list = trace->seen;

	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 256;
		list->item = realloc(list->item, list->room * sizeof(*list->item));
		if (!list->item) {
			abort();
		}
	}
	list->item[list->count++] = *call;
}

static void set_register(pid_t pid, size_t offset, uint64_t value)
{
	ptrace(PTRACE_POKEUSER, pid, offset, value);
}

static bool is_meant(const struct fault *fault, const struct seen_call *call)
{
	return fault && fault->call == call->call &&
	       (fault->kind == FAULT_MISSING ||
		(fault->process == call->process && fault->nth == call->nth));
}

/* The fault at the entry of a call; true when the process is now dead. */
static bool strike(struct trace *trace, struct process *process, const struct seen_call *call)
{
	const struct fault *fault = trace->fault;

	if (!is_meant(fault, call)) {
		return false;
	}
	trace->outcome->struck = true;
	switch (fault->kind) {
	case FAULT_KILL_BEFORE: kill(process->pid, SIGKILL); return true;
	case FAULT_SHORT:
		process->shortened = true;
		process->asked = call->argument[2];
		set_register(process->pid, offsetof(struct user_regs_struct, rdx),
			     process->asked / 2);
		break;
	case FAULT_ERROR:
	case FAULT_MISSING:
		if (!call_is_made_anyway(call->call)) {
			set_register(process->pid, offsetof(struct user_regs_struct, orig_rax),
				     (uint64_t)-1);
		}
		process->failing = true;
		break;
	default: process->failing = true;
	}
	return false;
}

static bool on_entry(struct trace *trace, struct process *process,
		     const struct __ptrace_syscall_info *info)
{
	struct seen_call call = { .process = (int)(process - trace->process),
				  .call = (long)info->entry.nr };

	if (call.call < 0 || call.call >= CALLS ||
	    (info->instruction_pointer >= process->loader &&
	     info->instruction_pointer < process->loader_end)) {
		return false;
	}
	memcpy(call.argument, info->entry.args, sizeof(call.argument));
	if (call.call == SYS_prctl && call.argument[0] == TRACE_ALLOCATION) {
		trace->outcome->struck = true;
	}
	bool again = process->restarts && process->last == call.call;

	process->restarts = false;
	process->last = call.call;
	process->count[call.call] += !again;
	call.nth = process->count[call.call];
	if (trace->seen && !again) {
		call.may_be_short = may_be_short(process->pid, call.call, call.argument);
		call.is_stream = is_stream(process->pid, call.call, call.argument);
		note_seen(trace, &call);
	}
	return strike(trace, process, &call);
}

/*
 * Of the kernel to itself: a call that waits for a lock, as a write to a sysctl of the network does
 * while anybody on the machine holds that of all networks, is given up and made again, thousands
 * of times perhaps.  It is one call all the same.
 */
static bool is_restarted(int64_t result)
{
	enum { ERESTARTNOINTR = 513 };

	return result == -ERESTARTNOINTR;
}

static bool on_return(struct trace *trace, struct process *process, int64_t result)
{
	process->restarts = is_restarted(result);
	if (process->shortened) {
		set_register(process->pid, offsetof(struct user_regs_struct, rdx), process->asked);
		process->shortened = false;
	}
	if (process->failing) {
		process->failing = false;
		if (process->restarts) {
			return false;
		}
		if (trace->fault->kind == FAULT_KILL_AFTER) {
			kill(process->pid, SIGKILL);
			return true;
		}
		set_register(process->pid, offsetof(struct user_regs_struct, rax),
			     (uint64_t)-trace->fault->error);
	}
	return false;
}

static void on_call(struct trace *trace, struct process *process)
{
	struct __ptrace_syscall_info info;
	bool dead = false;

	if (process->ours &&
	    ptrace(PTRACE_GET_SYSCALL_INFO, process->pid, sizeof(info), &info) > 0) {
		if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
			dead = on_entry(trace, process, &info);
		} else if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
			dead = on_return(trace, process, info.exit.rval);
		}
	}
	if (!dead) {
		ptrace(PTRACE_SYSCALL, process->pid, 0, 0);
	}
}

static void on_event(struct trace *trace, struct process *process, int event, int signal)
{
	unsigned long child;

	switch (event) {
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		if (ptrace(PTRACE_GETEVENTMSG, process->pid, 0, &child) == 0) {
			struct process *new = process_find(trace, (pid_t)child);

			if (new) {
				new->ours = process->ours;
				new->loader = process->loader;
				new->loader_end = process->loader_end;
			}
		}
		break;
	case PTRACE_EVENT_EXEC:
		process->ours = is_ours(process->pid);
		if (!process->ours) {
			ptrace(PTRACE_DETACH, process->pid, 0, 0);
			return;
		}
		find_loader(process);
		break;
	case PTRACE_EVENT_STOP:
		if (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN ||
		    signal == SIGTTOU) {
			ptrace(PTRACE_LISTEN, process->pid, 0, 0);
			return;
		}
		break;
	default: break;
	}
	ptrace(PTRACE_SYSCALL, process->pid, 0, 0);
}

static void on_stop(struct trace *trace, pid_t pid, int status)
{
	struct process *process = process_find(trace, pid);
	int signal = WSTOPSIG(status), event = status >> 16;

	if (!process) {
		ptrace(PTRACE_DETACH, pid, 0, 0);
	} else if (signal == (SIGTRAP | 0x80)) {
		on_call(trace, process);
	} else if (event) {
		on_event(trace, process, event, signal);
	} else {
		ptrace(PTRACE_SYSCALL, pid, 0, signal);
	}
}

static void tick(int signal)
{
	(void)signal;
}

static long milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/*
 * In milliseconds.  What hangs does nothing at all: a loaded machine is slow, but goes on.  BUSY
 * without a call is a loop without an end.
 */
enum { SILENCE = 2000, PATIENCE = 10000, BUSY = 10000, LEFT = 400, MOST_TIME = 60000 };

/* Says when to give up: later as long as calls are made, or something is at work. */
static long next_end(struct trace *trace, long begun, bool moved, long end)
{
	long now = milliseconds(), silence = getenv("FAULTS_PATIENCE") ? PATIENCE : SILENCE;

	if (moved) {
		trace->moved = now;
	}
	if (moved && !trace->ended && now - begun < MOST_TIME) {
		return now + silence;
	}
	if (now > end && now - trace->moved < BUSY && state_is_busy()) {
		return now + LEFT / 4;
	}
	return end;
}

/* Until all have ended, or nothing more comes of the first process or of what it leaves. */
static void follow(struct trace *trace)
{
	struct itimerval every = { { 0, 50000 }, { 0, 50000 } }, never = { { 0, 0 }, { 0, 0 } };
	struct sigaction action = { .sa_handler = tick };
	long begun = milliseconds(), end = begun + SILENCE;

	trace->moved = begun;
	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &every, NULL);
	for (;;) {
		int status;
		pid_t pid = waitpid(-1, &status, __WALL);

		if (pid < 0 && errno == ECHILD) {
			break;
		}
		if (pid > 0 && WIFSTOPPED(status)) {
			on_stop(trace, pid, status);
		} else if (pid == trace->first) {
			trace->ended = true;
			trace->outcome->status = status;
			end = milliseconds() + LEFT;
		}
		end = next_end(trace, begun, pid > 0, end);
		if (milliseconds() > end) {
			trace->outcome->hung = !trace->ended;
			break;
		}
	}
	setitimer(ITIMER_REAL, &never, NULL);
}

static char *drain(int fd)
{
	enum { MOST = 1 << 18 };
	static char text[MOST + 1];
	size_t length = 0;
	ssize_t got;

	while (length < MOST && (got = read(fd, text + length, MOST - length)) > 0) {
		length += (size_t)got;
	}
	close(fd);
	text[length] = '\0';
	return strdup(text);
}

static void become(char **argv, const struct fault *fault, int go, int out, int err)
{
	char byte, number[16];
	int null = open("/dev/null", O_RDONLY);

	dup2(null, 0);
	dup2(out, 1);
	dup2(err, 2);
	if (read(go, &byte, 1) != 1) {
		_exit(99);
	}
	if (fault && fault->kind == FAULT_ALLOCATION) {
		snprintf(number, sizeof(number), "%d", fault->nth);
		setenv("FAULTS_ALLOCATION", number, 1);
	}
	unsetenv("FAULTS_PATIENCE");
	close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
	execvp(argv[0], argv);
	_exit(99);
}

void trace_run(char **argv, const struct fault *fault, struct seen_list *seen,
	       struct outcome *outcome)
{
	static struct trace trace;
	int out[2], err[2], go[2];

	memset(&trace, 0, sizeof(trace));
	memset(outcome, 0, sizeof(*outcome));
	trace.fault = fault && fault->kind != FAULT_ALLOCATION ? fault : NULL;
	trace.seen = seen;
	trace.outcome = outcome;
	if (pipe2(out, O_CLOEXEC) < 0 || pipe2(err, O_CLOEXEC) < 0 || pipe2(go, O_CLOEXEC) < 0) {
		abort();
	}
	fcntl(out[0], F_SETFL, O_NONBLOCK);
	fcntl(err[0], F_SETFL, O_NONBLOCK);
	fcntl(out[1], F_SETPIPE_SZ, 1 << 18);
	trace.first = fork();
	if (trace.first == 0) {
		become(argv, fault, go[0], out[1], err[1]);
	}
	process_find(&trace, trace.first);
	ptrace(PTRACE_SEIZE, trace.first, 0,
	       PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
		       PTRACE_O_TRACECLONE | PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL);
	if (write(go[1], "g", 1) != 1) {
		abort();
	}
	close(go[0]);
	close(go[1]);
	close(out[1]);
	close(err[1]);
	follow(&trace);
	if (outcome->hung) {
		outcome->status = -1;
	}
	state_end_processes();
	outcome->out = drain(out[0]);
	outcome->err = drain(err[0]);
}
