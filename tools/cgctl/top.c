/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl top - the groups that use most, on a full screen or line by line */
#include "top.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cgctl.h"
#include "table.h"

enum { PAGE = 10, QUICKEST = 100, SLOWEST = 60000 };

struct request {
	const char *interval;
	const char *sort;
	uint64_t times;
	int milliseconds;
	bool batch, flat;
	const char *name;
	struct table_format format;
};

/* One session. */
struct session {
	struct run *run;
	struct cgroup_tree tree;
	char path[CGROUP_PATH_MAX];
	struct top_model model;
	struct top_view view;
	int milliseconds; /* between two looks */
	bool over;
};

static volatile sig_atomic_t told_to_end, told_to_stop;

static void end(int signal)
{
	told_to_end = signal;
}

static void stop(int signal)
{
	told_to_stop = signal;
}

static void wake(int signal)
{
	(void)signal;
}

static struct option_outcome read_request(struct request *want, struct run *run, int argc,
					  char **argv)
{
	struct option_row listing[TABLE_OPTIONS];
	const struct option_row options[] = {
		{ 'i', "interval", "SECONDS", "look again after this time (1)",
		  .text = &want->interval },
		{ 'c', "count", "NUMBER", "look so many times", .number = &want->times },
		{ 's', "sort", "NAME", "cpu, memory, io, pids, pressure or name",
		  .text = &want->sort },
		{ 'l', "list", NULL, "a list, not a tree", .flag = &want->flat },
		{ 'b', "batch", NULL, "print lines instead of a full screen", OPTION_PEER,
		  .flag = &want->batch },
		{ .rows = listing },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-cgctl top",
		.summary = "Show the groups that use most, again and again.",
		.operands = "[CGROUP]",
		.operands_max = 1,
		.rows = options,
	};

	table_options(listing, &want->format);
	struct option_outcome outcome = option_parse(&tool, run, argc, argv);
	if (outcome.result == OPTION_GO) {
		want->name = outcome.count ? outcome.operand[0] : NULL;
		want->batch |= want->format.json || want->format.raw || want->format.quiet ||
			       want->format.output;
	}
	return outcome;
}

static struct top_row *selected(struct session *session)
{
	const struct top_model *model = &session->model;
	struct top_row *row = session->view.selected < model->order_count
				      ? &model->row[model->order[session->view.selected]]
				      : NULL;

	return row && row->id == session->view.selected_id ? row : NULL;
}

/* After each look and each new order: the selection stays with its group. */
static void follow(struct session *session)
{
	top_view_follow(&session->model, &session->view);
}

static void reorder(struct session *session)
{
	top_model_order(session->run, &session->model);
	follow(session);
}

static void act(struct session *session, char key)
{
	const struct top_row *row = selected(session);

	if (row) {
		top_act(session->run, &session->tree, row, key, &session->view);
	} else {
		snprintf(session->view.message, sizeof session->view.message,
			 "no group is selected");
	}
}

/* A line is being typed: for the filter it holds at once. */
static void type(struct session *session, int key)
{
	struct top_view *view = &session->view;
	size_t length = strlen(view->answer);

	if (key == 27 || key == '\n' || key == '\r') {
		char prompt = view->prompt;

		view->prompt = 0;
		if (key == 27 && prompt == '/') {
			session->model.filter[0] = '\0';
		} else if (key != 27 && prompt != '/') {
			act(session, prompt);
		}
	} else if ((key == 127 || key == 8) && length > 0) {
		view->answer[length - 1] = '\0';
	} else if (key >= ' ' && key < 127 && length + 1 < sizeof view->answer) {
		view->answer[length] = (char)key;
		view->answer[length + 1] = '\0';
		if (view->prompt == 'K') {
			type(session, '\n');
			return;
		}
	}
	if (view->prompt == '/') {
		memcpy(session->model.filter, view->answer, sizeof session->model.filter);
	}
	reorder(session);
}

static void ask(struct session *session, int key)
{
	const struct top_row *row = selected(session);

	if (!row && key != '/') {
		snprintf(session->view.message, sizeof session->view.message,
			 "no group is selected");
		return;
	}
	snprintf(session->view.target, sizeof session->view.target, "%s", row ? row->path : "");
	session->view.prompt = (char)key;
	session->view.answer[0] = '\0';
}

static void move(struct top_view *view, const struct top_model *model, ptrdiff_t by)
{
	ptrdiff_t to = (ptrdiff_t)view->selected + by;

	to = to >= (ptrdiff_t)model->order_count ? (ptrdiff_t)model->order_count - 1 : to;
	view->selected = to < 0 ? 0 : (size_t)to;
	view->selected_id = model->order_count ? model->row[model->order[view->selected]].id : 0;
}

static bool press_move(struct session *session, int key)
{
	ptrdiff_t all = (ptrdiff_t)session->model.count, by = 0;

	switch (key) {
	case KEY_UP:
	case 'k': by = -1; break;
	case KEY_DOWN:
	case 'j': by = 1; break;
	case KEY_PAGE_UP: by = -PAGE; break;
	case KEY_PAGE_DOWN: by = PAGE; break;
	case KEY_HOME: by = -all; break;
	case KEY_END: by = all; break;
	default: return false;
	}
	move(&session->view, &session->model, by);
	return true;
}

static void sort_or_fold(struct session *session, int key)
{
	static const char sorts[] = "cmipPn";
	const char *sort = key > 0 && key < 256 ? strchr(sorts, key) : NULL;
	struct top_row *row = selected(session);

	if (sort) {
		session->model.sort = (enum top_sort)(sort - sorts);
	} else if (key == 'r') {
		session->model.reverse = !session->model.reverse;
	} else if (key == 't') {
		session->model.tree = !session->model.tree;
	} else if (row && (key == ' ' || key == '+' || key == '-')) {
		row->folded = key == '-' || (key == ' ' && !row->folded);
	}
	reorder(session);
}

/* Half as long between two looks, or twice. */
static void hurry(struct session *session, int key)
{
	int now = key == '<' ? session->milliseconds / 2 : session->milliseconds * 2;

	session->milliseconds = now < QUICKEST ? QUICKEST : now > SLOWEST ? SLOWEST : now;
	snprintf(session->view.message, sizeof session->view.message, "looks again after %d.%03d s",
		 session->milliseconds / 1000, session->milliseconds % 1000);
}

static void press(struct session *session, int key)
{
	if (session->view.prompt) {
		type(session, key);
		return;
	}
	session->view.message[0] = '\0';
	if (session->view.help) {
		session->view.help = false;
		return;
	}
	if (press_move(session, key)) {
		return;
	}
	switch (key) {
	case 'q': session->over = true; break;
	case 'h':
	case '?': session->view.help = true; break;
	case 'F': act(session, 'F'); break;
	case '<':
	case '>': hurry(session, key); break;
	case 'K':
	case 's':
	case '/': ask(session, key); break;
	default: sort_or_fold(session, key); break;
	}
}

static long milliseconds_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Stopped (^Z), the terminal is given back first, and taken again by who goes on. */
static void pause_screen(struct session *session)
{
	const struct sigaction stopping = { .sa_handler = stop },
			       by_default = { .sa_handler = SIG_DFL };

	told_to_stop = 0;
	top_view_close();
	sigaction(SIGTSTP, &by_default, NULL);
	raise(SIGTSTP);
	sigaction(SIGTSTP, &stopping, NULL);
	session->over = top_view_open(session->run) < 0;
}

/* Presses what is typed until it is time to look again. */
static void wait_for_keys(struct session *session, long until)
{
	struct pollfd terminal = { .fd = STDIN_FILENO, .events = POLLIN };
	char typed[64];

	for (long left;
	     !session->over && !told_to_end && (left = until - milliseconds_now()) > 0;) {
		if (told_to_stop) {
			pause_screen(session);
		} else if (poll(&terminal, 1, (int)left) > 0) {
			ssize_t length = read(STDIN_FILENO, typed, sizeof typed - 1);

			if (length <= 0) {
				session->over = true;
				return;
			}
			typed[length] = '\0';
			for (const char *next = typed; *next;) {
				press(session, top_next_key(&next));
			}
		}
		top_view_draw(&session->model, &session->view);
	}
}

/* Ended by a signal, the terminal is given back first, and then the signal has its way. */
static int run_screen(struct session *session, const struct request *want)
{
	const struct sigaction ending = { .sa_handler = end }, waking = { .sa_handler = wake },
			       stopping = { .sa_handler = stop };
	const char *language = getenv("LC_ALL")     ? getenv("LC_ALL")
			       : getenv("LC_CTYPE") ? getenv("LC_CTYPE")
						    : getenv("LANG");
	int result = top_view_open(session->run);

	session->view.colour = !getenv("NO_COLOR");
	session->view.utf8 = language && strcasestr(language, "utf");
	sigaction(SIGINT, &ending, NULL);
	sigaction(SIGTERM, &ending, NULL);
	sigaction(SIGHUP, &ending, NULL);
	sigaction(SIGTSTP, &stopping, NULL);
	sigaction(SIGWINCH, &waking, NULL);
	for (uint64_t i = 0; result == 0 && !session->over && !told_to_end; i++) {
		long start = milliseconds_now();

		result = top_model_look(session->run, &session->tree, session->path,
					&session->model);
		follow(session);
		if (want->times && i >= want->times) {
			break;
		}
		top_view_draw(&session->model, &session->view);
		/* The second look follows soon, so that there are rates to see. */
		wait_for_keys(session,
			      start + (i == 0 ? session->milliseconds / 4 : session->milliseconds));
	}
	top_view_close();
	if (told_to_end) {
		const struct sigaction by_default = { .sa_handler = SIG_DFL };

		sigaction(told_to_end, &by_default, NULL);
		raise(told_to_end);
	}
	return result < 0 ? run_failed(session->run) : 0;
}

static int read_sort(struct run *run, const char *name, enum top_sort *sort)
{
	run_step(run, "read --sort");
	for (*sort = TOP_CPU; *sort < TOP_SORTS; (*sort)++) {
		if (strcmp(top_sort_name(*sort), name) == 0) {
			return 0;
		}
	}
	return run_refuse(run, "'%.60s' is none of cpu, memory, io, pids, pressure, name", name);
}

int cgctl_top(struct run *run, int argc, char **argv)
{
	struct request want = { .interval = "1", .sort = "cpu" };
	struct option_outcome asked = read_request(&want, run, argc, argv);
	static struct session session;

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	session.run = run;
	session.model.tree = !want.flat && !want.batch;
	if (cgctl_read_timeout(run, want.interval, &want.milliseconds) < 0 ||
	    read_sort(run, want.sort, &session.model.sort) < 0 ||
	    cgroup_tree_open(run, &session.tree) < 0) {
		return run_failed(run);
	}
	const char *name = want.name ? want.name : *session.tree.base ? session.tree.base : "/";
	if (cgroup_name_resolve(run, &session.tree, name, session.path) < 0) {
		return run_failed(run);
	}
	session.milliseconds = want.milliseconds;
	if (!want.batch) {
		return run_screen(&session, &want);
	}
	const struct top_batch batch = { &session.tree, session.path, &want.format, want.times,
					 want.milliseconds };
	return top_batch_print(run, &batch, &session.model);
}
