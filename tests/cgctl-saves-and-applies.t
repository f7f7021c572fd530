#!/bin/sh
# What save prints, apply brings back, and once it is so neither diff nor apply finds anything to do.
# root: needed
. tests/lib.sh
. tests/cgctl.sh
needs_groups
cns-cgctl create -p "/$group/one/a/b"
cns-cgctl set "/$group/one/a" cgroup.max.depth=4 cgroup.max.descendants=9
cns-cgctl save "/$group/one" >"$test_folder/plan"
is "$(cat "$test_folder/plan")" "[.]
[./a]
cgroup.max.depth=4
cgroup.max.descendants=9
[./a/b]" "save prints what is not as the kernel begins with"
is "$(cns-cgctl diff "/$group/one" "$test_folder/plan")" "" "what was saved does not differ"
said=$(cns-cgctl diff "/$group/two" "$test_folder/plan")
is "$?" 1 "a tree that is not there does"
is "$said" "+[/$group/two]
+[/$group/two/a]
+cgroup.max.depth=4
+cgroup.max.descendants=9
+[/$group/two/a/b]" "and what would be made and set is said"
cns-cgctl apply "/$group/two" "$test_folder/plan"
is "$(cns-cgctl save "/$group/two")" "$(cat "$test_folder/plan")" "apply makes the same tree elsewhere"
is "$(cns-cgctl apply --explain "/$group/two" - <"$test_folder/plan" 2>&1 | grep -cE '^ +(write|mkdirat)')" 0 \
	"a second time it changes nothing"
cns-cgctl set "/$group/two/a" cgroup.max.depth=5
is "$(cns-cgctl diff "/$group/two" "$test_folder/plan")" "[/$group/two/a]
-cgroup.max.depth=5
+cgroup.max.depth=4" "diff says what is and what would be"
cns-cgctl set "/$group/two/a" cgroup.max.descendants=8
is "$(cns-cgctl diff "/$group/two" "$test_folder/plan")" "[/$group/two/a]
-cgroup.max.depth=5
+cgroup.max.depth=4
-cgroup.max.descendants=8
+cgroup.max.descendants=9" "each group is named once"

# apply is one transaction: what the last group refuses takes back what was done in those before.
cns-cgctl save "/$group/two" >"$test_folder/before"
like "$(printf '[.]\n[./new]\ncgroup.max.depth=2\n[./a]\ncgroup.max.depth=1\n[./a/b]\nhugetlb.2MB.max=no\n' |
	cns-cgctl apply "/$group/two" - 2>&1)" "*'no' is not *" "a value that is wrong is refused before anything is done"
like "$(printf '[.]\n[./new]\ncgroup.max.depth=2\n[./a]\ncgroup.max.depth=1\n[./a/b/c/d]\n' |
	cns-cgctl apply "/$group/two" - 2>&1)" "*(EAGAIN)*" "a group that cannot be made is refused"
is "$(cns-cgctl save "/$group/two")" "$(cat "$test_folder/before")" "and all is as before"
for wrong in 'cgroup.max.depth=1' '[../x]' '[x]' '[.' '[.]
cgroup.max.depth=deep'; do
	no "a text that is wrong is refused" cns-cgctl apply "/$group/three" - <<END
$wrong
END
done
no "and nothing is made of it" test -d "$cgroup_mount/$group/three"

# A user gets what the kernel delegates, and no more.
cns-cgctl delegate "/$group/two" 65534
user() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }
command -v setpriv >/dev/null || { done_testing; exit; }
yes "who was given a group makes groups in it" user cns-cgctl create "/$group/two/mine"
no "but does not change its limits" user cns-cgctl set "/$group/two" cgroup.max.depth=7
yes "and limits his own" user cns-cgctl set "/$group/two/mine" cgroup.max.depth=7
like "$(user cns-cgctl create "/$group/one/x" 2>&1)" "*(EACCES)
*not yours*" "elsewhere he is refused, and why is said"
sleep 1000 &
cns-cgctl move "/$group/two/mine" $!
yes "check: inside he may move" cns-cgctl check -u 65534 $! "/$group/two"
like "$(cns-cgctl check -u 65534 $$ "/$group/two" 2>&1)" "*may not write cgroup.procs of /, *
*/cgroup.procs, of the nearest group above both*" "check: from outside he may not, and the file is named"
done_testing
