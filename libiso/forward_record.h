/* SPDX-License-Identifier: GPL-2.0-or-later */
/* forward_record - how a port that is forwarded is written down, for forward.c. */
#ifndef LIBISO_FORWARD_RECORD_H
#define LIBISO_FORWARD_RECORD_H

#include "forward.h"

void forward_record_name(uint64_t namespace_id, const struct port *, char *name, size_t size);
void forward_record_text(const struct forward_port *, char *text, size_t size);

#endif
