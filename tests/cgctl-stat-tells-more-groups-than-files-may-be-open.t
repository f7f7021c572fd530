#!/bin/sh
# stat keeps no group open between two looks: all are told, however few files may be open.
# root: needed
. tests/lib.sh
. tests/cgctl.sh
needs_groups
cns-cgctl create "/$group"
number=0
while [ $number -lt 60 ]; do
	number=$((number + 1))
	mkdir "$cgroup_mount/$group/$number"
done
mkdir "$cgroup_mount/$group/1/below"
# shellcheck disable=SC3045
lines() { (ulimit -n 24 && cns-cgctl stat -R --raw --noheadings "$@" "/$group" 2>&1) | grep -c "^/$group"; }
is "$(lines)" 62 "the group, its 60 and the one below the first"
is "$(lines -i 0.01 -c 2)" 124 "again, when it looks again"
done_testing
