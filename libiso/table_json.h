/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table_json - a table as one JSON object (RFC 8259): {"NAME": [{...}, ...]}. */
#ifndef LIBISO_TABLE_JSON_H
#define LIBISO_TABLE_JSON_H

#include <stdio.h>

struct table;

void table_print_json(const struct table *);

/* Prints text, already made safe by text_escape(), as a JSON string with its quotes. */
void table_json_string(FILE *, const char *text);

#endif
