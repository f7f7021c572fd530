#!/bin/sh
# In a copy of the tree, from nothing and in parallel.
# root: never
. tests/lib.sh
unset MAKEFLAGS MFLAGS MAKELEVEL
cp -r Makefile libiso tools "$test_folder"
if [ -d bpf ]; then cp -r bpf "$test_folder"; fi
cd "$test_folder" || exit 1
build() { make -j4 V=1 CFLAGS=-O0 2>&1; }
compiled() { grep -oE -e '-c -o [^ ]+' | sort; }

yes "a parallel build from nothing works" build
is "$(build | grep -vE '^make|nothing to be done')" "" "a second make builds nothing"

touch libiso/idmap.h
includers=$(grep -lE '"idmap\.h"' libiso/*.[ch] libiso/*/*.[ch] tools/*.[ch] tools/*/*.[ch] 2>/dev/null)
build >again
for source in $(echo "$includers" | grep '\.c$'); do
	yes "a changed idmap.h builds $source again" grep -q -e "-c -o build/${source%.c}.o " again
done
no "but not text.c, which does not include it" grep -q -e "-c -o build/libiso/text.o " again

# What probes the compiler is no part of the programs.
touch tools/cns-unshare.c
is "$(build | compiled)" "-c -o build/tools/cns-unshare.o" "a changed source builds only itself again"
is "$(make CFLAGS='-O0 -DOTHER' V=1 2>&1 | compiled | wc -l)" \
	"$(find libiso tools -name '*.c' ! -name '*.bpf.c' ! -name start_probe.c | wc -l)" "other flags build all again"
done_testing
