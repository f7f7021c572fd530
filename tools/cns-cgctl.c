/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cns-cgctl - make, limit, watch and empty control groups */
#include "cgctl/cgctl.h"

static const struct verb verbs[] = {
	{ "info", "What this machine's control groups can do.", "[CGROUP]", cgctl_info },
	{ "create", "Make groups.", "CGROUP...", cgctl_create },
	{ "run", "Run a command in a group.", "CGROUP [--] COMMAND [ARGUMENT]...", cgctl_run },
	{ "set", "Set limits of a group.", "CGROUP [KEY=VALUE]...", cgctl_set },
	{ "get", "Print values of a group.", "CGROUP [KEY]...", cgctl_get },
	{ "ls", "List groups.", "[CGROUP]...", cgctl_ls },
	{ "tree", "Show groups and their processes as a tree.", "[CGROUP]", cgctl_tree },
	{ "ps", "List the processes of groups.", "[CGROUP|TARGET]...", cgctl_ps },
	{ "find", "Find the groups of processes or ids.", "TARGET...", cgctl_find },
	{ "move", "Move processes into a group.", "CGROUP TARGET...", cgctl_move },
	{ "freeze", "Stop all processes of groups.", "CGROUP...", cgctl_freeze },
	{ "thaw", "Let frozen groups go on.", "CGROUP...", cgctl_thaw },
	{ "kill", "End all processes of groups.", "CGROUP...", cgctl_kill },
	{ "rm", "Remove groups.", "CGROUP...", cgctl_rm },
	{ "stat", "Show what groups use.", "[CGROUP]...", cgctl_stat },
	{ "top", "Show the groups that use most, on a full screen.", "[CGROUP]", cgctl_top },
	{ "psi", "Show how long processes waited for what they lacked.", "[CGROUP]...", cgctl_psi },
	{ "enable", "Pass controllers on to the children of a group.", "CGROUP CONTROLLER...",
	  cgctl_enable },
	{ "disable", "Take controllers back from the children of a group.", "CGROUP CONTROLLER...",
	  cgctl_disable },
	{ "wait", "Wait until something holds for a group.", "CGROUP [CONDITION]", cgctl_wait },
	{ "events", "Print what happens in groups, as JSON lines.", "CGROUP...", cgctl_events },
	{ "reclaim", "Take memory back from a group.", "CGROUP [SIZE]", cgctl_reclaim },
	{ "convert", "Tell settings of version 1, docker and OCI in version 2.", "NAME=VALUE...",
	  cgctl_convert },
	{ "save", "Print the limits of a group and all below it.", "[CGROUP]", cgctl_save },
	{ "apply", "Make groups and set limits as such a text says.", "CGROUP [FILE]",
	  cgctl_apply },
	{ "diff", "Print what apply would change.", "CGROUP [FILE]", cgctl_diff },
	{ "delegate", "Hand a group to a user.", "CGROUP USER[:GROUP]", cgctl_delegate },
	{ "check", "Say whether a process can be moved into a group.", "TARGET CGROUP",
	  cgctl_check },
	{ "dev", "Allow and deny devices to a group while it runs.",
	  "allow|deny|ls|log|reset CGROUP|TARGET [DEVICE [ACCESS]]", cgctl_dev },
	{ "net", "Allow and deny addresses to a group while it runs, and count.",
	  "allow|deny|ls|log|count|reset CGROUP|TARGET [connect|send|bind|all ADDRESS [PORT]]",
	  cgctl_net },
	{ "bpf", "List the BPF programs that hold for a group.", "[CGROUP|TARGET]", cgctl_bpf },
	{ 0 },
};

int main(int argc, char **argv)
{
	struct run run = { 0 };
	const struct option_row options[] = { { 0 } };
	const struct tool tool = {
		.name = "cns-cgctl",
		.summary = "Make, limit, watch and empty control groups.",
		.operands = "[VERB [ARGUMENT]...]",
		.operands_max = -1,
		.rows = options,
		.verbs = verbs,
	};

	return option_run_verb(&tool, &run, argc, argv);
}
