#!/bin/sh
# The lessons that need controllers of cgroup version 2, which many machines have not.
# root: needed
# vm: 6.12
# alone: what it measures is less beside others
. tests/lib.sh
. tests/labs.sh
for lab in scripts/labs/*.lab; do
	case $(needs "$lab") in
	*controller:*) lab_passes "$lab" ;;
	esac
done
done_testing
