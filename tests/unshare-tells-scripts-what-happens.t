#!/bin/sh
# --pid-file, --ready-fd and --status-fd: facts for scripts, and never in the command's way.
. tests/lib.sh
file=$test_folder/pid
is "$(cns-unshare -rf --pid-file "$file" sh -c 'echo $$')" "$(cat "$file")" "--pid-file has the child's PID"
is "$(cns-unshare -r --pid-file "$file" sh -c 'echo $$')" "$(cat "$file")" "and without a fork the command's own"
is "$(ls "$test_folder")" pid "no file of another name is left"
cns-unshare -r --pid-file "$test_folder/no/such" sh -c 'echo ran' >"$test_folder/out" 2>/dev/null
is "$?$(cat "$test_folder/out")" 125 "a PID file that cannot be written is a failure before the command"
cns-unshare -rf --pid-file "$test_folder/no/such" sh -c 'sleep 20' 2>/dev/null
is "$?" 125 "and with --fork it ends the child"

status() { cns-unshare --status-fd 3 "$@" 3>&1 >/dev/null 2>/dev/null; }
is "$(status -rf sh -c 'exit 4' | jq -r 'select(.event == "exited").status')" 4 "the status descriptor tells the exit status"
is "$(status -rf sh -c 'kill -9 $$' | jq -r 'select(.event == "killed").signal')" 9 "or the signal"
is "$(status -r --init sh -c 'exit 5' | jq -r 'select(.event == "exited").status')" 5 "with --init, too"
is "$(status -r --init sh -c 'exit 137' | jq -c 'select(.event == "exited" or .event == "killed")')" '{"event":"exited","status":137}' \
	"a command that ends with 137 is no command that was killed"
is "$(status -r -w /nonexistent true | jq -r 'select(.event == "failed") | .errno + " " + .step')" \
	"ENOENT change to the directory /nonexistent" "a failure is told with its step and errno"
is "$(status -rf true | jq -r .event | sort | tr '\n' ' ')" "child exited namespaces ready " "each event is told once"
is "$(status -ru sh -c 'stat -L -c %i /proc/self/ns/uts >&2' | jq -r 'select(.event == "namespaces").uts.new')" true "namespaces are told with what is new"
is "$(cns-unshare -r --ready-fd 3 sh -c '[ -e /proc/self/fd/3 ] && echo leaked; true' 3>&1)" ready "--ready-fd gets its line, and the command not the descriptor"
is "$(cns-unshare -r --ready-fd 99 true 2>&1 | head -n 1)" "cns-unshare: --ready-fd: descriptor 99 is not open" "a descriptor that is not open"
like "$(cns-unshare -r --status-fd x true 2>&1)" "*takes the number of an open descriptor, not 'x'*" "or no number"
done_testing
