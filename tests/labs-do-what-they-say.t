#!/bin/sh
# Every command of every lesson is run and its output compared with what the lesson shows.
# vm-also: 6.12
. tests/lib.sh
for lab in scripts/labs/*.lab; do
	name=$(basename "$lab" .lab)
	said=$(BIN=$BIN scripts/labs/run --check "$name" 2>&1)
	status=$?
	case $said in
	"1..0 # SKIP "*) skip "$name" "${said#*SKIP }" ;;
	*) if [ $status = 0 ]; then ok "$name"; else fail "$name" "$said"; fi ;;
	esac
done

printf 'A lesson.\n\n    $ echo one; echo two\n    one\n    ...\n' >"$test_folder/right.lab"
yes "a lesson that is true passes" scripts/labs/run --check "$test_folder/right.lab"
printf 'A lesson.\n\n    $ echo one; echo two\n    one\n' >"$test_folder/wrong.lab"
no "one that is not fails" scripts/labs/run --check "$test_folder/wrong.lab"
done_testing
