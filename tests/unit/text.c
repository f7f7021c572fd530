/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text - strict numbers, sizes and names; and what is printed harms no terminal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text.h"

static void ids_are_strict(void **state)
{
	static const char *const wrong[] = {
		"", "-1", "+1", " 1", "1 ", "01", "0x1", "1e3", "4294967295", "4294967296",
		"18446744073709551616", "1\n", "one",
	};
	uint32_t id = 77;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		assert_int_equal(text_to_id(wrong[i], &id), -1);
		assert_int_equal(id, 77);
	}
	assert_int_equal(text_to_id("0", &id), 0);
	assert_int_equal(id, 0);
	assert_int_equal(text_to_id("4294967294", &id), 0);
	assert_true(id == 4294967294u);
}

static void integers_have_bounds(void **state)
{
	int64_t number = 7;

	(void)state;
	assert_int_equal(text_to_integer("-5", -5, 5, &number), 0);
	assert_int_equal(number, -5);
	assert_int_equal(text_to_integer("-6", -5, 5, &number), -1);
	assert_int_equal(text_to_integer("--5", -5, 5, &number), -1);
	assert_int_equal(text_to_integer("-", -5, 5, &number), -1);
}

static void sizes_have_units(void **state)
{
	static const struct {
		const char *text;
		uint64_t bytes;
	} right[] = {
		{ "0", 0 },
		{ "1", 1 },
		{ "1B", 1 },
		{ "64K", 65536 },
		{ "64k", 65536 },
		{ "64KiB", 65536 },
		{ "64Ki", 65536 },
		{ "1.5G", 1610612736 },
		{ "0.000001G", 1073 },
		{ "15E", UINT64_C(15) << 60 },
		{ "18446744073709551615", UINT64_MAX },
	};
	static const char *const wrong[] = { "",    "K",     "1.5", "1.G",  "1.1234567G", "16E",
					     "64X", "64KiX", "-1K", "1 K", "0x10",       "1KK" };
	uint64_t bytes = 7;

	(void)state;
	for (size_t i = 0; i < sizeof right / sizeof right[0]; i++) {
		assert_int_equal(text_to_size(right[i].text, &bytes), 0);
		assert_true(bytes == right[i].bytes);
	}
	bytes = 7;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		assert_int_equal(text_to_size(wrong[i], &bytes), -1);
		assert_true(bytes == 7);
	}
}

static void lists_keep_empty_items(void **state)
{
	const char *list = "a,,b,";
	char item[4];

	(void)state;
	assert_int_equal(text_next(&list, ',', item, sizeof item), 1);
	assert_string_equal(item, "a");
	assert_int_equal(text_next(&list, ',', item, sizeof item), 1);
	assert_string_equal(item, "");
	assert_int_equal(text_next(&list, ',', item, sizeof item), 1);
	assert_string_equal(item, "b");
	assert_int_equal(text_next(&list, ',', item, sizeof item), 1);
	assert_string_equal(item, "");
	assert_int_equal(text_next(&list, ',', item, sizeof item), 0);
	list = "long,";
	assert_int_equal(text_next(&list, ',', item, sizeof item), -1);
}

static void names_are_plain(void **state)
{
	(void)state;
	assert_true(text_is_name("web-1.example_2+@:"));
	assert_false(text_is_name(""));
	assert_false(text_is_name("-x"));
	assert_false(text_is_name(".."));
	assert_false(text_is_name("a/b"));
	assert_false(text_is_name("a\nb"));
	assert_false(text_is_name("a\033b"));
}

static void terminals_obey_nothing(void **state)
{
	static const struct {
		const char *text, *safe;
	} cases[] = {
		{ "plain \xc3\xa4 text", "plain \xc3\xa4 text" },
		{ "\033[31m\a", "\\033[31m\\007" },
		{ "a\nb\tc\r", "a\\nb\\tc\\r" },
		{ "\x7f", "\\177" },
		{ "\xc2\x9b" "31m", "\\302\\23331m" },          /* C1 CSI in UTF-8 */
		{ "\x9b", "\\233" },                             /* and alone */
		{ "\xe2\x80\xae", "\\342\\200\\256" },           /* right-to-left override */
		{ "\xc0\xaf", "\\300\\257" },                    /* overlong */
		{ "\xed\xa0\x80", "\\355\\240\\200" },           /* surrogate */
		{ "\xf4\x90\x80\x80", "\\364\\220\\200\\200" },  /* past U+10FFFF */
		{ "\xe2\x82", "\\342\\202" },                    /* cut short */
	};
	char safe[64];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		text_escape(safe, sizeof safe, cases[i].text);
		assert_string_equal(safe, cases[i].safe);
	}
	assert_int_equal(text_escape(safe, 4, "abcdef"), 3);
	assert_string_equal(safe, "abc");
	assert_int_equal(text_escape(safe, 4, "ab\033"), 2);
}

static void octal_escapes_are_undone(void **state)
{
	char text[] = "m\\040n\\012o\\134\\9\\04";

	(void)state;
	text_unescape_octal(text);
	assert_string_equal(text, "m n\no\\\\9\\04");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_are_strict),         cmocka_unit_test(integers_have_bounds),
		cmocka_unit_test(sizes_have_units),       cmocka_unit_test(lists_keep_empty_items),
		cmocka_unit_test(names_are_plain),        cmocka_unit_test(terminals_obey_nothing),
		cmocka_unit_test(octal_escapes_are_undone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
