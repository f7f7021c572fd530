/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * topo - a small lab out of a few lines: made, drawn, and removed.
 *
 *     net lan 10.1.0.0/24          a network, with a subnet or without
 *     host a b                     namespaces
 *     join a lan 10.1.0.5          one on a network, with an address or without
 *     link a:p0 b:p0 10.9.0.1/30 10.9.0.2/30    a pair between two, with addresses or without
 *
 * Each line is what a verb does, in the order of the file; "down" removes the hosts and networks
 * that the file names.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "host.h"
#include "link.h"
#include "netname.h"
#include "network.h"
#include "place.h"
#include "state_memory.h"
#include "verb.h"

enum { WORDS = 64 };

/* One line: its words, and where it stands. */
struct line {
	const char *file;
	unsigned number;
	char *word[WORDS + 1];
	int count;
};

typedef int line_work(struct run *, const struct line *);

static int complain(struct run *run, const struct line *line, const char *what)
{
	run_step(run, "read line %u of %s", line->number, line->file);
	run_refuse(run, "%s", what);
	return run_failed(run);
}

static int run_verb(struct run *run, int (*verb)(struct run *, int, char **),
		    const char *const *words)
{
	char *argv[WORDS + 8];
	int argc = 0;

	for (; argc < WORDS + 7 && words[argc]; argc++) {
		argv[argc] = (char *)words[argc];
	}
	argv[argc] = NULL;
	run->failure = (struct failure){ 0 };
	return verb(run, argc, argv);
}

static int make_hosts(struct run *run, const struct line *line)
{
	const char *words[WORDS + 3] = { "add", "--lo" };

	for (int i = 1; i < line->count; i++) {
		words[i + 1] = line->word[i];
	}
	return run_verb(run, netns_add, words);
}

static int make_net(struct run *run, const struct line *line)
{
	const char *subnet = line->count > 2 ? line->word[2] : "auto";

	return run_verb(run, netns_net,
			(const char *const[]){ "net", "create", "--subnet", subnet, line->word[1],
					       NULL });
}

static int make_join(struct run *run, const struct line *line)
{
	const char *address = line->count > 3 ? line->word[3] : "auto";

	return run_verb(run, netns_up,
			(const char *const[]){ "up", "--net", line->word[2], "-4", address,
					       "--ifname", line->word[2], "--no-gateway",
					       line->word[1], NULL });
}

struct end {
	char name[NAME_MAX + 1];
	char link[IFNAMSIZ];
	struct address address;
};

static int read_end(const char *place, const char *address, struct end *end)
{
	const char *colon = strrchr(place, ':');

	*end = (struct end){ 0 };
	if (!colon || (size_t)(colon - place) >= sizeof end->name || !link_is_name(colon + 1) ||
	    (address && address_read(address, &end->address) < 0)) {
		return -1;
	}
	memcpy(end->name, place, (size_t)(colon - place));
	snprintf(end->link, sizeof end->link, "%s", colon + 1);
	return 0;
}

static int set_up_end(struct run *run, const struct end *end)
{
	struct address_text text;
	struct netlink inside;
	struct link link;

	if (netns_open_inside(run, end->name, &inside) < 0) {
		return -1;
	}
	run_step(run, "set up %s in %s", end->link, end->name);
	run_equivalent(run, "ip -n %s link set %s up", end->name, end->link);
	int result = link_find(run, &inside, end->link, &link) < 0
			     ? -1
			     : link_raise(run, &inside, end->link);
	if (result == 0 && end->address.family) {
		run_equivalent(run, "ip -n %s addr add %s dev %s%s", end->name,
			       address_print(&text, &end->address), end->link,
			       address_words(&end->address));
		result = link_add_address(run, &inside, link.index, &end->address);
	}
	if (result == 0) {
		result = netlink_send(run, &inside);
	}
	netlink_close(&inside);
	return result;
}

/* Born in the first namespace, with the second's end beside it; that one is moved. */
static int make_link(struct run *run, const struct line *line)
{
	struct end one, other;
	char here[IFNAMSIZ];

	if (read_end(line->word[1], line->count > 3 ? line->word[3] : NULL, &one) < 0 ||
	    read_end(line->word[2], line->count > 4 ? line->word[4] : NULL, &other) < 0) {
		return complain(run, line, "link takes HOST:LINK HOST:LINK [ADDRESS ADDRESS]");
	}
	snprintf(here, sizeof here, "topo%u", line->number);
	int status = run_verb(run, netns_link,
			      (const char *const[]){ "link", "add", "--peer", here, line->word[1],
						     NULL });
	if (status) {
		return status;
	}
	/* The verb cut its operand in two. */
	line->word[1][strlen(one.name)] = ':';
	status = run_verb(run, netns_link,
			  (const char *const[]){ "link", "move", here, line->word[2], NULL });
	if (status) {
		struct run undo = *run;

		/* Now: would it end with its namespace, it would be here for a while yet. */
		run_verb(&undo, netns_link,
			 (const char *const[]){ "link", "del", line->word[1], NULL });
		return status;
	}
	line->word[2][strlen(other.name)] = ':';
	return set_up_end(run, &one) < 0 || set_up_end(run, &other) < 0 ? run_failed(run) : 0;
}

static const struct {
	const char *word;
	int least, most; /* words of the line */
	line_work *make;
	const char *form;
} kinds[] = {
	{ "net", 2, 3, make_net, "net takes NAME [SUBNET]" },
	{ "host", 2, WORDS, make_hosts, "host takes NAME..." },
	{ "join", 3, 4, make_join, "join takes HOST NET [ADDRESS]" },
	{ "link", 3, 5, make_link, "link takes HOST:LINK HOST:LINK [ADDRESS ADDRESS]" },
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

static int find_kind(const struct line *line)
{
	for (int i = 0; i < KINDS; i++) {
		if (strcmp(kinds[i].word, line->word[0]) == 0) {
			return i;
		}
	}
	return -1;
}

static int make_line(struct run *run, const struct line *line)
{
	return kinds[find_kind(line)].make(run, line);
}

static int check_line(struct run *run, const struct line *line)
{
	int kind = find_kind(line);

	if (kind < 0) {
		return complain(run, line, "a line begins with net, host, join or link");
	}
	return line->count < kinds[kind].least || line->count > kinds[kind].most
		       ? complain(run, line, kinds[kind].form)
		       : 0;
}

/* What cannot be looked for may be there: the verb that removes it then says why it cannot. */
static bool is_gone(const char *path)
{
	return access(path, F_OK) < 0 && errno == ENOENT;
}

static int remove_hosts(struct run *run, const struct line *line)
{
	int status = 0;

	for (int i = 1; strcmp(line->word[0], "host") == 0 && i < line->count; i++) {
		char path[sizeof NETNAME_FOLDER + NAME_MAX + 2];

		snprintf(path, sizeof path, NETNAME_FOLDER "/%.255s", line->word[i]);
		if (!is_gone(path)) {
			status |= run_verb(run, netns_del,
					   (const char *const[]){ "del", line->word[i], NULL });
		}
	}
	return status;
}

static int remove_net(struct run *run, const struct line *line)
{
	char path[64];

	if (strcmp(line->word[0], "net") != 0) {
		return 0;
	}
	snprintf(path, sizeof path, STATE_FOLDER "/network:%.20s", line->word[1]);
	return is_gone(path) ? 0
			     : run_verb(run, netns_net,
					(const char *const[]){ "net", "rm", line->word[1], NULL });
}

static int draw_line(struct run *run, const struct line *line)
{
	(void)run;
	if (strcmp(line->word[0], "net") == 0) {
		printf("[%s]%s%s\n", line->word[1], line->count > 2 ? " " : "",
		       line->count > 2 ? line->word[2] : "");
	} else if (strcmp(line->word[0], "join") == 0) {
		printf("[%s]---- %s%s%s\n", line->word[2], line->word[1],
		       line->count > 3 ? "  " : "", line->count > 3 ? line->word[3] : "");
	} else if (strcmp(line->word[0], "link") == 0) {
		printf("%s%s%s <---> %s%s%s\n", line->word[1], line->count > 3 ? " " : "",
		       line->count > 3 ? line->word[3] : "", line->count > 4 ? line->word[4] : "",
		       line->count > 4 ? " " : "", line->word[2]);
	}
	return 0;
}

/* Does work for each line that says something, until one fails; returns that one's status. */
static int each_line(struct run *run, const char *path, line_work *work)
{
	struct line line = { .file = path };
	FILE *file = fopen(path, "re");
	char *text = NULL;
	size_t size = 0;
	int status = 0;

	if (!file) {
		run_step(run, "read %s", path);
		run_refuse(run, "%s", strerrordesc_np(errno));
		return run_failed(run);
	}
	while (status == 0 && getline(&text, &size, file) > 0) {
		char *rest = text, *word;

		line.number++;
		line.count = 0;
		text[strcspn(text, "#")] = '\0';
		while ((word = strsep(&rest, " \t\n")) && line.count < WORDS) {
			if (*word) {
				line.word[line.count++] = word;
			}
		}
		line.word[line.count] = NULL;
		status = line.count ? work(run, &line) : 0;
	}
	if (status == 0 && !feof(file)) {
		run_step(run, "read %s", path);
		run_refuse(run, "%s", strerrordesc_np(errno));
		status = run_failed(run);
	}
	free(text);
	fclose(file);
	return status;
}

static int take_apart(struct run *run, const char *path)
{
	int status = each_line(run, path, remove_hosts);

	return status | each_line(run, path, remove_net);
}

/* A verb may have failed on its way back from a namespace: what it made is not in there. */
static void take_apart_from(struct run *run, int own_fd, const char *path)
{
	struct run undo = *run;

	undo.failure = (struct failure){ 0 };
	netns_host_return(&undo, &(struct host){ .own_fd = own_fd });
	take_apart(run, path);
}

/* The whole file is read for mistakes before its first line is done. */
static int put_together(struct run *run, const char *path)
{
	int status = each_line(run, path, check_line), own_fd = -1;

	if (status == 0 && (own_fd = netname_open_own(run)) < 0) {
		return run_failed(run);
	}
	if (status == 0) {
		status = each_line(run, path, make_line);
		if (status) {
			take_apart_from(run, own_fd, path);
		}
		close(own_fd);
	}
	return status;
}

static int draw(struct run *run, const char *path)
{
	int status = each_line(run, path, check_line);

	return status ? status : each_line(run, path, draw_line);
}

/* Under --dry-run each line is to know what those before it would have made. */
static int rehearse(struct run *run, int (*work)(struct run *, const char *), const char *path)
{
	struct state_memory *memory = NULL;
	struct state state;

	run->rehearsal = &memory;
	int status = state_open(run, &state, STATE_IF_THERE) < 0 ? run_failed(run) : 0;
	if (status == 0) {
		state_close(run, &state);
		status = work(run, path);
	}
	run->rehearsal = NULL;
	state_memory_free(memory);
	return status;
}

int netns_topo(struct run *run, int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*work)(struct run *, const char *);
	} works[] = { { "up", put_together }, { "down", take_apart }, { "show", draw } };
	const struct tool tool = {
		.name = "cns-netns topo",
		.summary = "Make, remove or draw the lab that a file describes.",
		.operands = "up|down|show FILE",
		.operands_min = 2,
		.operands_max = 2,
	};
	struct option_outcome asked = option_parse(&tool, run, argc, argv);

	if (asked.result != OPTION_GO) {
		return asked.status;
	}
	for (size_t i = 0; i < sizeof works / sizeof works[0]; i++) {
		if (strcmp(works[i].name, asked.operand[0]) == 0) {
			int status = run->dry ? rehearse(run, works[i].work, asked.operand[1])
					      : works[i].work(run, asked.operand[1]);

			return status ? status : option_answered(run);
		}
	}
	return option_complain(&tool, "up, down or show is wanted, not '%s'", asked.operand[0]);
}
