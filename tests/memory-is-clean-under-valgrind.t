#!/bin/sh
# A dozen command lines of all tools make no memory error that valgrind sees, and leave the command no descriptor.
# What valgrind does not know, as openat2(2) in its version 3.19, gives ENOSYS, and it
# starts no program that has no name (execveat(2)): then it is the way to that refusal.
# root: needed
. tests/lib.sh
command -v valgrind >/dev/null || skip_all "valgrind is not installed"
tools=${BUILD:-build}/tests/faults/dynamic
[ -x "$tools/cns-ps" ] || skip_all "make testers has not been run"
sleep 1000 &
target=$!
trap 'kill $target; rm -rf "$test_folder"' EXIT
# The kernel takes no type for a mount that has none, and the C library's start is not ours.
cat >"$test_folder/known" <<'END'
{
   mount(2) of no type
   Memcheck:Param
   mount(type)
   fun:mount
}
END
under() {
	valgrind --quiet --leak-check=no --track-fds=yes --child-silent-after-fork=no \
		--suppressions="$test_folder/known" --log-file="$test_folder/log.%p" "$@" </dev/null
}
errors() {
	cat "$test_folder"/log.* | grep -E '^==[0-9]+== (Invalid|Conditional|Use of|Syscall param|Process term|Mismatched|Source|Argument|Jump|FATAL)'
}
descriptors='ls /proc/self/fd'
# One more is of valgrind itself.
# shellcheck disable=SC2086
open_before=$(under env $descriptors)

clean() { # TOOL ARGUMENT...: it makes no error; and a command that it becomes has no more descriptors than we have
	asked=$*
	tool=$1
	shift
	said=$(under "$tools/$tool" "$@" 2>"$test_folder/err")
	status=$?
	found=$(errors)
	case $asked-$status in
	*"$descriptors-0") [ "$said" = "$open_before" ] || found="$found
open in the command: $(echo "$said" | tr '\n' ' ')" ;;
	esac
	[ $status = 0 ] || grep -qE 'ENOSYS|execveat\(|no-such-option' "$test_folder/err" || found="$found
status $status: $(cat "$test_folder/err")"
	is "$found" "" "$asked"
	rm -f "$test_folder"/log.*
}
# shellcheck disable=SC2086
{
	clean cns-unshare --help
	clean cns-unshare -u -i $descriptors
	clean cns-unshare -m $descriptors
	clean cns-unshare -m -p -f --mount-proc true
	clean cns-unshare -r -S 0 --caps none $descriptors
	clean cns-unshare -u --seccomp default --no-new-privs $descriptors
	clean cns-unshare --no-such-option
	clean cns-chroot / $descriptors
	clean cns-chroot --userspec=1:1 --groups=4,5 --caps docker / $descriptors
	clean cns-enter -t $target -- true
	clean cns-enter --dry-run --explain -t $target -- true
	clean cns-cgctl info
	clean cns-cgctl convert memory.limit_in_bytes=64M
	clean cns-netns list
	clean cns-ps
	clean cns-ps $target
}

# An error is seen.
cat >"$test_folder/wrong.c" <<'END'
#include <stdlib.h>
int main(void)
{
	volatile char *p = malloc(1);
	free((void *)p);
	return p[0] & 1;
}
END
if cc -O0 -w -o "$test_folder/wrong" "$test_folder/wrong.c" 2>/dev/null; then
	under "$test_folder/wrong"
	like "$(errors)" "*Invalid read*" "an error is found"
else
	skip "an error is found" "no compiler"
fi
done_testing
