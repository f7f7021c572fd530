#!/bin/sh
# Fifty that make and remove one tree at the same time never fail wrongly, and leave nothing.
# root: needed
# vm-also: 6.1
. tests/lib.sh
. tests/cgctl.sh
needs_groups
cns-cgctl create "/$group"

# Each makes the whole path and takes away what it can.  The tree may be gone, or full of what the
# others make: those are right answers, and no other is.
for worker in $(seq 50); do
	(
		i=0
		while [ $i -lt 10 ]; do
			i=$((i + 1))
			cns-cgctl create -p "/$group/a/b/c" || echo "create: $?"
			said=$(cns-cgctl rm -rf "/$group/a" 2>&1) || case $said in
			*"(EBUSY)"*) ;;
			*) echo "rm: $said" ;;
			esac
		done
	) >"$test_folder/$worker" 2>&1 &
done
wait
is "$(cat "$test_folder"/[0-9]*)" "" "every create succeeds, and rm fails only of a tree that others filled meanwhile"

# Names of their own: nobody stands in anybody's way.
for worker in $(seq 50); do
	(
		i=0
		while [ $i -lt 5 ]; do
			i=$((i + 1))
			cns-cgctl run --rm "/$group/shared/$worker/x" true || echo "run: $?"
		done
		cns-cgctl rm "/$group/shared/$worker" || echo "rm: $?"
	) >"$test_folder/$worker" 2>&1 &
done
wait
is "$(cat "$test_folder"/[0-9]*)" "" "fifty that run commands in groups of their own below one never fail"
cns-cgctl rm -rf "/$group/a" "/$group/shared"
is "$(cns-cgctl ls -Rq "/$group")" "" "and nothing is left"
done_testing
