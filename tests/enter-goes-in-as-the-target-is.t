#!/bin/sh
# shellcheck disable=SC2016,SC2086
# With no namespace named the command has all that the target has: namespaces, root, working
# directory, user, groups, control groups; and a clean environment.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh

inside='cd /usr'
start -muipnCT --mount-proc --hostname box
enter() { cns-enter -t "$target" "$@"; }

is "$(enter sh -c 'for kind in mnt uts ipc net pid user cgroup time; do readlink /proc/self/ns/$kind; done')" \
	"$(namespaces "$target")" "every namespace is the target's"
is "$(enter hostname)" box "the host name is the target's"
is "$(enter pwd)" /usr "the working directory is the target's"
is "$(enter sh -c 'cat /proc/1/comm')" sleep "/proc shows the target as PID 1"
is "$(enter stat -L -c '%d %i' /proc/self/root)" "$(enter stat -L -c '%d %i' /proc/1/root)" "the root is the target's"
is "$(enter grep -E '^(Uid|Gid|Groups):' /proc/self/status)" \
	"$(enter grep -E '^(Uid|Gid|Groups):' /proc/1/status)" "user and groups are the target's"
is "$(enter cat /proc/self/cgroup)" "$(enter cat /proc/1/cgroup)" "the control groups are the target's"
is "$(SECRET=x TERM=dumb enter sh -c 'echo "$SECRET$TERM"')" dumb "the caller's environment stays outside, but TERM"
is "$(SECRET=x enter --keep-env SECRET printenv SECRET)" x "--keep-env keeps a variable"
is "$(enter sh -c 'ls /proc/self/fd' 7<"$0" 8<"$0" | tr '\n' ' ')" "0 1 2 3 " "inherited descriptors stay outside (3 is ls's own)"
is "$(enter --keep-fd 7 head -1 /proc/self/fd/7 7<"$0")" "#!/bin/sh" "--keep-fd keeps a descriptor"
is "$(echo "hello" | enter cat)" hello "standard input reaches the command"
enter sh -c 'exit 7'
is $? 7 "the exit status is the command's"
is "$(enter sh -c 'kill -TERM $$'; echo $?)" 143 "and 128 + the signal that ended it"
is "$(echo 'echo from a shell' | enter)" "from a shell" "without a command it is the user's shell"
is "$(enter --no-cgroup -w/ pwd)" / "-w names another working directory"
is "$(enter -W/etc pwd)" /etc "-W names one inside"
is "$(enter /nowhere 2>/dev/null; echo $?)" 127 "a command that is not there is 127"
is "$(enter /etc 2>/dev/null; echo $?)" 126 "one that cannot run is 126"
done_testing
