#!/bin/sh
# The commands of the README, as they stand there, give the output that stands there.
# root: needed
# alone
# vm-also: 6.12
. tests/lib.sh
command -v busybox >/dev/null || skip_all "busybox is not installed"
command -v curl >/dev/null || skip_all "curl is not installed"
mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
grep -qw memory "$mount/cgroup.controllers" 2>/dev/null ||
	skip_all "no memory controller on cgroup version 2"
awk '/^```/ { inside = /console/; next } inside' README.md >"$test_folder/wanted"
cd "$test_folder" || exit 1
mkdir -p root/bin root/proc root/dev root/etc root/www mnt
cp "$(command -v busybox)" root/bin/
echo 'Hello from the inside.' >root/www/index.html

# The commands are the lines with #, and those that a backslash joins to them.
awk '/^# / || more { line = $0; sub(/^# /, "", line); print line; more = /\\$/ }' wanted >commands
awk '!(/^# / || more) { print } { more = (/^# / || more) && /\\$/ }' wanted >answers
yes "there are commands in the README" grep -q '^cns-cgctl run' commands
# The server needs its moment before the page is asked for.
sed -i 's/^curl -s /curl -s --retry 50 --retry-connrefused --retry-delay 0 /' commands
sh ./commands >got 2>errors
# Process numbers are as they come.
numbers='s/^ *[0-9][0-9]* /N /'
is "$(sed "$numbers" got)" "$(sed "$numbers" answers)" "they give the output of the README"
done_testing
