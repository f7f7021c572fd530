/* SPDX-License-Identifier: GPL-2.0-or-later */
/* FILE=VALUE of a control group, as a person writes it. */
#include "limit.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size);
	struct run run = { .tool = "fuzz" };
	struct limit limit = { 0 };

	limit_read(&run, text, 0, &limit);
	free(text);
	return 0;
}
