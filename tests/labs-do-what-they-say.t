#!/bin/sh
# Every command of every lesson is run and its output compared with what the lesson shows; of those
# about limits, in labs-about-limits-do-what-they-say.t.
# vm-also: 6.12
. tests/lib.sh
. tests/labs.sh
for lab in scripts/labs/*.lab; do
	case $(needs "$lab") in
	*controller:*) ;;
	*) lab_passes "$lab" ;;
	esac
done

printf 'A lesson.\n\n    $ echo one; echo two\n    one\n    ...\n' >"$test_folder/right.lab"
yes "a lesson that is true passes" scripts/labs/run --check "$test_folder/right.lab"
printf 'A lesson.\n\n    $ echo one; echo two\n    one\n' >"$test_folder/wrong.lab"
no "one that is not fails" scripts/labs/run --check "$test_folder/wrong.lab"
like "$(scripts/labs/run --fast "$test_folder/right.lab")" "*A lesson.*\$ echo one; echo two
one
two" "as a demonstration it shows the prose, each command and its output"

printf 'needs: linux:99.1 controller:none\nA lesson.\n' >"$test_folder/more.lab"
said=$(scripts/labs/run --fast "$test_folder/more.lab" 2>&1 </dev/null)
is "$? $said" "1 This lab needs Linux 99.1 or newer, the none controller on cgroup version 2.
Here is missing: Linux 99.1 or newer, the none controller on cgroup version 2.
The virtual machine has it: scripts/labs/run --vm more" "what a lesson needs is stated, and the virtual machine offered"
printf 'needs: no-such-program\nA lesson.\n' >"$test_folder/more.lab"
said=$(scripts/labs/run --fast "$test_folder/more.lab" 2>&1 </dev/null)
is "$? $said" "1 This lab needs the program no-such-program.
Here is missing: the program no-such-program." "but not where it would not help"
for lab in scripts/labs/*.lab; do
	[ -n "$(needs "$lab")" ] || fail "$lab says what it needs"
done
is "$(scripts/labs/run | grep -c '^[a-z]')" "$(find scripts/labs -name '*.lab' | wc -l | tr -d ' ')" \
	"without a name all lessons are listed"
done_testing
