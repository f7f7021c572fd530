#!/bin/sh
# find goes from a process to its group, and from an id to the group and back.
# root: needed
. tests/lib.sh
. tests/cgctl.sh
needs_groups
cns-cgctl create -p "/$group/a"
sleep 1000 &
cns-cgctl move "/$group/a" $!
is "$(cns-cgctl find -q $!)" "/$group/a" "a process has a group"
id=$(cns-cgctl find -rn -o id $!)
is "$id" "$(stat -c %i "$cgroup_mount/$group/a")" "which has an id"
is "$(cns-cgctl find -q --id "$id")" "/$group/a" "by which it is found"
cns-cgctl rm --kill "/$group/a"
like "$(cns-cgctl find --id "$id" 2>&1)" "*no group that can be seen has this id" "an id of a removed group finds nothing"
like "$(cns-cgctl find --id x 2>&1)" "*'x' is no id" "a word is no id"
done_testing
