/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "forwarding.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "kernel/file.h"
#include "link.h"
#include "text.h"

/* What differs between the two families. */
struct kind {
	int family;
	const char *name, *setting;
};

static const struct kind four = { AF_INET, "ipv4", "forwarding" };
static const struct kind six = { AF_INET6, "ipv6", "force_forwarding" };

/* What is switched where a link has no switch of its own: the word of a list is LINK:SETTING. */
#define ALL_LINKS    "all:forwarding"
#define HEED_ROUTERS ":accept_ra"

/* Of IPv6 every link has a route to its own neighbours, which leads nowhere else. */
static bool has_route(const struct route_list *routes, int index, int family)
{
	for (size_t i = 0; i < routes->count; i++) {
		const struct route *route = &routes->route[i];
		bool local = family == AF_INET6 && route->destination.prefix > 0 &&
			     (route->destination.bytes[0] == 0xfe ||
			      route->destination.bytes[0] == 0xff);

		if (route->index == index && route->destination.family == family &&
		    route->type == RTN_UNICAST && !local) {
			return true;
		}
	}
	return false;
}

/* The first character of a setting; 0 when there is none of this name, or it is refused. */
static char value_of(struct run *run, const char *link, const struct kind *kind,
		     const char *setting)
{
	char path[80], value = 0;

	snprintf(path, sizeof path, "/proc/sys/net/%s/conf/%s/%s", kind->name, link, setting);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		if (errno != ENOENT) {
			run_refuse_errno(run, "%s cannot be read", path);
		}
		return 0;
	}
	ssize_t length;
	do {
		length = read(fd, &value, 1);
	} while (length < 0 && errno == EINTR);
	if (length < 0) {
		run_refuse_errno(run, "%s cannot be read", path);
	}
	close(fd);
	return value;
}

struct off_list {
	const char *except;
	char *text;
	size_t size;
};

static int add_off(struct run *run, const struct link_list *links, const struct route_list *routes,
		   const struct kind *kind, struct off_list *off)
{
	off->text[0] = '\0';
	for (size_t i = 0; i < links->count; i++) {
		const struct link *link = &links->link[i];
		size_t used = strlen(off->text);

		if (!(link->flags & IFF_LOOPBACK) && strcmp(link->name, off->except) != 0 &&
		    has_route(routes, link->index, kind->family) &&
		    value_of(run, link->name, kind, kind->setting) == '0' &&
		    used + strlen(link->name) + 2 <= off->size) {
			snprintf(off->text + used, off->size - used, "%s ", link->name);
		}
	}
	return run->failure.happened ? -1 : 0;
}

static int find_off(struct run *run, struct netlink *netlink, const struct kind *kind,
		    struct off_list *off)
{
	struct link_list links;
	struct route_list routes;

	run_step(run, "find the links that packets come from");
	if (link_list(run, netlink, &links) < 0) {
		return -1;
	}
	int result = link_list_routes(run, netlink, &routes);
	if (result == 0) {
		result = add_off(run, &links, &routes, kind, off);
	}
	link_list_free(&links);
	link_route_list_free(&routes);
	return result;
}

int forwarding_find_off(struct run *run, struct netlink *netlink, const char *except, char *list,
			size_t size)
{
	return find_off(run, netlink, &four, &(struct off_list){ except, list, size });
}

/*
 * Before Linux 6.17 all links forward IPv6 or none.  A link that heeds what routers say would not
 * any more once they do (accept_ra, Documentation/networking/ip-sysctl.rst), and the kernel would
 * drop its way out at once: so that comes first.
 */
static int find_all_off6(struct run *run, struct netlink *netlink, struct off_list *off)
{
	struct link_list links;

	off->text[0] = '\0';
	if (value_of(run, "all", &six, "forwarding") != '0') {
		return run->failure.happened ? -1 : 0;
	}
	run_step(run, "find the links that heed routers of IPv6");
	if (link_list(run, netlink, &links) < 0) {
		return -1;
	}
	for (size_t i = 0; i < links.count; i++) {
		const struct link *link = &links.link[i];
		size_t used = strlen(off->text);

		if (!(link->flags & IFF_LOOPBACK) && strcmp(link->name, off->except) != 0 &&
		    link->master == 0 && value_of(run, link->name, &six, "accept_ra") == '1' &&
		    used + strlen(link->name) + sizeof HEED_ROUTERS + sizeof ALL_LINKS + 2 <=
			    off->size) {
			snprintf(off->text + used, off->size - used, "%s" HEED_ROUTERS " ",
				 link->name);
		}
	}
	link_list_free(&links);
	strncat(off->text, ALL_LINKS " ", off->size - strlen(off->text) - 1);
	return run->failure.happened ? -1 : 0;
}

int forwarding_find_off6(struct run *run, struct netlink *netlink, const char *except, char *list,
			 size_t size)
{
	struct off_list off = { except, list, size };

	return forwarding_has_switch6() ? find_off(run, netlink, &six, &off)
					: find_all_off6(run, netlink, &off);
}

bool forwarding_has_switch6(void)
{
	char path[80];

	snprintf(path, sizeof path, "/proc/sys/net/%s/conf/default/%s", six.name, six.setting);
	return access(path, F_OK) == 0 || errno != ENOENT;
}

static const struct kind *kind_of(int family)
{
	return family == AF_INET6 ? &six : &four;
}

/* Any number but 0 is on; this one nobody else has a reason to write. */
#define OURS "2"

int forwarding_mark(struct run *run, int family, const char *link)
{
	return forwarding_set(run, &(struct forwarding_setting){ kind_of(family)->name, link,
								 "forwarding", OURS });
}

bool forwarding_is_ours(struct run *run, int family, const char *link)
{
	return value_of(run, link, kind_of(family), "forwarding") != '1';
}

bool forwarding_is_off(struct run *run, int family, const char *link)
{
	return value_of(run, link, kind_of(family), "forwarding") == '0';
}

int forwarding_set(struct run *run, const struct forwarding_setting *what)
{
	char path[120];

	snprintf(path, sizeof path, "/proc/sys/net/%s/conf/%s/%s", what->family, what->link,
		 what->setting);
	/* In sysctl(8)'s names / stands for the dot of a link's name. */
	run_equivalent(run, "sysctl -qw net/%s/conf/%s/%s=%s", what->family, what->link,
		       what->setting, what->value);
	return kernel_write_file(run, AT_FDCWD, path, what->value);
}

static int switch_one(struct run *run, const struct kind *kind, char *word, bool on)
{
	char *colon = strchr(word, ':'), off = '0';
	struct forwarding_setting setting = { kind->name, word, kind->setting, on ? "1" : "0" };

	if (colon) {
		*colon = '\0';
		setting.setting = colon + 1;
	}
	if (strcmp(setting.setting, &HEED_ROUTERS[1]) == 0) {
		run_step(run, "let %s heed routers of IPv6 as %s", word,
			 on ? "well while it forwards" : "before");
		off = '1';
		setting.value = on ? "2" : "1";
	} else {
		run_step(run, "let %s %s", colon ? "all links" : word,
			 on ? "forward packets" : "forward no packets again");
	}
	/* Writing what is there would look like a wish of somebody else. */
	if (on && value_of(run, setting.link, kind, setting.setting) != off) {
		return run->failure.happened ? -1 : 0;
	}
	return forwarding_set(run, &setting);
}

static int switch_all(struct run *run, const struct kind *kind, const char *list, bool on)
{
	const char *rest = list;
	char word[IFNAMSIZ + 16];

	while (text_next(&rest, ' ', word, sizeof word) > 0) {
		if (*word && switch_one(run, kind, word, on) < 0) {
			if (run->failure.error != ENOENT || on) {
				return -1;
			}
			run_forgive(run);
		}
	}
	return 0;
}

int forwarding_switch(struct run *run, const char *list, bool on)
{
	return switch_all(run, &four, list, on);
}

int forwarding_switch6(struct run *run, const char *list, bool on)
{
	return switch_all(run, &six, list, on);
}
