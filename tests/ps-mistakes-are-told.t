#!/bin/sh
. tests/lib.sh
# wrong STATUS MESSAGE ARGUMENT...: one sentence and a status
wrong() {
	wanted=$1 message=$2
	shift 2
	said=$(cns-ps "$@" 2>&1 >/dev/null)
	is "$?" "$wanted" "cns-ps $* ends with $wanted"
	like "$said" "cns-ps: $message*" "and says why"
}
wrong 2 "--watch, --diff, and --namespaces or --graph exclude each other" -n -w
wrong 2 "--task and --persistent do not go with --graph" -n -g -P
wrong 2 "--diff takes two targets" --diff 1
wrong 2 "two targets only go with --diff" 1 2
wrong 2 "--type, --task and --persistent go with --namespaces" -t net
wrong 2 "there is no kind of namespace 'nonsense', but mnt" -n -t nonsense
wrong 2 "--tree takes process, parent or owner, not 'sideways'" -n --tree=sideways
wrong 2 "the number of a namespace was expected, not 'x'" -n x
wrong 2 "--watch and --graph have a form of their own" -w --json
wrong 1 "cannot choose the columns: there is no column 'NOPE'" -o NOPE
wrong 1 "cannot understand the filter 'pid =='" --filter 'pid =='
wrong 1 "cannot understand the filter 'nope > 1'" --filter 'nope > 1'
wrong 1 "cannot understand the filter '(pid'" --filter '(pid'
wrong 1 "cannot understand the filter 'command =~ \"(\"'" --filter 'command =~ "("'
wrong 1 "cannot find process 4194304" -n -p 4194304
wrong 1 "cannot find the namespace 1" -n 1
wrong 1 "cannot find process 4194304 and pin it" 4194304
wrong 1 "cannot find process * a namespace, and a process is needed" /proc/self/ns/net
cns-ps >/dev/full 2>/dev/null
is $? 1 "an answer that could not be written is a failure"
done_testing
