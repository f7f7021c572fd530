#!/bin/sh
# What the compiler was asked for against memory errors can be seen in the programs.
# root: never
. tests/lib.sh
command -v readelf >/dev/null || skip_all "readelf is not installed"
# Asked once, and not of the sanitizers' build.
probed=$(cat "${BUILD:-build}"/probed-*.mk 2>/dev/null)
for source in tools/cns-*.c; do
	tool=$(basename "$source" .c)
	readelf -lW "$BIN/$tool" >"$test_folder/segments"
	readelf -dW "$BIN/$tool" >"$test_folder/dynamic"
	nm "$BIN/$tool" | sed 's/@.*//' >"$test_folder/symbols"
	yes "$tool: what is relocated is read-only afterwards" grep -q GNU_RELRO "$test_folder/segments"
	like "$(grep GNU_STACK "$test_folder/segments")" "* RW *" "$tool: the stack is not executable"
	no "$tool: no segment is writable and executable" grep -q 'LOAD.* RWE ' "$test_folder/segments"
	no "$tool: no text is relocated, nothing is searched for in other folders" \
		grep -qE 'TEXTREL|RPATH|RUNPATH' "$test_folder/dynamic"
	! grep -q NEEDED "$test_folder/dynamic" ||
		yes "$tool: all symbols are bound at the start" grep -qE 'BIND_NOW|FLAGS.* NOW' "$test_folder/dynamic"
	yes "$tool: the stack is protected" grep -q ' __stack_chk_fail' "$test_folder/symbols"
done
case $probed in
*FORTIFY*) yes "calls are fortified" sh -c "nm '${BUILD:-build}/libiso.a' | grep -q ' U __snprintf_chk$'" ;;
esac
done_testing
