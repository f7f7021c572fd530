#!/bin/sh
# Static programs start without the questions to the processor that a virtual machine stops at, and
# with all that the start is for (libiso/start_probe.c); without that start they work, too.
# root: never
. tests/lib.sh
for tool in objdump strace; do
	command -v $tool >/dev/null || skip_all "$tool is not installed"
done
grep -qs '^STARTS' "${BUILD:-build}"/probed-*.mk || skip_all "this C library is not known to start so"
for source in tools/cns-*.c; do
	tool=$(basename "$source" .c)
	readelf -lW "$BIN/$tool" | grep -q INTERP && continue
	no "$tool never asks for features" sh -c "objdump -d '$BIN/$tool' | grep -qw cpuid"
	strace -qq -o "$test_folder/trace" "$BIN/$tool" --version >/dev/null
	like "$(grep mprotect "$test_folder/trace")" "mprotect(0x*, PROT_READ) *= 0" \
		"$tool: what is relocated is read-only afterwards"
	like "$(cat "$test_folder/trace")" "*write(1, \"$tool *" "$tool: what was printed is written at the end"
	no "$tool does not look for itself or for objects to load" grep -qE 'readlink|/lib' "$test_folder/trace"
	is "$(strace -qq -o /dev/null -e inject=mprotect:error=ENOMEM "$BIN/$tool" --version 2>&1; echo $?)" \
		"cannot make the program's addresses read-only: mprotect: Cannot allocate memory (ENOMEM)
125" "$tool: without that it does not run"
done

unset MAKEFLAGS MFLAGS MAKELEVEL
cp -r Makefile libiso tools "$test_folder"
cd "$test_folder" || exit 1
yes "STARTS= builds with the start of the C library" make -j4 STARTS= CFLAGS=-O0 bin/cns-chroot
like "$(objdump -d bin/cns-chroot | grep -w cpuid)" "*cpuid*" "which asks"
like "$(bin/cns-chroot --version)" "cns-chroot *" "and runs"
done_testing
