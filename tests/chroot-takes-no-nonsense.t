#!/bin/sh
# Bad input: one clear sentence that names it, status 125, nothing changed.
. tests/lib.sh
. tests/lib-root.sh
root=$test_folder/root
make_root "$root"
: >"$test_folder/file"
before=$(mounts_now)
# wrong PATTERN ARGUMENT...
wrong() {
	pattern=$1
	shift
	said=$(cns-chroot "$@" 2>&1 </dev/null)
	status=$?
	said=$(printf '%s\n' "$said" | grep -v 'without privilege')
	is $status 125 "status 125: $pattern"
	like "$said" "cns-chroot: $pattern" "$pattern"
	case $said in
	*"$(printf '\033')"*) fail "no escape sequence is sent" ;;
	esac
}
tab=$(printf '\t') escape=$(printf '\033[31m') newline='
'
wrong "missing operand: ROOT*"
wrong "unknown option: --frobnicate*" --frobnicate "$root" true
wrong "option needs an argument: --bind*" --bind
wrong "option takes no argument: --pivot=x*" --pivot=x "$root" true
wrong "the new root is an empty argument*" "" true
wrong "cannot open the new root $test_folder/file: openat(*ENOTDIR)*" "$test_folder/file" true
wrong "cannot open the new root $test_folder/file: openat(*ENOTDIR)*" --pivot "$test_folder/file" true
wrong "cannot open the new root $test_folder/none: openat(*ENOENT)*" "$test_folder/none" true
wrong "cannot open the new root ?033?31mred: *ENOENT)*" "${escape}red" true
wrong 'cannot open the new root two?nlines: *ENOENT)*' "two${newline}lines" true
wrong 'cannot open the new root a?tb: *ENOENT)*' "a${tab}b" true
wrong "cannot put the layers at $test_folder/file: it is no directory*" --lower "$root" "$test_folder/file" true
wrong "--bind takes SRC?:DIR?:HOW??, not ''*" --bind '' "$root" true
wrong "--bind takes SRC*, not ':/mnt'*" --bind :/mnt "$root" true
wrong "--bind takes a list of ro*, not '/usr:/mnt:rosy'*" --bind /usr:/mnt:rosy "$root" true
wrong "--tmpfs takes DIR?:HOW?, not ''*" --tmpfs '' "$root" true
wrong "--tmpfs takes a list*, not '/tmp:size=much'*" --tmpfs /tmp:size=much "$root" true
wrong "--tmpfs takes a list*, not '/tmp:mode=9'*" --tmpfs /tmp:mode=9 "$root" true
wrong "--dev takes minimal or host, not 'most'*" --dev=most "$root" true
wrong "--sys takes ro or rw, not 'no'*" --sys=no "$root" true
wrong "--skip-chdir is only for the root /*" --skip-chdir "$root" true
wrong "cannot show /no/such of outside at /mnt: open_tree(*ENOENT)*" --bind /no/such:/mnt "$root" true
wrong "cannot show /usr of outside at /etc/passwd: openat2(*ENOTDIR)*" --bind /usr:/etc/passwd "$root" true
long=$(printf '%05000d' 0)
wrong "cannot open the new root *ENAMETOOLONG)*" "$long" true
wrong "cannot make an empty filesystem in memory at *ENAMETOOLONG)*" --tmpfs "/$long" "$root" true
wrong "cannot find out who*" --userspec="$long" "$root" true
# shellcheck disable=SC2046
is "$(cns-chroot "$root" sh -c 'echo $#' sh $(seq 10000) 2>/dev/null)" 10000 "10,000 arguments reach the command"
# shellcheck disable=SC2046
wrong "unknown option: --frob=1*" $(seq 10000 | sed 's/.*/--dry-run/') --frob=1 "$root" true
is "$(mounts_now)" "$before" "and no mount has come or gone"
done_testing
