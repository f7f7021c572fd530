/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * change - one thing to be mounted or made in the new root, as one option asks for it.
 *
 * All are read before the first is made, and made in the order of the command line.
 */
#ifndef CHROOT_CHANGE_H
#define CHROOT_CHANGE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "mount.h"
#include "option.h"

struct site;
struct change;

/* The new root while it is filled. */
/* Which directory a descriptor stands for, seen through which mount. */
struct site_place_id {
	uint64_t mount, inode;
};

struct site {
	int root_fd;
	bool root_known; /* whether root is that of root_fd */
	struct site_place_id root;
	dev_t made[64]; /* filesystems that are ours: in them a mount point may be made */
	unsigned made_count;
};

typedef int change_maker(struct run *, struct site *, const struct change *);

struct change {
	change_maker *make;
	const char *source; /* NULL where there is none */
	const char *target; /* inside the new root */
	const char *text;   /* what the option says beyond these */
	struct mount_change attributes;
	bool optional; /* a source that is not there is passed over */
	uint64_t size; /* of a filesystem in memory; 0: the kernel's choice */
	unsigned mode;
};

/* The options that change the new root: fills rows, all of which append to given. */
enum { CHANGE_ROWS = 40 };
void change_rows(struct option_row rows[CHANGE_ROWS], struct option_list *given);

/*
 * Reads what was given to changes, which the caller frees.  Returns how many, or -1 with
 * complaint saying which argument is wrong and what was expected.
 */
struct complaint {
	char text[512];
};
int change_read(const struct option_list *given, struct change **changes, struct complaint *);

/*
 * Opens the user namespaces of idmaps.  Before the new root covers /: the kernel then takes us to
 * be in a chroot, where no user namespace can be made.
 */
int change_open_idmaps(struct run *, struct change *, unsigned count);

/* Makes each of them. */
int change_make(struct run *, struct site *, const struct change *, unsigned count);

#endif
