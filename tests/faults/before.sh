# shellcheck shell=sh disable=SC2154
# Sourced in the sandbox of each line: what lines need before they run, by name.
# not_here WHY: the line cannot be run on this machine.
not_here() { echo "$line: not run: $*"; exit 77; }
tree=/sys/fs/cgroup

# The sweep itself goes into a group of its own, so that the root may pass controllers on.
groups_begin() {
	[ -n "$groups" ] || not_here "the control groups are not writable"
	mkdir "$tree/self" && echo 1 >"$tree/self/cgroup.procs" && echo $$ >"$tree/self/cgroup.procs"
}
needs_controller() {
	case " $(cat "$tree/cgroup.controllers") " in
	*" $1 "*) ;;
	*) not_here "the controller $1 is not in version 2 here" ;;
	esac
}

# A process in the group web, which is none of what the sweep ends: "keep" makes another one.
keeper_begin() {
	export keeps=yes
	mkdir -p "$tree/web"
	mkfifo "$work/keep" "$work/kept"
	while read -r _ <"$work/keep"; do
		mkdir -p "$tree/web"
		sleep 1000 &
		echo $! >"$tree/web/cgroup.procs"
		echo $! >"$work/kept"
	done &
	keep
}
# Unless it is still there.
keep() {
	[ -n "$(cat "$tree/web/cgroup.procs" 2>/dev/null)" ] || {
		echo >"$work/keep"
		read -r _ <"$work/kept"
	}
}

# Pages of files that the group web can give back: of archives, which nobody maps, so that they can
# be let go and are charged to who reads them next.
fill_cache() {
	for archive in /usr/lib/*-linux-gnu/*.a; do
		dd if="$archive" iflag=nocache count=0 2>/dev/null
	done
	cns-cgctl run /web cat /usr/lib/*-linux-gnu/*.a >/dev/null
}

# A way out of the host, and a host beyond it.
network_begin() {
	ip link add eth0 type veth peer name eth1
	ip addr add 192.0.2.1/24 dev eth0
	ip link set eth0 up
	ip link set eth1 up
	ip route add default via 192.0.2.2
}

# The kernel forgets the number of a namespace some time after the namespace has gone.
number_gone() {
	tries=0
	while ip netns list-id 2>/dev/null | grep -q 'nsid 7' && [ $tries -lt 2000 ]; do
		tries=$((tries + 1))
	done
}

# target_begin OPTION...: what is entered.
target_begin() {
	cns-unshare "$@" --kill-child sleep 1000 &
	until target=$(pgrep -x sleep); do
		kill -0 $! 2>/dev/null || { echo "$line: what is to be entered has not begun"; exit 1; }
	done
	export target
}

# What "gc" finds: a network whose member lost its link.
lose_link() { ip link del "$(ip -o link show master cns0 | sed 's/^[0-9]*: //; s/@.*//')"; }

# A folder to keep namespaces in, empty.
kept_begin() {
	cns-unshare --unpersist "$work/kept" 2>/dev/null
	mkdir -p "$work/kept"
	rm -f "$work/kept"/*
	mountpoint -q "$work/kept" || mount --bind "$work/kept" "$work/kept"
	mount --make-private "$work/kept"
}
