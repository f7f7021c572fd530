/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nsid.h"

#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <stdlib.h>

/* What asking about a number without its giver needs; the padding is part of rtgenmsg's room. */
static struct nlmsghdr *begin(struct run *run, struct netlink *netlink, uint16_t type,
			      uint16_t flags)
{
	void *payload;

	return netlink_begin(run, netlink, type, flags, sizeof(struct rtgenmsg), &payload);
}

static int keep_pair(const struct nlattr *attribute, void *data)
{
	struct nsid_pair *pair = data;

	if (mnl_attr_validate(attribute, MNL_TYPE_U32) < 0) {
		return MNL_CB_OK;
	}
	if (mnl_attr_get_type(attribute) == NETNSA_NSID) {
		pair->nsid = (int)mnl_attr_get_u32(attribute);
	} else if (mnl_attr_get_type(attribute) == NETNSA_CURRENT_NSID) {
		pair->current = (int)mnl_attr_get_u32(attribute);
	}
	return MNL_CB_OK;
}

static int hear_one(const struct nlmsghdr *answer, void *data)
{
	struct nsid_pair *pair = data;

	if (!answer) {
		*pair = (struct nsid_pair){ NSID_NONE, NSID_NONE };
		return MNL_CB_OK;
	}
	return mnl_attr_parse(answer, sizeof(struct rtgenmsg), keep_pair, pair);
}

int nsid_find(struct run *run, struct netlink *netlink, int namespace_fd, int *nsid)
{
	struct nsid_pair pair;
	struct nlmsghdr *message = begin(run, netlink, RTM_GETNSID, 0);

	if (!message) {
		return -1;
	}
	mnl_attr_put_u32(message, NETNSA_FD, (uint32_t)namespace_fd);
	if (netlink_ask(run, netlink, hear_one, &pair) < 0) {
		return -1;
	}
	*nsid = pair.nsid;
	return 0;
}

int nsid_set(struct run *run, struct netlink *netlink, int namespace_fd, int nsid)
{
	struct nlmsghdr *message = begin(run, netlink, RTM_NEWNSID, 0);

	if (!message) {
		return -1;
	}
	mnl_attr_put_u32(message, NETNSA_FD, (uint32_t)namespace_fd);
	mnl_attr_put_u32(message, NETNSA_NSID, (uint32_t)nsid);
	return netlink_send(run, netlink);
}

static int hear_each(const struct nlmsghdr *answer, void *data)
{
	struct nsid_list *list = data;
	struct nsid_pair pair = { NSID_NONE, NSID_NONE };

	if (!answer) {
		list->count = 0;
		return MNL_CB_OK;
	}
	mnl_attr_parse(answer, sizeof(struct rtgenmsg), keep_pair, &pair);
	if ((list->count & (list->count - 1)) == 0) {
		size_t room = list->count ? list->count * 2 : 1;
		struct nsid_pair *grown = reallocarray(list->pair, room, sizeof *grown);

		if (!grown) {
			return MNL_CB_ERROR;
		}
		list->pair = grown;
	}
	list->pair[list->count++] = pair;
	return MNL_CB_OK;
}

int nsid_list(struct run *run, struct netlink *netlink, int target, struct nsid_list *list)
{
	struct nlmsghdr *message = begin(run, netlink, RTM_GETNSID, NLM_F_DUMP);

	*list = (struct nsid_list){ 0 };
	if (!message) {
		return -1;
	}
	if (target != NSID_NONE) {
		mnl_attr_put_u32(message, NETNSA_TARGET_NSID, (uint32_t)target);
	}
	return netlink_ask(run, netlink, hear_each, list);
}

void nsid_list_free(struct nsid_list *list)
{
	free(list->pair);
	*list = (struct nsid_list){ 0 };
}
