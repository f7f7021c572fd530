#!/bin/sh
# What cns-cgctl --explain says must be what strace sees, in the same order, with the same arguments.
# root: needed
. tests/lib.sh
. tests/cgctl.sh
command -v strace >/dev/null || skip_all "strace is not installed"
needs_groups

calls='openat2|mkdirat|unlinkat|write|clone|clone3|pidfd_send_signal|execve'
# strace names the file behind a descriptor, and --explain the file that it opened for one write.
plain() {
	grep -E "^($calls)\(" | grep -v -e '^write([012]<' -e '^write([012],' -e '^execve' |
		sed -e 's/write([0-9]*<[^>]*\/\([^/>]*\)>/write("\1"/' -e 's/<[^>]*>//g' -e 's/ \{1,\}= .*$//' \
			-e 's/clone(child_stack=NULL, flags=\([^,]*\).*/clone(\1)/'
}
said() { "$@" 2>&1 >/dev/null | sed -n 's/^    //p' | plain; }
seen() {
	strace -y -qq -s 4096 -e signal=none -e "trace=$(echo "$calls" | tr '|' ,)" -o "$test_folder/seen" "$@" >/dev/null 2>&1
	plain <"$test_folder/seen"
}
# check UNDO VERB ARGUMENT...: said once, undone, seen once
check() {
	undo=$1 verb=$2
	shift 2
	told=$(said cns-cgctl "$verb" --explain "$@")
	eval "$undo"
	is "$told" "$(seen cns-cgctl "$verb" "$@")" "cns-cgctl $verb $*: every call is said, in order"
	case $told in
	*\(*) ;;
	*) fail "something was said" "$told" ;;
	esac
}
check "rmdir $cgroup_mount/$group" create "/$group"
check "rmdir $cgroup_mount/$group/a/b $cgroup_mount/$group/a" create -p "/$group/a/b"
check : run "/$group/a/b" true
check "rmdir $cgroup_mount/$group/c" run "/$group/c" true
check : freeze "/$group"
check : thaw "/$group"
check : kill "/$group"
check : set "/$group" cgroup.max.depth=3 cgroup.max.descendants=7
check : get "/$group" cgroup.events
sleep 1000 &
sleeper=$!
check : move "/$group/a/b" $sleeper
check : kill -s USR1 "/$group/c"
kill $sleeper
check "mkdir $cgroup_mount/$group/c" rm "/$group/c"
check "mkdir -p $cgroup_mount/$group/a/b" rm -r "/$group/a"
is "$(cns-cgctl ls -Rq "/$group")" "" "what was removed is gone"

# --dry-run changes nothing.
cns-cgctl run --dry-run -s pids.max=5 --rm --try "/$group/dry" false 2>"$test_folder/dry"
like "$(cat "$test_folder/dry")" "*mkdirat(*dry*clone3(*cgroup=*execve*" "--dry-run tells the story"
is "$(cns-cgctl ls -Rq "/$group")" "" "--dry-run makes no group"
cns-cgctl create "/$group/d"
cns-cgctl set --dry-run "/$group/d" cgroup.max.depth=3 2>/dev/null
is "$(value "$group/d/cgroup.max.depth")" max "--dry-run sets nothing"
cns-cgctl rm --dry-run "/$group/d" 2>/dev/null
yes "--dry-run removes nothing" test -d "$cgroup_mount/$group/d"
done_testing
