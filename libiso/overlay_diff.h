/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * overlay_diff - what an upper layer changes of the layers below it.
 *
 * overlayfs writes a deletion as a character device 0:0 (or, in user.* form, as an empty file with
 * an attribute) and a folder that hides all below it as one with the attribute opaque.
 */
#ifndef LIBISO_OVERLAY_DIFF_H
#define LIBISO_OVERLAY_DIFF_H

#include "overlay.h"

/* 'A' added, 'C' changed, 'D' deleted, as docker diff has it. */
typedef void overlay_difference(void *data, char kind, const char *path);

/*
 * Tells of each difference in the order of the names; a folder before what is in it, and as
 * changed when anything in it is.  Only overlay's lower layers and upper are used; nothing is
 * changed.  Returns 0, or -1.
 */
int overlay_diff(struct run *, const struct overlay *, overlay_difference *tell, void *data);

#endif
