#!/bin/sh
# cns-enter starts anew from a read-only copy of itself before its C library has started, not after.
# root: needed
. tests/lib.sh
needs_plain_build
command -v strace >/dev/null || skip_all "strace is not installed"
[ "$(uname -m)" = x86_64 ] || skip_all "it is done so on x86_64"

# calls ARGUMENT...: the names of the calls up to the command's start, without what loading a dynamic
# program takes
calls() {
	strace -qq -o "$test_folder/trace" cns-enter "$@" -t $$ -i /bin/true >/dev/null 2>&1
	awk -F '[(]' '/^execve\("\/bin\/true"/ { exit } { print $1 }' "$test_folder/trace"
}
calls >"$test_folder/calls"
is "$(sed -n '2,5p' "$test_folder/calls" | tr '\n' ' ')" "faccessat2 open_tree mount_setattr execveat " \
	"it begins with the copy"
is "$(grep -c set_tid_address "$test_folder/calls")" 1 "its C library starts once"
calls --explain >"$test_folder/calls"
is "$(grep -c set_tid_address "$test_folder/calls")" 2 "with --explain the calls are made by who tells them"
is "$(grep -c execveat "$test_folder/calls")" 1 "and are the same"
done_testing
