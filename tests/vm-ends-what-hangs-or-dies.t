#!/bin/sh
# A machine that does not end by itself is ended, and the reason is told.
# root: needed
. tests/lib.sh
. tests/vm.sh
needs_machine 6.12

told=$(scripts/vm -t 1 true 2>&1)
is "$?" 124 "a machine that needs too long to start ends with status 124"
like "$told" "vm: time-out: the machine did not start the command in 1 seconds.*" "and says so"

told=$(scripts/vm --append rdinit=/no-such true 2>&1)
is "$?" 125 "a kernel that does not come up ends with status 125"
like "$told" "vm: the machine did not start the command.*Kernel panic*" "and shows its last lines"

told=$(scripts/vm -- sh -c 'echo out; exec busybox poweroff -f' 2>&1)
is "$?" 125 "a machine that goes away ends with status 125"
like "$told" "out
vm: the machine stopped before the command ended.*" "and gives what was printed before"

for end in TERM=143 KILL=137; do
	signal=${end%=*}
	mkfifo "$test_folder/$signal"
	scripts/vm -- sh -c 'echo here; exec sleep 1000' >"$test_folder/$signal" 2>/dev/null &
	machine=$!
	read -r line <"$test_folder/$signal"
	read -r emulator <"/proc/$machine/task/$machine/children"
	kill -s "$signal" "$machine"
	wait "$machine" 2>/dev/null
	is "$? $line" "${end#*=} here" "SIG$signal ends scripts/vm"
	# Gone, or about to be: the kernel delivers a parent's death before its wait(2) returns.
	state=$(sed 's/.*) //; s/ .*//' "/proc/$emulator/stat" 2>/dev/null)
	like "${state:-gone}" "[gZX]*" "and the emulator with it"
done
done_testing
