/* SPDX-License-Identifier: GPL-2.0-or-later */
/* understand - from what was written to what is meant: implications, words, contradictions. */
#ifndef UNSHARE_UNDERSTAND_H
#define UNSHARE_UNDERSTAND_H

#include "option.h"
#include "unshare/request.h"

/* Fills the second half of the request.  Returns 0, or the status to end with (said). */
int request_understand(struct request *, struct run *, const struct tool *);

#endif
