#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034,SC2231
# Containers made by bubblewrap, runc, crun, podman, lxc, systemd-nspawn and unshare(1) are entered as
# they are: namespaces, ids, capabilities, no_new_privs.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh
command -v pgrep >/dev/null || skip_all "pgrep is not installed"
# Some of those tools leave folders, mounts and control groups behind: as root they have a world of
# their own, whose end removes all.
. tests/world.sh
if is_root && [ -z "${CNS_WORLD-}" ]; then
	world_run env CNS_WORLD=yes sh "$0"
	exit $?
fi
busybox=$(command -v busybox) || skip_all "busybox is not installed"

root=$test_folder/root
mkdir -p "$root/bin" "$root/proc" "$root/sys" "$root/dev" "$root/tmp" "$root/etc" "$root/run" "$root/usr"
chmod 755 "$test_folder" "$root"
cp "$busybox" "$root/bin/busybox"
for applet in sh sleep id grep cat readlink hostname; do ln -s busybox "$root/bin/$applet"; done
echo 'NAME=none' >"$root/etc/os-release"
echo 'root:x:0:0:root:/:/bin/sh' >"$root/etc/passwd"

# The process whose whole command line is the first argument, as we see it; waits for it as long as the
# second one runs.
sleeper() {
	looks=0
	until pgrep -n -x -f "$1"; do
		looks=$((looks + 1))
		[ $looks -lt 5000 ] || return 1
		grep -q "^State:.[^Z]" "/proc/$2/status" 2>/dev/null || return 1
	done
}

rights() { grep -E '^(Uid|Gid|Cap...|NoNewPrivs):'; }
# begin NAME COMMAND...: starts it with a command of its own to look for; sets $target, or skips
begin() {
	name=$1
	shift
	command -v "$1" >/dev/null || { skip "$name" "$1 is not installed"; return 1; }
	"$@" </dev/null >"$test_folder/said" 2>&1 &
	starter=$!
	target=$(sleeper "sleep $number" $starter) || {
		skip "$name" "it does not start here: $(tr '\n#' '  ' <"$test_folder/said" | cut -c-120)"
		return 1
	}
	containers="$containers $target"
}
# Ends the container, and who started it, if it does not see that.
end_starter() {
	end_containers
	kill -KILL "$starter" 2>/dev/null
	wait "$starter" 2>/dev/null
	number=$((number + 1))
}
# same GOT WANTED CLAIM: what is wanted is there at all
same() { is "$1" "${2:-what the target has}" "$3"; }
# A command line that no one else has, not even the container before.
number=$((1000000 + $$))
is_root || user="-U --preserve-credentials"
user=${user-}

bwrap="bwrap --unshare-all --bind $root / --proc /proc"
if begin "bubblewrap" $bwrap sleep $number; then
	same "$(cns-enter -t "$target" readlink /proc/self/ns/mnt)" "$(readlink "/proc/$target/ns/mnt")" "bubblewrap: entered"
	same "$(cns-enter -t "$target" cat /proc/self/status | rights)" "$(rights <"/proc/$target/status" | sed 's/^[UG]id.*/&/')" \
		"bubblewrap: ids, capabilities and no_new_privs are the target's"
	end_starter
fi
# With --dev it nests a second user namespace, which plain nsenter cannot enter.
if begin "bubblewrap --dev" $bwrap --dev /dev sleep $number; then
	same "$(cns-enter -t "$target" sh -c 'readlink /proc/self/ns/user; readlink /proc/self/ns/mnt')" \
		"$(readlink "/proc/$target/ns/user"; readlink "/proc/$target/ns/mnt")" "bubblewrap --dev: both user namespaces are passed"
	end_starter
fi
if begin "unshare" unshare -mpuinf ${user:+-Ur} --mount-proc sleep $number; then
	same "$(cns-enter -t "$target" readlink /proc/self/ns/pid)" "$(readlink "/proc/$target/ns/pid")" "unshare(1): entered"
	end_starter
fi
if is_root; then
	if begin "nspawn" systemd-nspawn -q --register=no --keep-unit -D "$root" sleep $number; then
		same "$(cns-enter -t "$target" sh -c 'readlink /proc/self/ns/mnt; grep CapBnd /proc/self/status')" \
			"$(readlink "/proc/$target/ns/mnt"; grep CapBnd "/proc/$target/status")" "systemd-nspawn: entered"
		end_starter
	fi
	# crun knows version 2 alone.
	cat >"$test_folder/crun2" <<'END'
if grep -q ' cgroup ' /proc/self/mounts; then
	umount -R -l /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup || exit
fi
exec crun "$@"
END
	for name in runc crun; do
		command -v $name >/dev/null || { skip $name "it is not installed"; continue; }
		runtime=$name
		[ $name = runc ] || runtime="unshare -m sh $test_folder/crun2"
		bundle=$test_folder/$name
		mkdir -p "$bundle"
		(cd "$bundle" && rm -f config.json && $name spec &&
			sed -i -e 's/"terminal": true/"terminal": false/' -e "s#\"sh\"#\"sleep\", \"$number\"#" -e "s#\"path\": \"rootfs\"#\"path\": \"$root\"#" config.json)
		begin $name $runtime --root /run/state run -b "$bundle" "cns-$number" || continue
		same "$(cns-enter -t "$target" cat /proc/self/status | rights)" "$(rights <"/proc/$target/status")" \
			"$name: ids, capabilities and no_new_privs are the target's"
		same "$(cns-enter -t "cns-$number" cat /proc/1/cmdline | tr '\0' ' ')" "sleep $number " "$name: its name is enough"
		same "$(cns-enter -t "$target" grep Seccomp: /proc/self/status)" "$(grep Seccomp: "/proc/$target/status")" "$name: so is the seccomp mode"
		$runtime --root /run/state delete -f "cns-$number" 2>/dev/null
		end_starter
	done
	mkdir -p "$test_folder/lxc"
	if begin "lxc" lxc-execute -n "cns-$number" -f /dev/null -P "$test_folder/lxc" -s lxc.rootfs.path="dir:$root" -s lxc.mount.auto=proc -- sleep $number; then
		same "$(cns-enter -t "$target" readlink /proc/self/ns/mnt)" "$(readlink "/proc/$target/ns/mnt")" "lxc: entered"
		end_starter
	fi
	if begin "podman" podman --root /run/pod --runroot /run/podrun --runtime runc --cgroup-manager cgroupfs \
		run --rm --ulimit nofile=1000:1000 --ulimit nproc=1000:1000 --network none --log-driver none --rootfs "$root" sleep $number; then
		same "$(cns-enter -t "$target" cat /proc/self/status | rights)" "$(rights <"/proc/$target/status")" \
			"podman: ids, capabilities and no_new_privs are the target's"
		end_starter
	fi
fi
done_testing
