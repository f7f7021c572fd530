# shellcheck shell=sh disable=SC2154,SC2016,SC2034
# Sourced after tests/lib.sh: containers to enter, which end with the test.
containers=
trap 'end_containers; rm -rf "$test_folder"' EXIT

end_containers() {
	# shellcheck disable=SC2086
	[ -z "$containers" ] || kill -KILL $containers 2>/dev/null
	containers=
}

# start OPTION...: a container of cns-unshare, as root or in a user namespace of ours.
# Its first process runs $inside (if set), then sleeps, started by $confine (if set); its PID is $target.
start() {
	is_root || set -- -r "$@"
	ready=$test_folder/ready.$count.$$
	rm -f "$ready"
	mkfifo -m 666 "$ready"
	chmod 711 "$test_folder"
	cns-unshare "$@" sh -c "${inside:-:}"'; echo ready >"$0"; exec '"${confine-}"' sleep 1000' "$ready" &
	starter=$!
	answer=$(timeout 60 cat "$ready")
	[ "$answer" = ready ] || { echo "Bail out! no container"; exit 1; }
	target=$(first_process "$starter")
	[ -n "$target" ] || { echo "Bail out! the container ended"; exit 1; }
	containers="$containers $target"
}

# The process that becomes sleep: the starter itself, or its child; perhaps by way of $confine.
first_process() {
	for candidate in $(cat "/proc/$1/task/$1/children") $1; do
		looks=0
		while [ -d "/proc/$candidate" ] && [ $looks -lt 2000 ]; do
			looks=$((looks + 1))
			case $(tr '\0' ' ' <"/proc/$candidate/cmdline") in
			"sleep 1000 ") echo "$candidate" && return ;;
			*cns-unshare*) break ;;
			esac
		done
	done
}

# namespaces PID: one line of the inodes of all its kinds
namespaces() {
	for kind in mnt uts ipc net pid user cgroup time; do readlink "/proc/$1/ns/$kind"; done
}
