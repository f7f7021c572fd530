#!/bin/sh
# Containers of bubblewrap, unshare, runc, crun, lxc, systemd-nspawn, podman and docker are found,
# named and described, with no daemon asked.
# root: needed
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/box.sh
busybox=$(command -v busybox) || skip_all "busybox is not installed"
for program in jq pgrep; do
	command -v $program >/dev/null || skip_all "$program is not installed"
done
cd "$test_folder" || exit 1
chmod 755 .
root=$test_folder/root
mkdir -p root/bin root/proc root/sys root/dev root/tmp root/etc root/run root/usr
cp "$busybox" root/bin/busybox
for name in sleep readlink; do ln -s busybox root/bin/$name; done
echo 'NAME=none' >root/etc/os-release
seconds=1000

# begin NAME COMMAND...: starts what makes a container whose command is "sleep $seconds", which is
# $target then.  False, and a skip, where it does not start here.
begin() {
	name=$1 looks=0
	seconds=$((seconds + 1))
	shift
	command -v "$1" >/dev/null || { skip "$name" "$1 is not installed"; return 1; }
	# The arguments have SECONDS where the number is to be.
	for word; do
		shift
		[ "$word" != SECONDS ] || word=$seconds
		set -- "$@" "$word"
	done
	"$@" </dev/null >said 2>&1 &
	until target=$(pgrep -x -f "(/bin/)?sleep $seconds" | tail -1) && [ -n "$target" ]; do
		looks=$((looks + 1))
		if ! kill -0 $! 2>/dev/null || [ $looks -gt 2000 ]; then
			skip "$name" "it does not start here: $(tr '\n#' '  ' <said | tail -c 120)"
			return 1
		fi
	done
}
# The kinds of namespaces in which a process differs from us, as /proc tells it.
letters() {
	for kind in mnt:m uts:u ipc:i net:n pid:p user:U cgroup:C time:T; do
		if [ "$(readlink "/proc/$1/ns/${kind%:*}")" = "$(readlink "/proc/$$/ns/${kind%:*}")" ]; then
			printf -
		else
			printf %s "${kind#*:}"
		fi
	done
}
fact() { jq -r ".facts[] | select(.section == \"container\" and .item == \"$1\").value" about; }
# found ID ENGINE: $target is in a container of this name; PID stands for its first process.
found() {
	cns-ps --json "$target" >about 2>errors
	init=$(fact init) wanted=$1
	[ "$wanted" != PID ] || wanted=$init
	is "$(fact id) $(fact engine)" "$wanted $2" "$name: the name and the engine of one process in it"
	is "$(cns-ps --raw --noheadings -o id,engine,procs,isolated --filter "pid == ${init:-0}" 2>/dev/null)" \
		"$wanted $2 $(fact processes) $(letters "$target")" "$name: its line in the list"
	is "$(cns-enter -t "$init" readlink /proc/self/ns/mnt 2>&1)" "$(readlink "/proc/$target/ns/mnt")" \
		"$name: its first process is the way in"
}

begin unshare unshare -m -u -p -f sleep SECONDS && found PID unshare
begin bubblewrap bwrap --unshare-all --bind "$root" / --proc /proc sleep SECONDS && found PID bwrap
begin "bubblewrap with devices" bwrap --unshare-all --bind "$root" / --proc /proc --dev /dev sleep SECONDS &&
	found PID bwrap
begin "a chain of ours" cns-cgctl run chain -- cns-unshare -m -u -p --init -- cns-chroot --lower "$root" --proc \
	"$root" sleep SECONDS && found @/chain cns

# bundle RUNTIME: the folder that a runtime starts from, for the container that begins next.
bundle() {
	mkdir -p "$1"
	(cd "$1" && rm -f config.json && "$1" spec && jq ".process.terminal = false | .root.path = \"$root\" |
		del(.process.rlimits) | .process.args = [\"sleep\", \"$((seconds + 1))\"]" config.json >new &&
		mv new config.json) 2>errors
}
for runtime in runc crun; do
	bundle $runtime
	begin $runtime $runtime --root "$test_folder/state" run -b $runtime "box-$runtime" &&
		found "@/box-$runtime" $runtime
done
# With a control group it asks for more locked memory than some machines give.
bundle crun
begin "crun without a control group" crun --root "$test_folder/state" --cgroup-manager=disabled run -b crun bare &&
	found PID crun
# What these two keep has to have short names.
mkdir /run/lxc-box
begin lxc lxc-execute -n box -f /dev/null -P /run/lxc-box -s lxc.rootfs.path="dir:$root" \
	-s lxc.mount.auto=proc -- sleep SECONDS && found box lxc
# systemd makes a scope for each machine; what nspawn makes is below it.
begin nspawn cns-cgctl run 'machine.slice/machine-my\x2dbox.scope' -- env UNIFIED_CGROUP_HIERARCHY=1 \
	SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn -q --register=no --keep-unit -D "$root" sleep SECONDS &&
	found my-box nspawn
begin podman podman --root /run/pod --runroot /run/podrun --runtime runc \
	--cgroup-manager cgroupfs run --rm --pids-limit -1 --ulimit nofile=1000:1000 --ulimit nproc=1000:1000 --network none \
	--cidfile id --log-driver none --rootfs "$root" sleep SECONDS && found "$(cat id)" podman

# Those whose daemons are not here are known by the groups that they make.
long=3f29c1d4a5b6978812345678901234567890abcdefabcdefabcdefabcdef0123
while read -r engine id group; do
	begin "$engine in $(echo "$group" | cut -c-30)" cns-cgctl run "$group" -- cns-unshare -m -u -i -n -p --fork sleep SECONDS &&
		found "$id" "$engine"
done <<END
docker $long docker/$long
docker $long system.slice/docker-$long.scope
kubernetes $long kubepods.slice/kubepods-pod1.slice/cri-containerd-$long.scope
flatpak org.example.Maps-77 user.slice/app-flatpak-org.example.Maps-77.scope
END
begin "a service that systemd shields" cns-cgctl run system.slice/box.service -- unshare -m -u -n sleep SECONDS &&
	found box.service systemd
is "$(cns-ps 2>/dev/null | grep -c "^$(echo $long | cut -c-12) ")" 3 "a person is shown 12 digits of a long id"
done_testing
