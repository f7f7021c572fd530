/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The mount table, whose names whoever mounted has chosen. */
#include "mountinfo.h"

#include "folder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct run run = { .tool = "fuzz" };
	struct mountinfo table;

	folder_write("mountinfo", data, size);
	if (mountinfo_open(&run, folder_open(), &table) == 0) {
		while (mountinfo_next(&table)) {
			if (strlen(table.root) + strlen(table.point) + strlen(table.options) +
				    strlen(table.propagation) + strlen(table.type) +
				    strlen(table.source) + strlen(table.super_options) >
			    size) {
				abort();
			}
		}
		mountinfo_close(&table);
	}
	folder_forget("mountinfo");
	return 0;
}
