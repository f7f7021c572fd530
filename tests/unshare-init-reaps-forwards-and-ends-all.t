#!/bin/sh
# --init is a good PID 1: it reaps, forwards, ends with the command, and takes the rest along.
# vm-also: 6.1 6.12
. tests/lib.sh
inside="cns-unshare -r --init --mount-proc"

is "$($inside sh -c 'echo $$')" 2 "the command is not PID 1 itself"
$inside sh -c 'exit 7'
is $? 7 "its status is the command's"
$inside sh -c 'kill -9 $$'
is $? 137 "a signal that ends the command is 128 + its number"
# shellcheck disable=SC2016
is "$($inside sh -c '(sleep 0.05 &) ; sleep 0.2; ps -o stat= -A | grep -c Z; true')" 0 "orphans are reaped"

# The command has no handler; a PID 1 without one would not hear it.
mkfifo "$test_folder/ready"
$inside sh -c "echo >$test_folder/ready; exec sleep 20" &
unshare=$!
read -r _ <"$test_folder/ready"
kill -TERM $unshare
wait $unshare
is $? 143 "TERM reaches a command without a handler"

$inside sh -c "trap 'echo caught >$test_folder/caught; exit 9' TERM; echo >$test_folder/ready; while :; do sleep 0.05; done" &
unshare=$!
read -r _ <"$test_folder/ready"
kill -TERM $unshare
wait $unshare
is $? 9 "TERM reaches a command's handler, and its status comes back"

$inside --grace 1 sh -c "trap '' TERM; echo >$test_folder/ready; while :; do sleep 0.05; done" &
unshare=$!
read -r _ <"$test_folder/ready"
kill -TERM $unshare
wait $unshare
is $? 137 "after --grace a command that ignores TERM is killed"

is "$(SECRET=x $inside --clear-env /bin/cat /proc/1/environ 2>/dev/null | wc -c)" 0 "PID 1 does not show its environment"
is "$($inside --then-map-current id -u)" "$(id -u)" "and --then-map-current works beside it"

# A process left behind holds the write end of the pipe; end of file says that all are gone.
is "$($inside sh -c 'sleep 20 & sleep 20 & exit 0' | wc -c)" 0 "every process that is left ends with the command"
$inside /no/such/command 2>/dev/null
is $? 127 "a command that is not there is 127"
done_testing
