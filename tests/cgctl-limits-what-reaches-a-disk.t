#!/bin/sh
# An io limit holds what is written to a disk, which may be named by its name, its number or its path.
# root: needed
. tests/lib.sh
. tests/vm.sh
needs_machine 6.12
cat >"$test_folder/inside" <<'END'
cd "$1" || exit
PATH=$PWD/bin:$PATH
cns-cgctl create -p /io/limited || exit
now() { read -r up _ </proc/uptime; echo "${up%.*}${up#*.}"; }
for name in vda /dev/vda "$(cat /sys/class/block/vda/dev)"; do
	cns-cgctl set /io/limited "io.max=$name wbps=1M" && cat /sys/fs/cgroup/io/limited/io.max
done
before=$(now)
cns-cgctl run /io/limited dd if=/dev/zero of=/dev/vda bs=64k count=48 oflag=direct 2>/dev/null
after=$(now)
echo "at least 2 s: $((after - before >= 200))"
sed -n 's/.* \(wbytes=[0-9]*\).*/\1/p' /sys/fs/cgroup/io/limited/io.stat
cns-cgctl stat -n -r -o WRITTEN /io/limited
cns-cgctl stat --io -n -r -o CGROUP,DEVICE,WRITTEN /io/limited
cns-cgctl set /io/limited "io.max=no-such rbps=1M" 2>&1
END
got=$(scripts/vm -k 6.12 --disk 16M sh -c "$(cat "$test_folder/inside")" inside "$PWD" | sed 's/^[0-9]*:[0-9]* /DISK /')
is "$got" "DISK rbps=max wbps=1048576 riops=max wiops=max
DISK rbps=max wbps=1048576 riops=max wiops=max
DISK rbps=max wbps=1048576 riops=max wiops=max
at least 2 s: 1
wbytes=3145728
3145728
/io/limited vda 3145728
cns-cgctl set: cannot read the setting 'io.max=no-such rbps=1M': there is no block device 'no-such'" \
	"3M take more than two seconds at 1M a second"
done_testing
