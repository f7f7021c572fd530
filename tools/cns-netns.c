/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-netns - make network namespaces and connect them */
#include "netns/verb.h"
#include "option.h"

/* A verb without a summary is another spelling of ip-netns(8), and is not listed. */
static const struct verb verbs[] = {
	{ "list", "list the named namespaces", "", netns_list },
	{ "add", "make namespaces with these names", "NAME...", netns_add },
	{ "attach", "name the namespace of a process", "NAME TARGET", netns_attach },
	{ "del", "remove names", "NAME...", netns_del },
	{ "exec", "run a command in one", "NAME COMMAND [ARGUMENT]...", netns_exec },
	{ "identify", "the names of a process's namespace", "[TARGET]...", netns_identify },
	{ "pids", "the processes in one", "NAME...", netns_pids },
	{ "up", "connect namespaces to a network", "NAME|TARGET...", netns_up },
	{ "down", "disconnect them", "NAME|TARGET...", netns_down },
	{ "net", "make, remove and list networks", "[VERB [ARGUMENT]...]", netns_net },
	{ "publish", "publish ports of a namespace", "NAME|TARGET PORT...", netns_publish },
	{ "unpublish", "take them back", "NAME|TARGET PORT...", netns_unpublish },
	{ "ports", "list published ports", "", netns_ports },
	{ "uplink", "a way out without root", "[NAME|TARGET]...", netns_uplink },
	{ "set", "give a namespace a number", "NAME NUMBER|auto", netns_set },
	{ "list-id", "list such numbers", "[target-nsid NUMBER] [nsid NUMBER]", netns_list_id },
	{ "monitor", "say when names come and go", "", netns_monitor },
	{ "holders", "who keeps a namespace alive", "TARGET", netns_holders },
	{ "link", "make, remove and move single links", "VERB [ARGUMENT]...", netns_link },
	{ "addr", "list, add and remove addresses", "[VERB [ARGUMENT]...]", netns_addr },
	{ "route", "list, add and remove routes", "[VERB [ARGUMENT]...]", netns_route },
	{ "links", "which namespace a link belongs to", "", netns_links },
	{ "stats", "traffic of named namespaces", "[NAME]...", netns_stats },
	{ "limit", "limit the traffic of one that is up",
	  "NAME [in=RATE] [out=RATE] [delay=TIME] [loss=PERCENT]", netns_limit },
	{ "topo", "make, remove or draw a lab", "up|down|show FILE", netns_topo },
	{ "check", "tell what is no longer as up made it", "[NAME]...", netns_check },
	{ "repair", "make rules and settings anew", "", netns_repair },
	{ "doctor", "name what is in the way, and the cure", "", netns_doctor },
	{ "orphans", "list what was left behind", "", netns_orphans },
	{ "gc", "remove it", "", netns_gc },
	{ "show", NULL, "", netns_list },
	{ "lst", NULL, "", netns_list },
	{ "delete", NULL, "NAME...", netns_del },
	{ 0 },
};

int main(int argc, char **argv)
{
	bool all = false, json = false;
	/* What ip(8) takes in front of "netns". */
	const struct option_row options[] = {
		{ 'a', "all", NULL, "before del, exec and down: as behind them",
		  OPTION_PEER | OPTION_OF_VERB, .flag = &all },
		{ 'j', "json", NULL, "before a verb that prints JSON: as behind it",
		  OPTION_PEER | OPTION_OF_VERB, .flag = &json },
		{ 0 },
	};
	const struct tool tool = {
		.name = "cns-netns",
		.summary = "Make network namespaces, name them, and connect them.",
		.operands = "[VERB [ARGUMENT]...]",
		.operands_max = -1,
		.rows = options,
		.verbs = verbs,
		.one_hyphen = true,
		.peer_verbs = "list show lst list-id add set delete identify pids exec monitor "
			      "attach",
	};
	struct run run = { 0 };

	return option_run_verb(&tool, &run, argc, argv);
}
