#!/bin/sh
# alone
# vm-also: 6.12
# The demonstration, as a reader runs it; it compares the machine before and after itself.
. tests/lib.sh
unset MAKEFLAGS MFLAGS MAKELEVEL
command -v busybox >/dev/null || skip_all "busybox is not installed"
is_root || cns-unshare --user true 2>/dev/null || skip_all "user namespaces are not allowed here"

story=$(DEPS=no scripts/demo 2>&1 </dev/null)
status=$?
is "$status" 0 "the demonstration succeeds" || :
[ $status = 0 ] || printf '%s\n' "$story" | tail -40 | sed 's/^/# /'
like "$story" "*
Hello from the inside.
*" "the page is fetched"
like "$story" "*cns-enter -t [0-9]*
web
0
*" "the container is entered by PID"
if is_root; then
	like "$story" "*cns-enter -t @web -- *
PID *
*httpd*" "and by the name of its control group"
	like "$story" "*cns-cgctl freeze web*
frozen 1
*cns-cgctl thaw web*
changed
*" "it is frozen and thawed"
	cns-netns add web
	no "what is called web already is left alone" env DEPS=no scripts/demo
	like "$(DEPS=no scripts/demo 2>&1)" "*demo: there is a network namespace called web already*" \
		"and the reader is told"
	cns-netns del web
fi
like "$story" "*
The machine is as it was." "nothing is left behind"
done_testing
