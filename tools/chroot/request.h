/* SPDX-License-Identifier: GPL-2.0-or-later */
/* request - what cns-chroot was asked for. */
#ifndef CHROOT_REQUEST_H
#define CHROOT_REQUEST_H

#include "account.h"
#include "change.h"
#include "confinement.h"
#include "option.h"
#include "overlay.h"

struct request {
	const char *root;
	char **command;
	struct account_wish who;
	struct overlay layers;
	struct change *changes; /* in the order of the command line */
	unsigned change_count;
	struct option_list confinement_given;
	struct confinement confinement;
	bool diff, json;         /* only tell what the upper layer changes */
	const char *interpreter; /* for programs of another architecture */
	const char *personality; /* linux32, linux64, or NULL */
	bool skips_chdir;
	bool pivots; /* a real root: asked for, or implied by a mount */
	bool unprivileged;
};

/* Reads the command line; nothing is changed yet, and every argument is understood. */
struct option_outcome request_read(struct request *, struct run *, int argc, char **argv);

#endif
