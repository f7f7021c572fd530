#!/bin/sh
# root: never
. tests/lib.sh
unset MAKEFLAGS MFLAGS MAKELEVEL
mkdir "$test_folder/tests"
cp -r Makefile libiso tools "$test_folder"
cp -r tests/sanitize "$test_folder/tests"
if [ -d bpf ]; then cp -r bpf "$test_folder"; fi
cd "$test_folder" || exit 1

yes "STATIC=0 builds" make -j4 STATIC=0 CFLAGS=-O0
like "$(file -L build/dynamic/bin/cns-unshare 2>/dev/null || ldd build/dynamic/bin/cns-unshare)" \
	"*dynamic*" "and links dynamically"
yes "what it builds runs" build/dynamic/bin/cns-unshare --version

pie=build/pie/bin/cns-unshare
yes "PIE=1 builds" make -j4 PIE=1 CFLAGS=-O0 $pie
readelf -hldW $pie >elf 2>&1
like "$(cat elf)" "*Type: *DYN (*GNU_RELRO*Flags:* PIE*" "a program that can be at any address"
no "and is static" grep -qE 'INTERP|NEEDED|TEXTREL' elf
! grep -q PACKED build/pie/probed-*.mk || yes "the table of its own addresses is packed" grep -q '(RELR)' elf
like "$($pie --version)" "cns-unshare *" "what it builds runs"

if echo 'int main(void){return 0;}' | cc -fsanitize=address,undefined -x c - -o probe 2>/dev/null; then
	yes "SANITIZE=1 builds" make -j4 SANITIZE=1 CFLAGS=-O0
	for tool in build/sanitize/bin/cns-*; do
		"$tool" --help >said 2>&1 && "$tool" --no-such-option >>said 2>&1
		no "$(basename "$tool") --help and a mistake make it find no fault" \
			grep -E 'Sanitizer|runtime error' said
	done
else
	skip "SANITIZE=1 builds" "this compiler has no sanitizers"
fi
done_testing
