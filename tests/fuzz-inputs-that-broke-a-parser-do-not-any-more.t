#!/bin/sh
# Each parser takes the committed inputs of its fuzzer, those that broke it once among them.
. tests/lib.sh
built=${BUILD:-build}/tests/fuzz

for source in tests/fuzz/*.c; do
	parser=$(basename "$source" .c)
	if [ ! -x "$built/$parser" ]; then
		skip "$parser takes its inputs" "make testers has not been run"
		continue
	fi
	said=$("$built/$parser" "tests/fuzz/corpus/$parser"/* 2>&1)
	status=$?
	is "$status" 0 "$parser takes its inputs"
	[ "$status" = 0 ] || printf '%s\n' "$said" | tail -5 | sed 's/^/# /'
done
done_testing
