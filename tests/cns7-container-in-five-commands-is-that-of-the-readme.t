#!/bin/sh
# cns(7) reads line by line what README shows, and what is run in readme-container-by-hand-works.t.
# root: never
. tests/lib.sh
commands() { sed -e 's/\\e$/\\/' | awk '/^# cns-/ || more { print; more = /\\$/ }'; }
awk '/^\.Ss A container in five/ { ours = 1; next } /^\.Ss / { ours = 0 } ours' man/cns.7 | commands >"$test_folder/page"
awk '/^```/ { ours = /console/; next } ours' README.md | commands >"$test_folder/readme"
is "$(grep -c '^# ' "$test_folder/page")" 5 "there are five commands"
yes "and they are those of README" diff "$test_folder/readme" "$test_folder/page"
done_testing
