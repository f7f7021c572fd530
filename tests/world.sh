# shellcheck shell=sh disable=SC2016,SC2154
# Sourced after tests/lib.sh, by tests that run as root what leaves things behind: a world of its own.

# The mount points of control groups, and what kind each is: "cgroup2" or version 1's options.
world_hierarchies() {
	findmnt -n -l -t cgroup,cgroup2 -o TARGET,FSTYPE,FS-OPTIONS | while read -r point type options; do
		[ -w "$point/cgroup.procs" ] || continue
		case $type in
		cgroup2) echo "$point cgroup2" ;;
		*) echo "$point $(echo "$options" | tr , '\n' | grep -vx -e rw -e ro -e seclabel -e xattr -e release_agent=.* | paste -sd,)" ;;
		esac
	done
}

# A group of ours in each hierarchy; a cpuset of version 1 is of no use before it has members to give.
world_begin() {
	world_hierarchies >"$test_folder/hierarchies"
	while read -r point kind; do
		group=$point/cns-world-$$
		mkdir "$group" || return 1
		for file in cpuset.cpus cpuset.mems; do
			[ "$kind" = cgroup2 ] || [ ! -e "$group/$file" ] || cat "$point/$file" >"$group/$file"
		done
	done <"$test_folder/hierarchies"
}

world_end() {
	while read -r point kind; do
		looks=0
		while [ -d "$point/cns-world-$$" ] && [ $looks -lt 1000 ]; do
			looks=$((looks + 1))
			find "$point/cns-world-$$" -depth -type d -exec rmdir {} \; 2>/dev/null
		done
	done <"$test_folder/hierarchies"
}

# world_run COMMAND...: in namespaces and control groups of its own, with nothing in the folders in
# which programs keep what they know; when it ends all that it started has ended too.
world_run() {
	unshare -m -C -p -f true 2>/dev/null || skip_all "no namespaces can be made here"
	world_begin || { world_end; skip_all "no control groups can be made here"; }
	(
		while read -r point kind; do
			sh -c 'echo $PPID' >"$point/cns-world-$$/cgroup.procs"
		done <"$test_folder/hierarchies"
		exec unshare -m -C -p -f --kill-child --mount-proc sh -c '
			give_up() { echo "1..0 # SKIP $1 cannot be mounted here"; exit 0; }
			while read -r point kind; do
				umount -l "$point"
			done <"$0"
			while read -r point kind; do
				mkdir -p "$point"
				case $kind in
				cgroup2)
					mount -t cgroup2 none "$point" && mkdir "$point/world" &&
						echo 0 >"$point/world/cgroup.procs"
					;;
				*) mount -t cgroup -o "$kind" none "$point" ;;
				esac || give_up "$point"
			done <"$0"
			for folder in /run /var/lib/lxc /var/lib/containers /var/lib/machines /var/cache /var/log; do
				[ ! -d "$folder" ] || mount -t tmpfs -o mode=755 none "$folder" || give_up "$folder"
			done
			exec "$@"' "$test_folder/hierarchies" "$@"
	)
	world_status=$?
	world_end
	return $world_status
}
