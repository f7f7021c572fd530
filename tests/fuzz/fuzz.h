/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz - what each fuzzer is: one function that is given bytes. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The bytes as text, the caller's to free. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	if (!text) {
		abort();
	}
	memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

#endif
