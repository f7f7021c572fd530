#!/bin/sh
# root: never
. tests/lib.sh
command -v ctags >/dev/null || skip_all "ctags is not installed"
yes "functions have at most 45 lines, files at most 450" scripts/check-size

awk 'BEGIN { print "int longest(void)\n{"; while (n++ < 43) print "\t;"; print "}" }' \
	>"$test_folder/long.c"
no "a longer function is found" scripts/check-size "$test_folder/long.c"
awk 'BEGIN { while (n++ < 451) print "" }' >"$test_folder/file.c"
no "and a longer file" scripts/check-size "$test_folder/file.c"
done_testing
