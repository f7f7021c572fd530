#!/bin/sh
# root: never
. tests/lib.sh
yes "every header of libiso compiles alone" scripts/check-headers

printf '/* SPDX-License-Identifier: GPL-2.0-or-later */\nint take(struct run *, size_t);\n' \
	>"$test_folder/leans.h"
no "one that leans on another is found" scripts/check-headers "$test_folder/leans.h"
printf 'int take(int);\n' >"$test_folder/unlicensed.h"
no "and one without its licence" scripts/check-headers "$test_folder/unlicensed.h"
done_testing
