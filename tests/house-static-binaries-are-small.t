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
	# libbpf, with the ELF and zlib libraries below it, is as large as the rest.
	most=1200000
	! nm "$BIN/$tool" | grep -q ' T bpf_object__open' || most=2000000
	yes "$tool, $kind and stripped, has $size bytes, less than $most" [ "$size" -lt $most ]
done
done_testing
