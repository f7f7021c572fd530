#!/bin/sh
# Containers made, entered and removed in a row and many at once, and limits run into: nothing is left.
# LOAD=10000 makes as many of them; 100 otherwise.
# root: needed
# alone
. tests/lib.sh
many=${LOAD:-100}
at_once=20
[ "$many" -lt 1000 ] || at_once=200

tree=$(awk '$0 ~ / - cgroup2 / && $4 == "/" { print $5; exit }' /proc/self/mountinfo)
group=cns-load-$$
[ -n "$tree" ] && [ -w "$tree" ] && mkdir "$tree/$group" 2>/dev/null || tree=
trap '[ -z "$tree" ] || rmdir "$tree/$group" 2>/dev/null; rm -rf "$test_folder"' EXIT

# All that one of them could leave, of this process tree and of the machine's lists.
left() {
	wc -l <"/proc/$$/mountinfo"
	[ -z "$tree" ] || find "$tree/$group" -mindepth 1 -type d | wc -l
	find /run/netns -name "load$$*" 2>/dev/null | wc -l
	find "/proc/$$/fd" -mindepth 1 | wc -l
	pgrep -g 0 -c . || :
	find /run/cns -name "*load$$*" 2>/dev/null | wc -l
}
# What the kernel holds for the whole machine, where others come and go: so it is a leak in each of
# many containers that shows, and nothing less.
held() {
	sed 's/^\([0-9]*\).*/file \1/' /proc/sys/fs/file-nr
	awk '$1 ~ /^(filp|mnt_cache|nsproxy|kernfs_node_cache|[a-z]*_namespace)$/ { print $1, $2 }' /proc/slabinfo
} 2>/dev/null
grown() { # BEFORE: what has become more by half of the containers' number
	held | awk -v most=$((many / 2)) -v before="$1" '
		BEGIN { n = split(before, field); for (i = 1; i < n; i += 2) was[field[i]] = field[i + 1] }
		$2 - was[$1] > most { print $1, was[$1], $2 }'
}
one_container() { # NUMBER: made, entered, ended
	[ -z "$tree" ] || set -- "$1" cns-cgctl run --rm "/$group/c$1" --
	shift
	"$@" cns-unshare -m -u -i -n -p --mount-proc --kill-child -- sh -c 'cns-enter -t $$ -- true' >/dev/null 2>>"$test_folder/said"
}
before=$(left)
held_before=$(held)
done=0
while [ $done -lt "$many" ]; do
	done=$((done + 1))
	one_container $done || echo "container $done: status $?" >>"$test_folder/said"
done
is "$(cat "$test_folder/said")" "" "$many containers in a row are made, entered and ended without a word"
is "$(left)" "$before" "and leave as many mounts, groups, names, descriptors, processes and records as before"

: >"$test_folder/said"
pids=
done=0
while [ $done -lt $at_once ]; do
	done=$((done + 1))
	one_container $done &
	pids="$pids $!"
done
for pid in $pids; do
	wait "$pid" || echo "one ended with $?" >>"$test_folder/said"
done
is "$(cat "$test_folder/said")" "" "$at_once at once get along"
is "$(left)" "$before" "and leave nothing either"

if [ "$many" -ge 1000 ]; then
	# The kernel takes some of it apart when nobody waits: it gets a minute.
	end=$(($(date +%s) + 60))
	until more=$(grown "$held_before") && [ -z "$more" ] || [ "$(date +%s)" -ge $end ]; do :; done
	is "$more" "" "and the kernel holds no more files, mounts, namespaces and groups"
else
	skip "the kernel holds no more" "LOAD=1000 at least tells a leak from what others do"
fi

# Limits that are reached: a clear refusal each, and nothing left.
refused() { # CLAIM ERRNO COMMAND...
	claim=$1 errno=$2
	shift 2
	said=$("$@" 2>&1)
	status=$?
	like "$status $said" "1[ 2]*cannot *$errno*" "$claim is told"
}
! is_plain_build || refused "no descriptor left" EMFILE sh -c 'ulimit -n 3; exec cns-unshare -m -p -f true'
refused "no namespace left" ENOSPC unshare -Ur sh -c \
	'echo 0 >/proc/sys/user/max_uts_namespaces && exec cns-unshare -u true'
mkdir "$test_folder/full" "$test_folder/root"
refused "no room on the disk" ENOSPC unshare -m sh -c "
	mount -t tmpfs -o size=4k,nr_inodes=3 none '$test_folder/full' && : >'$test_folder/full/a' && : >'$test_folder/full/b'
	exec cns-unshare -u --pid-file '$test_folder/full/pid' true"
pids_tree=$(awk '$0 ~ / - cgroup .*[, ]pids/ { print $5; exit }' /proc/self/mountinfo)
if [ -n "$pids_tree" ] && mkdir "$pids_tree/$group" 2>/dev/null; then
	echo 1 >"$pids_tree/$group/pids.max"
	refused "no process left" EAGAIN sh -c "echo 0 >'$pids_tree/$group/cgroup.procs'; exec cns-unshare -p -f true"
	rmdir "$pids_tree/$group"
else
	skip "no process left is told" "no pids controller of version 1 is writable here"
fi
is "$(left)" "$before" "and after each of them nothing is left"
done_testing
