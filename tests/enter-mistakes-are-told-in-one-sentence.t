#!/bin/sh
# shellcheck disable=SC2016,SC2086
# A mistake ends with status 125, names the input and what was expected, and runs nothing.
. tests/lib.sh
. tests/enter.sh

told() {
	said=$(cns-enter "$@" 2>&1)
	printf '%s: %s\n' $? "$said" | sed -n 1p
}
sh -c 'exit 0' &
gone=$!
wait $gone
like "$(told -t $gone true)" "125: cns-enter: cannot find process $gone*No such process (ESRCH)" "a PID that is not there"
like "$(told -t 0 true)" "125: *'0': a PID is a number from 1 to 4194304*" "PID 0"
like "$(told -t 4294967297 true)" "125: *4294967297*no unit or container*" "a number beyond any PID is no PID"
like "$(told -t -1 true)" "125: *'-1'*" "a negative PID"
like "$(told -t 1x true)" "125: *'1x'*" "a number with rubbish behind it"
like "$(told -t "" true)" "125: *the name is empty*" "an empty target"
like "$(told -t @ true)" "125: *the name is empty*" "an empty cgroup"
like "$(told -t @no-such-group true)" "125: *no-such-group*no process*" "a cgroup that is not there"
like "$(told -t no/such true)" "125: *'no/such'*" "a name with a slash"
like "$(told -t "$(printf 'a\033[31m\nb')" true)" "125: *'a?033?31m?nb'*" "escape sequences are not printed raw"
like "$(told -t fd:77 true)" "125: *no descriptor 77 is open*" "a descriptor that is not open"
like "$(told -t fd:x true)" "125: *the number of an open descriptor*" "a descriptor that is no number"
like "$(told -t /etc/passwd true)" "125: *neither a namespace nor a process*" "a file that is no namespace"
like "$(told -t /no/such true)" "125: *No such file or directory (ENOENT)" "a file that is not there"
like "$(told -t $$:1 true)" "125: *inode*" "a PID with another inode"
like "$(told true)" "125: *--target*" "no target"
like "$(told -a true)" "125: *--target*" "--all without a target"
like "$(told --diff --tag $$ $$)" "125: *--parallel and --tag go with a list of targets, -t -*" "--diff with what goes with a list"
like "$(told --nonsense true)" "125: *unknown option*--nonsense*" "an unknown option"
like "$(told -t)" "125: *needs an argument*" "a missing argument"
like "$(told -t $$ -S 4294967296 true)" "125: *'4294967296'*" "a user id that would wrap to root"
like "$(told -t $$ -S 4294967295 true)" "125: *'4294967295'*" "the id that means no change"
like "$(told -t $$ -S -1 true)" "125: *'-1'*" "a negative user id"
like "$(told -t $$ -G 0x10 true)" "125: *'0x10'*" "a group id that is not decimal"
like "$(told -t $$ -S 01750 true)" "125: *'01750'*" "a user id with a leading zero"
like "$(told -t $$ --join-cgroup --no-cgroup true)" "125: *exclude each other*" "options that exclude each other"
like "$(told -t $$ --keep-fd 99 true)" "125: *no descriptor 99 is open*" "a kept descriptor that is not open"
like "$(told -t $$ -r/etc/passwd -u true)" "125: *Not a directory (ENOTDIR)" "a root that is a file"
is "$(cns-enter -t $$ -u --preserve-credentials true $(seq 10000); echo $?)" 0 "10,000 arguments are passed on"
sleep 1000 &
thread=$!
containers=$thread
like "$(told -t $thread -N 99 true)" "125: *99*" "a socket that is not there"
kill -KILL $thread
done_testing
