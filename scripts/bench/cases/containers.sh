# shellcheck shell=sh disable=SC2154,SC2034
# Whole containers.

# A root of four layers: the lowest has the folders and the least command.
layers() {
	[ ! -d "$folder/root" ] || return 0
	for n in 1 2 3 4; do
		mkdir -p "$folder/layer$n"
	done
	for name in bin proc sys dev run tmp etc; do
		mkdir "$folder/layer4/$name"
	done
	mkdir "$folder/root"
	cp "$build/nothing" "$folder/layer4/bin/true"
}

# What --standard covers in /proc, of what this kernel has there: bwrap ends where one is missing.
covered() {
	for path in sys bus fs irq; do
		[ ! -e /proc/$path ] || echo --ro-bind /proc/$path /proc/$path
	done
	[ ! -e /proc/sysrq-trigger ] || echo --ro-bind /proc/sysrq-trigger /proc/sysrq-trigger
	for path in acpi asound scsi; do
		[ ! -e /proc/$path ] || echo --tmpfs /proc/$path
	done
	for path in kcore keys latency_stats sched_debug timer_list timer_stats; do
		[ ! -e /proc/$path ] || echo --ro-bind /dev/null /proc/$path
	done
}

case_layers() {
	needs bwrap || return 0
	layers
	# shellcheck disable=SC2046
	contest "bwrap=0.90" \
		cns "$bin/cns-unshare" -muinpC -- "$bin/cns-chroot" --lower "$folder/layer1" \
		--lower "$folder/layer2" --lower "$folder/layer3" --lower "$folder/layer4" \
		--standard "$folder/root" /bin/true ::: \
		bwrap bwrap --unshare-ipc --unshare-pid --unshare-net --unshare-uts --unshare-cgroup \
		--bind "$folder/layer4" / --proc /proc --dev /dev --ro-bind /sys /sys --mqueue /dev/mqueue \
		--tmpfs /run --tmpfs /tmp $(covered) /bin/true
}

# The same container by crun and by runc: their own default, with its root read from the same folder.
# Their state is in a folder of this run, and their groups are theirs to make and to remove. crun
# refuses a machine that has version 1 beside version 2, so all three see version 2 alone.
bundle() {
	layers
	mkdir "$folder/bundle"
	(cd "$folder/bundle" && runc spec)
	sed -i "s|\"rootfs\"|\"$folder/layer4\"|" "$folder/bundle/config.json"
	script version-2-alone <<-'END'
		mount=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)
		[ "$mount" = /sys/fs/cgroup ] || mount --bind "$mount" /sys/fs/cgroup
		exec "$@"
	END
	around="unshare -m $folder/version-2-alone"
	sed -i 's/"terminal": true/"terminal": false/; s/"sh"/"\/bin\/true"/' "$folder/bundle/config.json"
	sed -i "s|\"linux\": {|\"linux\": {\"cgroupsPath\": \"/cns-bench-$$\",|" "$folder/bundle/config.json"
}
case_chain() {
	needs crun runc || return 0
	bundle
	groups=
	$around crun --root "$folder/crun" run -b "$folder/bundle" bench >/dev/null 2>&1 || {
		echo "bench: chain: crun cannot make a group here; it runs without one" >&2
		groups=--cgroup-manager=disabled
	}
	floor chain
	group=/sys/fs/cgroup/cns-floor-$$
	# shellcheck disable=SC2086
	contest "crun=1.0 runc=0.20" \
		cns "$bin/cns-cgctl" run --rm "/cns-bench-$$" -- "$bin/cns-unshare" -muinpC -- \
		"$bin/cns-chroot" --lower "$folder/layer3" --lower "$folder/layer4" --volatile --standard \
		"$folder/root" /bin/true ::: \
		floor "$build/floor-chain" "$group" "$folder/layer3:$folder/layer4" "$folder/root" /bin/true ::: \
		crun crun $groups --root "$folder/crun" run -b "$folder/bundle" bench ::: \
		runc runc --root "$folder/runc" run -b "$folder/bundle" bench
}

# populate CONTAINERS PROCESSES KINDS: and until the case is over, $crowd_end
populate() {
	rm -f "$folder/crowd" "$folder/there"
	mkfifo "$folder/crowd" "$folder/there"
	"$build/populate" "$@" <"$folder/crowd" >"$folder/there" &
	crowd=$!
	exec 9>"$folder/crowd"
	read -r _ <"$folder/there"
}
crowd_goes() {
	exec 9>&-
	wait "$crowd"
}

# 500 sets of two processes with two namespaces each: 1,000 namespaces and 1,000 processes; the
# other 1,000 processes are in sets of their own of one kind.
case_namespaces() {
	needs lsns || return 0
	populate 500 4 ui
	floor namespaces
	contest "lsns=0.35" \
		cns-ps "$bin/cns-ps" --namespaces ::: \
		floor "$build/floor-namespaces" ::: \
		lsns lsns
	crowd_goes
}

# Ten times the containers are to take at most eleven times as long.
case_containers() {
	populate 100 10 muip
	contest "" hundred "$bin/cns-ps" -q
	crowd_goes
	populate 1000 10 muip
	contest "thousand=11" thousand "$bin/cns-ps" -q
	crowd_goes
}
