#!/bin/sh
# No group is kept open longer than something is done with it: all are told and set, however few files may be open.
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

# What is to be set back when the last of them refuses is known without being open, too.
# shellcheck disable=SC3045
few() { (ulimit -n 24 && cns-cgctl "$@" 2>&1); }
values() { cat "$cgroup_mount/$group/cgroup.max.depth" "$cgroup_mount/$group"/*/cgroup.max.depth | sort | uniq -c | xargs; }
is "$(few set -R "/$group" cgroup.max.depth=5)" "" "set -R sets all"
is "$(values)" "61 5" "and they are so"
# A user may set all of them but the last.
chmod 755 "$test_folder"
cp "$(command -v cns-cgctl)" "$test_folder/cns-cgctl"
find "$cgroup_mount/$group" -name cgroup.max.depth ! -path '*/60/*' -exec chown 65534 {} +
# shellcheck disable=SC3045
said=$(ulimit -n 24 && setpriv --reuid 65534 --regid 65534 --clear-groups "$test_folder/cns-cgctl" \
	set -R "/$group" cgroup.max.depth=6 2>&1)
like "$said" "*set cgroup.max.depth of /$group/60 to 6: *(EACCES)*" "the last refuses"
is "$(values)" "61 5" "and all are as before"
is "$(few save "/$group" | few apply "/$group/copy" -)" "" "apply makes as many"
is "$(few ls -Rq "/$group/copy" | wc -l)" 61 "and they are there"
is "$(few rm -r "/$group/copy")" "" "rm -r removes them"
done_testing
