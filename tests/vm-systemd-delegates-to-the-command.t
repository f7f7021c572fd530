#!/bin/sh
# With --systemd the command is a service of a running system, with a control group of its own.
# root: needed
. tests/lib.sh
. tests/vm.sh
needs_machine 6.12
[ -x /lib/systemd/systemd ] || skip_all "systemd is not installed"

cat >"$test_folder/inside" <<'END'
cat /proc/1/comm
systemctl is-system-running --wait
cat /proc/self/cgroup /sys/fs/cgroup/system.slice/cns-vm.service/cgroup.controllers
systemd-run --quiet --scope --unit=asked cat /proc/self/cgroup
exit 4
END
got=$(cd "$test_folder" && "$OLDPWD/scripts/vm" --systemd sh inside)
is "$? $got" "4 systemd
running
0::/system.slice/cns-vm.service
cpuset cpu io memory pids
0::/system.slice/asked.scope" "systemd runs the command in a delegated control group"
done_testing
