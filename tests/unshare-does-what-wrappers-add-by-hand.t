#!/bin/sh
# Loopback, names, environment, joins, another user with capabilities: one option each.
# vm-also: 6.1 6.12
. tests/lib.sh
is "$(cns-unshare -r --lo sh -c 'cat /sys/class/net/lo/flags 2>/dev/null; ip -o link show lo' | grep -c 'UP')" 1 "--lo brings the loopback link up"
is "$(cns-unshare -r --hostname inside uname -n)" inside "--hostname implies a UTS namespace"
is "$(uname -n)" "$(cat /proc/sys/kernel/hostname)" "and leaves the host its name"
is "$(cns-unshare -r --domainname inside cat /proc/sys/kernel/domainname)" inside "--domainname likewise"
is "$(cns-unshare -r --clear-env --env A=1 --env B= --env A=2 /usr/bin/env)" "A=2
B=" "--clear-env and --env"
is "$(KEEP=1 DROP=2 cns-unshare -r --whitelist-env KEEP,NONE /usr/bin/env)" "KEEP=1" "--whitelist-env"
like "$(cns-unshare -r --env NOVALUE true 2>&1)" "*'NOVALUE' is not of the form NAME=VALUE*" "an entry without = is refused"
is "$(cns-unshare -r -G 0 id -G)" "$(cns-unshare -r id -G)" "groups that cannot be dropped stay"
is "$(SHELL=/bin/sh cns-unshare -r </dev/null; echo $?)" 0 "without a command: a shell"
# shellcheck disable=SC2016 # the shell inside expands it
is "$(echo 'echo $0' | SHELL=/bin/sh cns-unshare -r)" "-sh" "which is a login shell"

# D7: unshare(1) loses all capabilities here.
if is_root; then
	is "$(cns-unshare --keep-caps -S 65534 sh -c "grep -c 'CapEff:.0*$' /proc/self/status")" 0 "--keep-caps survives --setuid"
	is "$(cns-unshare -S nobody -G nogroup id -un)" nobody "--setuid takes names"
	is "$(cns-unshare -S 1 -G 2 --groups 3,4 id -G)" "2 3 4" "--groups"
	is "$(cns-unshare --map-user nobody id -u)" "$(id -u nobody)" "--map-user takes names"
fi
# D10: the file is there, what it needs is not.
printf '#!/no/such/interpreter\n' >"$test_folder/script"
chmod 755 "$test_folder/script"
like "$(cns-unshare -r "$test_folder/script" 2>&1)" "*ENOENT*hint: $test_folder/script is there, but the interpreter that its #! line names is not: /no/such/interpreter*" \
	"a missing #! interpreter is named"
true_file=$(PATH=/usr/bin:/bin which true)
sed 's#/lib64/ld-linux-x86-64.so.2#/lib64/ld-linux-xNN-64.so.2#' "$true_file" >"$test_folder/program"
chmod 755 "$test_folder/program"
like "$(cns-unshare -r "$test_folder/program" 2>&1)" "*is there, but its ELF interpreter is not: /lib64/ld-linux-xNN-64.so.2*" \
	"a missing ELF interpreter is named"

# A format of its own, which the rest of the machine does not see (Linux 6.7).
if cns-unshare -r --mount-binfmt true 2>/dev/null; then
	printf 'CNSTEST of a format' >"$test_folder/formatted"
	chmod 755 "$test_folder/formatted"
	is "$(cns-unshare -r -l ':cnstest:M::CNSTEST::/bin/echo:' "$test_folder/formatted")" "$test_folder/formatted" "--load-interp runs a file of its format"
	no "and nobody else can" test -e /proc/sys/fs/binfmt_misc/cnstest
	like "$(cns-unshare -l ':cnstest:M::CNSTEST::/bin/echo:' true 2>&1)" "*hint: only root of the new user namespace*--map-root-user*" "without a map it says what is missing"
else
	skip "--load-interp" "this kernel has no binfmt_misc for user namespaces"
fi

# Joining some and making others.
mkfifo "$test_folder/ready"
cns-unshare -r --hostname other --ready-fd 3 sleep 30 3>"$test_folder/ready" &
other=$!
read -r _ <"$test_folder/ready"
is "$(cns-unshare --join user=$other --join uts=$other -n sh -c 'uname -n')" other "--join some, make others"
is "$(cns-unshare --join user=/proc/$other/ns/user --join uts=/proc/$other/ns/uts uname -n)" other "by the files of /proc, too"
kill $other
wait $other 2>/dev/null
like "$(cns-unshare --join uts=$$$$ true 2>&1)" "cns-unshare: cannot *" "a target that is not there"
like "$(cns-unshare --join nonsense=1 true 2>&1)" "*'nonsense=1': it is not KIND=TARGET*" "a kind that is none"

is "$(cns-unshare -r --try-mount --try-time --try-cgroup sh -c 'readlink /proc/self/ns/time' | grep -c time)" 1 "--try-KIND makes what the kernel has"
is "$(cns-unshare -rT --monotonic 5000000 sh -c 'cat /proc/self/timens_offsets' | awk '/monotonic/ { print $2 }')" 5000000 "the clocks are shifted"
done_testing
