/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "firewall_legacy.h"

#include <fcntl.h>
#include <linux/netfilter_ipv4/ip_tables.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/file.h"

/* A verdict in a rule is negative and one less, so that 0 and above are jumps. */
enum { DROP = -NF_DROP - 1, ACCEPT = -NF_ACCEPT - 1 };

/* To ask for a table that is not there would load its module. */
static int has_filter(struct run *run)
{
	static const char path[] = "/proc/net/ip_tables_names";
	char names[512];

	if (access(path, F_OK) < 0) {
		return 0;
	}
	if (kernel_read_file(run, AT_FDCWD, path, names, sizeof names) < 0) {
		return -1;
	}
	for (char *rest = names, *name; (name = strsep(&rest, "\n"));) {
		if (strcmp(name, "filter") == 0) {
			return 1;
		}
	}
	return 0;
}

static int verdict_of(const struct ipt_entry *entry)
{
	const struct xt_entry_target *target =
		(const void *)((const char *)entry + entry->target_offset);

	return target->u.user.name[0] == '\0' ? ((const struct xt_standard_target *)target)->verdict
					      : 0;
}

/* "cns+" in iptables' words: a name and a mask of just so many bytes. */
static bool is_prefix(const char *name, const unsigned char *mask, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncmp(name, prefix, length) == 0 && mask[length] == 0 && mask[length - 1];
}

/* An entry that asks for nothing but the name of one of the links, and accepts. */
static void look_at(const struct ipt_entry *entry, const char *prefix, bool *lets_in,
		    bool *lets_out)
{
	static const struct ipt_ip any;
	struct ipt_ip asked = entry->ip;

	memset(asked.iniface, 0, sizeof asked.iniface);
	memset(asked.iniface_mask, 0, sizeof asked.iniface_mask);
	memset(asked.outiface, 0, sizeof asked.outiface);
	memset(asked.outiface_mask, 0, sizeof asked.outiface_mask);
	if (entry->target_offset != sizeof *entry || verdict_of(entry) != ACCEPT ||
	    memcmp(&asked, &any, sizeof any) != 0) {
		return;
	}
	bool any_in = !entry->ip.iniface_mask[0], any_out = !entry->ip.outiface_mask[0];
	*lets_in |= any_out &&
		    (any_in || is_prefix(entry->ip.iniface, entry->ip.iniface_mask, prefix));
	*lets_out |= any_in &&
		     (any_out || is_prefix(entry->ip.outiface, entry->ip.outiface_mask, prefix));
}

static int judge(const struct ipt_getinfo *info, const struct ipt_get_entries *entries,
		 const char *prefix)
{
	const char *table = (const char *)entries->entrytable;
	unsigned at = info->hook_entry[NF_INET_FORWARD], end = info->underflow[NF_INET_FORWARD];
	bool lets_in = false, lets_out = false;

	while (at < end) {
		const struct ipt_entry *entry = (const void *)(table + at);

		look_at(entry, prefix, &lets_in, &lets_out);
		at += entry->next_offset;
	}
	return verdict_of((const void *)(table + end)) == DROP && !(lets_in && lets_out);
}

static int read_table(struct run *run, int fd, const char *prefix)
{
	struct ipt_getinfo info = { .name = "filter" };
	socklen_t size = sizeof info;

	if (getsockopt(fd, IPPROTO_IP, IPT_SO_GET_INFO, &info, &size) < 0) {
		return run_refuse_errno(run, "getsockopt(IPT_SO_GET_INFO)");
	}
	size = (socklen_t)(sizeof(struct ipt_get_entries) + info.size);
	struct ipt_get_entries *entries = calloc(1, size);
	if (!entries) {
		return run_refuse(run, "no memory for %u bytes of rules", info.size);
	}
	memcpy(entries->name, "filter", sizeof "filter");
	entries->size = info.size;
	int result = getsockopt(fd, IPPROTO_IP, IPT_SO_GET_ENTRIES, entries, &size) < 0
			     ? run_refuse_errno(run, "getsockopt(IPT_SO_GET_ENTRIES)")
			     : judge(&info, entries, prefix);
	free(entries);
	return result;
}

int firewall_legacy_drops(struct run *run, const char *prefix)
{
	int there = has_filter(run);

	if (there <= 0) {
		return there;
	}
	int fd = socket(AF_INET, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	if (fd < 0) {
		return run_refuse_errno(run, "socket(AF_INET, SOCK_RAW)");
	}
	int result = read_table(run, fd, prefix);
	close(fd);
	return result;
}
