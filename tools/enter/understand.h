/* SPDX-License-Identifier: GPL-2.0-or-later */
/* understand - what follows from the options as written, and whether they go together. */
#ifndef ENTER_UNDERSTAND_H
#define ENTER_UNDERSTAND_H

#include "request.h"

/* Returns 0, or the status to end with, the user having been told. */
int request_understand(struct request *, const struct tool *);

#endif
