#!/bin/sh
# Where systemd rules the tree, run becomes systemd-run, gets a scope of its own, and limits what is below it.
# root: needed
. tests/lib.sh
like "$(cns-cgctl run --user --dry-run -s pids.max=7 job true 2>&1)" \
	'*execve("*systemd-run", *"--user", "--scope", "--quiet", "--collect", "--property=Delegate=yes", "--", "*cns-cgctl", "run", "--delegated", *' \
	"--user asks the user's own systemd"
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
systemctl list-units --type=scope --no-legend 'run-*' | grep -c .
END
got=$(cd "$test_folder" && "$OLDPWD/scripts/vm" -k 6.12 --systemd sh inside "$OLDPWD")
is "$got" "/system.slice/run.scope/job
7
67108864
status 5
9
0" "the command runs below a scope of its own, under its limits, and the scope goes with it"
done_testing
