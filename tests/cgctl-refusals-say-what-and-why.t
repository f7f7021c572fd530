#!/bin/sh
# Whatever the kernel refuses, cns-cgctl says so in one line that names the call, and leaves nothing half made.
# root: needed
. tests/lib.sh
. tests/cgctl.sh
command -v strace >/dev/null || skip_all "strace is not installed"
needs_groups
cns-cgctl create "/$group"

# refuse CALL[:WHEN] ERROR STATUS VERB...
refuse() {
	call=${1%%:*} when=${1#"${1%%:*}"} error=$2 wanted=$3
	shift 3
	said=$(strace -f -qq -o "$test_folder/trace" -e "trace=$call" -e "inject=$call:error=$error$when" \
		cns-cgctl "$@" 2>&1)
	status=$?
	grep -q INJECTED "$test_folder/trace" || fail "$call is made by $1" "$said"
	if [ $status = "$wanted" ]; then
		like "$said" "cns-cgctl $1: cannot *: $call(*): *($error)*" "$1: $call$when refused with $error"
	else
		fail "$1: $call$when refused with $error ends in $wanted" "status $status: $said"
	fi
	case $said in
	*ran*) fail "the command is not run" "$said" ;;
	esac
}
for error in EPERM EINVAL ENOSPC ENOSYS; do
	refuse openat2 "$error" 125 run "/$group/new" echo ran
	refuse openat2:when=3 "$error" 125 run "/$group/new" echo ran
	refuse mkdirat "$error" 125 run "/$group/new" echo ran
	refuse write:when=1 "$error" 125 run "/$group/new" echo ran
	refuse write:when=1 "$error" 125 run -s cgroup.max.depth=3 "/$group/new" echo ran
	refuse clone "$error" 125 run --rm "/$group/new" echo ran
	[ "$error" = ENOSYS ] || refuse clone3 "$error" 125 run --rm "/$group/new" echo ran
	refuse pidfd_open "$error" 125 run --rm "/$group/new" echo ran
	is "$(cns-cgctl ls -q "/$group")" "" "nothing is left of what $error refused"
	refuse openat2 "$error" 1 create "/$group/new"
	refuse mkdirat "$error" 1 create "/$group/new"
	refuse unlinkat "$error" 1 rm "/$group"
	refuse write:when=1 "$error" 1 freeze "/$group"
	refuse write:when=1 "$error" 1 thaw "/$group"
	refuse write:when=1 "$error" 1 kill "/$group"
	refuse write:when=1 "$error" 1 set "/$group" cgroup.max.depth=3
	refuse write:when=1 "$error" 1 move "/$group" $$
	refuse openat2 "$error" 1 get "/$group" cgroup.events
	refuse openat2 "$error" 1 ls "/$group"
	refuse openat2 "$error" 1 tree "/$group"
	refuse openat2 "$error" 1 info "/$group"
done
like "$(strace -f -qq -o /dev/null -e trace=clone3 -e inject=clone3:error=ENOSYS \
	cns-cgctl run --rm "/$group/new" cat /proc/self/cgroup)" "*:/$group/new" "without clone3 the command moves there itself"
cns-cgctl create "/$group/a"
said=$(cns-cgctl rm "/$group" 2>&1)
is "$?" 1 "a group with groups in it is not removed"
like "$said" "cns-cgctl rm: cannot remove the cgroup /$group: unlinkat(*): Device or resource busy (EBUSY)
cns-cgctl rm: hint: *--kill*--recursive*" "and what to do is said"

# A value of several that is refused takes those before it back.
said=$(strace -qq -o /dev/null -e trace=write -e inject=write:error=EINVAL:when=2 \
	cns-cgctl set "/$group/a" cgroup.max.depth=3 cgroup.max.descendants=7 2>&1)
like "$said" "cns-cgctl set: cannot set cgroup.max.descendants of /$group/a to 7: write(*): Invalid argument (EINVAL)" \
	"the value that was refused is named"
is "$(value "$group/a/cgroup.max.depth")" max "the one before it is set back"
done_testing
