/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers, sizes, lists and names; what is escaped has no byte left that a terminal obeys. */
#include "text.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_text(data, size), item[16], *copy = malloc(4 * size + 1);
	const char *list = text;
	uint64_t number = 7;
	int64_t integer;
	uint32_t id = 7;
	unsigned mode;

	if (text_to_number(text, UINT32_MAX, &number) == 0 && number > UINT32_MAX) {
		abort();
	}
	if (text_to_id(text, &id) == 0 && id == UINT32_MAX) {
		abort();
	}
	text_to_integer(text, -20, 19, &integer);
	text_to_size(text, &number);
	text_to_mode(text, &mode);
	text_is_name(text);
	while (text_next(&list, ',', item, sizeof(item)) > 0) {
	}
	size_t length = copy ? text_escape(copy, 4 * size + 1, text) : 0;

	for (size_t i = 0; i < length && i < 4 * size; i++) {
		if ((unsigned char)copy[i] < ' ' || copy[i] == 0x7f) {
			abort();
		}
	}
	text_escape(item, sizeof(item), text);
	if (text_unescape_octal(text) > size) {
		abort();
	}
	free(copy);
	free(text);
	return 0;
}
