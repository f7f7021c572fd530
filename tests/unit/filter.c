/* SPDX-License-Identifier: GPL-2.0-or-later */
/* filter - what an expression means, and what is none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "filter.h"
#include "table.h"

static const struct table_column columns[] = {
	{ "PID", "", TABLE_NUMBER },
	{ "MEMORY-MAX", "", TABLE_SIZE },
	{ "NAME", "", 0 },
	{ "EMPTY", "", 0 },
	{ 0 },
};

static void expressions_hold(void **state)
{
	static const struct {
		const char *text;
		bool holds;
	} known[] = {
		{ "PID == 42", true },
		{ "pid != 42", false },
		{ "pid > 9", true }, /* as numbers, not as texts */
		{ "pid >= 42 && pid <= 42", true },
		{ "pid lt 42 or pid gt 42", false },
		{ "memory-max == 1G", true },
		{ "memory-max < 1.5G", true },
		{ "name == 'web'", true },
		{ "name =~ \"^w.b$\"", true },
		{ "name !~ 'w'", false },
		{ "empty", false },
		{ "not empty", true },
		{ "!empty && pid", true },
		{ "empty == ''", true },
		{ "name == 'x' || name == 'web' && pid == 1", false },
		{ "(name == 'x' || name == 'web') && pid == 42", true },
		{ "!(pid == 42)", false },
		{ "true", true },
		{ "false", false },
	};
	char pid[] = "42", memory[] = "1073741824", name[] = "web";
	char *cell[] = { pid, memory, name, NULL };
	struct run run = { .tool = "unit" };

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		struct filter *filter = filter_new(&run, known[i].text, columns);

		assert_non_null(filter);
		assert_int_equal(filter_holds(filter, cell), known[i].holds);
		filter_free(filter);
	}
}

static void nonsense_is_refused(void **state)
{
	static const char *const wrong[] = {
		"",
		"pid ==",
		"nothing == 1",
		"pid == 1 pid",
		"(pid",
		"pid)",
		"name =~ '('",
		"name =~ pid",
		"name == 'open",
		"&& pid",
		"pid === 1",
		"((((((((((((((((((((((((((((((((((1",
		"!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct run run = { .tool = "unit" };

		assert_null(filter_new(&run, wrong[i], columns));
		assert_true(run.failure.happened);
	}
}

static void columns_in_it_are_wanted(void **state)
{
	struct run run = { .tool = "unit" };
	struct filter *filter = filter_new(&run, "pid > 1 && name", columns);

	(void)state;
	assert_non_null(filter);
	assert_true(filter_wants(filter, 0));
	assert_false(filter_wants(filter, 1));
	assert_true(filter_wants(filter, 2));
	filter_free(filter);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expressions_hold),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(columns_in_it_are_wanted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
