/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "text.h"

#include <stdio.h>
#include <string.h>

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int text_to_number(const char *text, uint64_t max, uint64_t *number)
{
	uint64_t sum = 0;

	if (!is_digit(text[0]) || (text[0] == '0' && text[1])) {
		return -1;
	}
	for (; *text; text++) {
		if (!is_digit(*text) || __builtin_mul_overflow(sum, 10, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)(*text - '0'), &sum)) {
			return -1;
		}
	}
	if (sum > max) {
		return -1;
	}
	*number = sum;
	return 0;
}

int text_to_integer(const char *text, int64_t min, int64_t max, int64_t *number)
{
	bool negative = text[0] == '-';
	uint64_t size;

	if (text_to_number(text + negative, (uint64_t)INT64_MAX, &size) < 0) {
		return -1;
	}
	int64_t value = negative ? -(int64_t)size : (int64_t)size;
	if (value < min || value > max) {
		return -1;
	}
	*number = value;
	return 0;
}

int text_to_id(const char *text, uint32_t *id)
{
	uint64_t number;

	if (text_to_number(text, UINT32_MAX - 1, &number) < 0) {
		return -1;
	}
	*id = (uint32_t)number;
	return 0;
}

/* The power of 1024 a unit stands for, or -1. */
static int unit_power(const char *unit)
{
	static const char units[] = "KMGTPE";
	char first = *unit >= 'a' && *unit <= 'z' ? (char)(*unit - 'a' + 'A') : *unit;
	const char *found;

	if (!*unit) {
		return 0;
	}
	if (first == 'B' && !unit[1]) {
		return 0;
	}
	found = strchr(units, first);
	if (!found) {
		return -1;
	}
	unit++;
	if (*unit == 'i' && (unit[1] == 'B' || unit[1] == 'b')) {
		unit++;
	}
	if (*unit == 'B' || *unit == 'b' || (*unit == 'i' && !unit[1])) {
		unit++;
	}
	return *unit ? -1 : (int)(found - units) + 1;
}

/* Reads ".5" into a fraction of scale, and moves behind it. */
static int read_fraction(const char **text, uint64_t scale, uint64_t *rest)
{
	uint64_t digits = 0, whole = 1;
	size_t count = strspn(*text + 1, "0123456789");

	if (count == 0 || count > 6) {
		return -1;
	}
	for (size_t i = 1; i <= count; i++) {
		digits = digits * 10 + (uint64_t)((*text)[i] - '0');
		whole *= 10;
	}
	*rest = scale / whole * digits + scale % whole * digits / whole;
	*text += count + 1;
	return 0;
}

int text_to_size(const char *text, uint64_t *bytes)
{
	char digits[24];
	size_t length = strspn(text, "0123456789");
	const char *fraction = text + length;
	const char *unit = fraction + strspn(fraction, ".0123456789");
	int power = unit_power(unit);
	uint64_t number, scale, rest = 0;

	if (length == 0 || length >= sizeof digits || power < 0 ||
	    (power == 0 && *fraction == '.')) {
		return -1;
	}
	memcpy(digits, text, length);
	digits[length] = '\0';
	scale = UINT64_C(1) << 10 * power;
	if (text_to_number(digits, UINT64_MAX, &number) < 0 ||
	    (*fraction == '.' && read_fraction(&fraction, scale, &rest) < 0) || fraction != unit) {
		return -1;
	}
	if (__builtin_mul_overflow(number, scale, &number) ||
	    __builtin_add_overflow(number, rest, &number)) {
		return -1;
	}
	*bytes = number;
	return 0;
}

int text_to_mode(const char *text, unsigned *mode)
{
	unsigned sum = 0;

	if (!*text || strlen(text) > 5) {
		return -1;
	}
	for (; *text; text++) {
		if (*text < '0' || *text > '7') {
			return -1;
		}
		sum = sum * 8 + (unsigned)(*text - '0');
	}
	if (sum > 07777) {
		return -1;
	}
	*mode = sum;
	return 0;
}

int text_next(const char **list, char separator, char *item, size_t size)
{
	if (!*list) {
		return 0;
	}
	const char *end = strchrnul(*list, separator);
	size_t length = (size_t)(end - *list);
	if (length >= size) {
		return -1;
	}
	memcpy(item, *list, length);
	item[length] = '\0';
	*list = *end ? end + 1 : NULL;
	return 1;
}

bool text_is_name(const char *text)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.+@:-";

	return *text && *text != '-' && *text != '.' && text[strspn(text, allowed)] == '\0' &&
	       strlen(text) <= 255;
}

static size_t utf8_claimed_length(unsigned char first)
{
	if (first < 0x80) {
		return 1;
	}
	return first >> 5 == 6 ? 2 : first >> 4 == 14 ? 3 : first >> 3 == 30 ? 4 : 0;
}

/* The length of the well-formed UTF-8 sequence at text (RFC 3629), or 0. */
static size_t utf8_length(const unsigned char *text, uint32_t *point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t length = utf8_claimed_length(text[0]);

	*point = length > 1 ? text[0] & (0x7fu >> length) : text[0];
	for (size_t i = 1; i < length; i++) {
		if (text[i] >> 6 != 2) {
			return 0;
		}
		*point = *point << 6 | (text[i] & 0x3fu);
	}
	if (*point < least[length] || *point > 0x10ffff || (*point >= 0xd800 && *point < 0xe000)) {
		return 0;
	}
	return length;
}

/* C0, DEL, C1 and the controls of the bidirectional algorithm (UAX 9). */
static bool is_obeyed(uint32_t point)
{
	return point < 0x20 || (point >= 0x7f && point < 0xa0) || point == 0x61c ||
	       point == 0x200e || point == 0x200f || (point >= 0x2028 && point <= 0x202e) ||
	       (point >= 0x2066 && point <= 0x2069);
}

static size_t escape_byte(char out[8], unsigned char byte)
{
	switch (byte) {
	case '\n': memcpy(out, "\\n", 3); return 2;
	case '\t': memcpy(out, "\\t", 3); return 2;
	case '\r': memcpy(out, "\\r", 3); return 2;
	default: return (size_t)snprintf(out, 8, "\\%03o", byte);
	}
}

size_t text_escape(char *copy, size_t size, const char *text)
{
	const unsigned char *next = (const unsigned char *)text;
	size_t used = 0;

	while (*next) {
		char out[8];
		uint32_t point;
		size_t taken = utf8_length(next, &point), made = taken;

		if (taken && !is_obeyed(point)) {
			memcpy(out, next, taken);
		} else {
			/* A forbidden character is spelt byte by byte; its rest is not UTF-8. */
			taken = 1;
			made = escape_byte(out, *next);
		}
		if (used + made >= size) {
			break;
		}
		memcpy(copy + used, out, made);
		used += made;
		next += taken;
	}
	copy[used] = '\0';
	return used;
}

size_t text_unescape_octal(char *text)
{
	char *out = text;

	for (const char *in = text; *in; out++) {
		bool escaped = in[0] == '\\' && in[1] >= '0' && in[1] <= '3' && in[2] >= '0' &&
			       in[2] <= '7' && in[3] >= '0' && in[3] <= '7';

		*out = escaped ? (char)((in[1] - '0') << 6 | (in[2] - '0') << 3 | (in[3] - '0'))
			       : *in;
		in += escaped ? 4 : 1;
	}
	*out = '\0';
	return (size_t)(out - text);
}
