/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * overlay - directories stacked into one by overlayfs: read-only layers, and a writable one on
 * top where the changes go.
 *
 * Layers are handed over as descriptors: by fsconfig(2) from Linux 6.15 on, before that as names
 * in /proc/self/fd, which are short enough for 500 of them on the one page that mount(2) takes.
 * In a user namespace other than the first, overlayfs keeps its notes in user.* attributes.
 *
 * Read Documentation/filesystems/overlayfs.rst of the kernel beside this file.
 */
#ifndef LIBISO_OVERLAY_H
#define LIBISO_OVERLAY_H

#include <stdbool.h>
#include <stdint.h>

#include "run.h"

enum { OVERLAY_LAYERS_MAX = 500 }; /* the kernel's own limit */

struct overlay {
	const char **lower; /* the first is the top one */
	unsigned lower_count;
	const char *upper;    /* NULL: read-only, unless memory */
	const char *work;     /* an empty directory beside upper, for overlayfs itself */
	bool memory;          /* changes go to memory and vanish */
	uint64_t memory_size; /* bytes; 0: the kernel's choice, half of the memory */
};

/*
 * Stacks the layers and attaches them over /, as root_adopt() does.  Returns the descriptor of
 * the stack's root, or -1, with the reason found at the layers where the kernel says only EINVAL.
 * One lower layer with nothing above it is a read-only bind.
 */
int overlay_adopt(struct run *, const struct overlay *);

#endif
