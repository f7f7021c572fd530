#!/bin/sh
# root: never
. tests/lib.sh
command -v shellcheck >/dev/null || skip_all "shellcheck is not installed"
yes "shellcheck finds nothing in scripts and tests" scripts/lint shell

# shellcheck disable=SC2016
printf '#!/bin/sh\necho $1\n' >"$test_folder/unquoted"
no "an unquoted word is found" shellcheck "$test_folder/unquoted"
done_testing
