#!/bin/sh
# The same sources give the same bytes, wherever they are built.
# root: never
. tests/lib.sh
unset MAKEFLAGS MFLAGS MAKELEVEL
for folder in one another/one; do
	mkdir -p "$test_folder/$folder"
	cp -r Makefile libiso tools "$test_folder/$folder"
	yes "it builds in $folder" make -C "$test_folder/$folder" -j2 CFLAGS='-O0 -g' bin/cns-chroot bin/cns-enter
done
for tool in cns-chroot cns-enter; do
	yes "$tool has the same bytes" cmp "$test_folder/one/bin/$tool" "$test_folder/another/one/bin/$tool"
done
done_testing
