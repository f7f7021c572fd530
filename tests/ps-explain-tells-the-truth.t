#!/bin/sh
. tests/lib.sh
. tests/enter.sh
cns-ps >"$test_folder/plain" 2>/dev/null
said=$(cns-ps --explain 2>&1 >/dev/null)
like "$said" '*read all processes in /proc*openat(AT_FDCWD, "/proc", O_RDONLY|O_NOCTTY|O_CLOEXEC|O_DIRECTORY)*' \
	"the steps and calls are told"
like "$said" "*processes: of each its stat, its ns/\\*, root and cgroup*" "and what is read of each process"
for chapter in "" -a -n --graph $$; do
	strace -f -o "$test_folder/calls" -e trace=mount,unshare,setns,clone,clone3,fork,execve,kill,write,mkdirat,unlinkat,openat cns-ps \
		${chapter:+"$chapter"} >/dev/null 2>&1
	is "$(grep -cE 'unshare\(|mount\(|clone|fork\(|kill\(|mkdirat|unlinkat|setns\(|O_(WRONLY|RDWR|CREAT)' \
		"$test_folder/calls")" 0 "cns-ps${chapter:+ $chapter} changes nothing"
done
is "$(cns-ps --dry-run 2>/dev/null | head -1 | cut -c-2)" ID "--dry-run answers, too"
if command -v dot >/dev/null; then
	cns-ps --graph 2>/dev/null >"$test_folder/graph"
	yes "dot takes the drawing" dot -Tsvg -o "$test_folder/graph.svg" "$test_folder/graph"
else
	is "$(cns-ps --graph 2>/dev/null | tr -dc '{' | wc -c)" \
		"$(cns-ps --graph 2>/dev/null | tr -dc '}' | wc -c)" "the drawing is closed"
fi
done_testing
