#!/bin/sh
# Where systemd rules the tree, run becomes systemd-run, gets a scope of its own, and limits what is below it.
# root: needed
. tests/lib.sh
if [ -d /run/systemd/system ]; then
	skip "no systemd" "systemd runs this machine"
else
	is "$(cns-cgctl run --scope job true 2>&1; echo $?)" \
		"cns-cgctl run: cannot have systemd make a scope for job: systemd does not run this machine
125" "without systemd there is no scope, and that is said"
fi
. tests/vm.sh
needs_machine 6.12
[ -x /lib/systemd/systemd ] || skip_all "systemd is not installed"
cat >"$test_folder/inside" <<'END'
cd "$1" || exit
PATH=$PWD/bin:$PATH
cns-cgctl run --scope -s pids.max=7 -s memory.max=64M job sh -c '
	group=$(sed -n "s/^0:://p" /proc/self/cgroup)
	echo "$group" | sed "s/run-[^.]*/run/"
	cat "/sys/fs/cgroup$group/pids.max" "/sys/fs/cgroup$group/memory.max"
	exit 5'
echo "status $?"
cns-cgctl run --scope --rm --summary -s pids.max=9 job sh -c 'cat "/sys/fs/cgroup$(sed -n "s/^0:://p" /proc/self/cgroup)/pids.max"' 2>/dev/null
systemctl start user@65534.service
cp bin/cns-cgctl /tmp/cns-cgctl
cd /
XDG_RUNTIME_DIR=/run/user/65534 setpriv --reuid 65534 --regid 65534 --clear-groups /tmp/cns-cgctl \
	run -s pids.max=8 job sh -c 'group=$(sed -n "s/^0:://p" /proc/self/cgroup)
	echo "$group" | sed "s/run-[^.]*/run/"
	cat "/sys/fs/cgroup$group/pids.max"; id -u'
systemctl list-units --type=scope --no-legend 'run-*' | grep -c .
END
got=$(scripts/vm -k 6.12 --systemd sh -c "$(cat "$test_folder/inside")" inside "$PWD")
is "$got" "/system.slice/run.scope/job
7
67108864
status 5
9
/user.slice/user-65534.slice/user@65534.service/app.slice/run.scope/job
8
65534
0" "the command runs below a scope of its own, under its limits, also of a user without rights, and the scope goes with it"
done_testing
