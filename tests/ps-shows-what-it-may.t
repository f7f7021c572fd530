#!/bin/sh
# Without root the processes of others are counted, not hidden, and nothing fails.
# root: never
. tests/lib.sh
said=$(cns-ps 2>&1 >/dev/null)
is $? 0 "it succeeds"
like "$said" "cns-ps: * of * processes cannot be looked into*" "and says how many it could not see"
is "$(cns-ps -n -q -p $$ 2>/dev/null | sort)" \
	"$(for kind in mnt uts ipc net pid user cgroup time; do
		readlink /proc/$$/ns/$kind
	done | tr -dc '0-9\n' | sort)" "one's own namespaces are listed"
done_testing
