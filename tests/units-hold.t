#!/bin/sh
# The pure functions of libiso keep their contracts: each program of tests/unit speaks TAP itself.
# root: never
. tests/lib.sh
programs=$(find "${BUILD:-build}/tests/unit" -type f -perm -u+x 2>/dev/null)
[ -n "$programs" ] || skip_all "make units has not built the unit tests (libcmocka)"
for program in $programs; do
	said=$(CMOCKA_MESSAGE_OUTPUT=TAP "$program" 2>&1)
	status=$?
	[ $status = 0 ] || printf '%s\n' "$said" | sed 's/^/# /'
	is $status 0 "$(basename "$program"): $(printf '%s\n' "$said" | grep -c '^ok') contracts hold"
done
done_testing
