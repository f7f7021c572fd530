#!/bin/sh
# The same arguments through util-linux's unshare and cns-unshare: same output, same status, and
# the same isolation as /proc shows it.  What differs on purpose is in tests/data/unshare-differences.
. tests/lib.sh
command -v unshare >/dev/null || skip_all "util-linux's unshare is not installed"

CNS_OUTER=$(for kind in mnt uts ipc net pid user cgroup time; do
	printf '%s=%s ' $kind "$(stat -L -c %i /proc/self/ns/$kind)"
done)
export CNS_OUTER
probe=$test_folder/probe
cp tests/data/probe "$probe"
chmod 755 "$test_folder" "$probe"
mkdir "$test_folder/root" "$test_folder/dir"

# Our own failure is 125 where theirs is 1; nothing else is made the same.
through() {
	tool=$1
	shift
	# shellcheck disable=SC2086
	out=$(eval "timeout 20 $tool $*" 2>"$test_folder/err" </dev/null)
	status=$?
	if [ $status -eq 1 ] && grep -q '^unshare: ' "$test_folder/err"; then status=125; fi
	printf '%s\nstatus %s\n' "$out" "$status" | grep -v '^setgroups '
}
compare() { is "$(through cns-unshare "$1")" "$(through unshare "$1")" "$1"; }

while IFS= read -r line; do
	case $line in
	'' | '#'*) continue ;;
	'root: '*) is_root || continue; line=${line#root: } ;;
	'user: '*) ! is_root || continue; line=${line#user: } ;;
	esac
	compare "$line"
done <tests/data/unshare-lines
while IFS='|' read -r status line reason; do
	case $status in
	'' | '#'*) continue ;;
	esac
	is "$(through cns-unshare "$line" | tail -n 1)" "status ${status% }" "differs:$line(${reason# })"
done <tests/data/unshare-differences
done_testing
