#!/bin/sh
# What only this moment knows is offered too.  In a PID and mount namespace of its own there is one
# process whose number begins with 70, and one network.
. tests/lib.sh
command -v expect >/dev/null || skip_all "expect is not installed"
cns-unshare --user --map-root-user --mount --pid true 2>/dev/null ||
	skip_all "user namespaces are not allowed here"

mkdir -p "$test_folder/bin"
HOME=$test_folder
PATH=$test_folder/bin:$PATH
export HOME PATH
cat >"$test_folder/bin/cns-ps" <<'EOF'
#!/bin/sh
printf 'operands\tcns-ps\tCGROUP...\tShow.\n'
printf -- '-\tpid\tPID\ta process\t-\t-\n-\tof\tTARGET\ta target\t-\t-\n'
printf -- '-\tjoin\tKIND=TARGET\tjoin\t-\t-\n-\tnetwork\tNETNS\ta network\t-\t-\n'
EOF
cat >"$test_folder/inside" <<'EOF'
set -e
mount -t proc proc /proc
mount -t tmpfs tmpfs /run
mkdir /run/netns
: >/run/netns/blue-network
echo 7000 >/proc/sys/kernel/ns_last_pid
tail -f /dev/null &
echo 200 >/proc/sys/kernel/ns_last_pid
expect tests/completion/drive.exp "$1" "$PWD/completions"
EOF
chmod +x "$test_folder/bin/cns-ps"

for shell in bash zsh fish; do
	command -v "$shell" >/dev/null || {
		skip "$shell completes" "$shell is not installed"
		continue
	}
	cns-unshare --user --map-root-user --mount --pid -- sh "$test_folder/inside" "$shell" \
		>"$test_folder/answers" 2>&1 <<-EOF
		cns-ps --pid 70	cns-ps --pid 7001
		cns-ps --of 70	cns-ps --of 7001
		cns-ps --join=net=70	cns-ps --join=net=7001
		cns-ps --network bl	cns-ps --network blue-network
	EOF
	is "$(cat "$test_folder/answers")" "same
same
same
same" "$shell: a process, as PID and as TARGET, and a network"

	cgroups=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
	group=cns-completion-$$
	if [ -n "$cgroups" ] && mkdir "$cgroups/$group" 2>/dev/null; then
		expect tests/completion/drive.exp "$shell" "$PWD/completions" \
			>"$test_folder/answers" 2>&1 <<-EOF
			cns-ps cns-compl	cns-ps $group
			cns-ps --of @cns-compl	cns-ps --of @$group
		EOF
		rmdir "$cgroups/$group"
		is "$(cat "$test_folder/answers")" "same
same" "$shell: a cgroup"
	else
		skip "$shell: a cgroup" "no cgroup2 tree that we may write to"
	fi
done
done_testing
