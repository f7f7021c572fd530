#!/bin/sh
# root: never
. tests/lib.sh
for source in tools/cns-*.c; do
	tool=$(basename "$source" .c)
	strip -o "$test_folder/$tool" "$BIN/$tool"
	size=$(wc -c <"$test_folder/$tool")
	if ldd "$BIN/$tool" >/dev/null 2>&1; then
		kind="dynamic"
	else
		kind="static"
	fi
	yes "$tool, $kind and stripped, has $size bytes, less than 1200000" [ "$size" -lt 1200000 ]
done
done_testing
