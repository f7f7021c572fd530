#!/bin/sh
# What --explain says must be what strace sees, in the same order and with the same arguments.
# root: needed
. tests/lib.sh
command -v strace >/dev/null || skip_all "strace is not installed"

calls='unshare|mount|sethostname|setdomainname|chroot|setresuid|setresgid|setgroups'
said() { "$@" 2>&1 >/dev/null | sed -n 's/^    //p' | grep -E "^($calls)\("; }
seen() {
	strace -f -qq -s 4096 -e signal=none -e "trace=$(echo "$calls" | tr '|' ,)" -o "$test_folder/seen" "$@" >/dev/null 2>&1
	sed -e 's/^[0-9]* *//' -e 's/ = 0$//' -e 's/) \{1,\}$/)/' "$test_folder/seen" | grep -E "^($calls)\("
}
for options in -m -p -Ur -Urmp; do
	is "$(said cns-unshare --explain $options true)" "$(seen cns-unshare $options true)" \
		"cns-unshare $options: every call is said, in order"
done
is "$(cns-unshare -m true 2>&1)" "" "without --explain a success is silent"
done_testing
