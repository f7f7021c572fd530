#!/bin/sh
# Every line has a container that provokes it, and one that does not.
. tests/lib.sh
. tests/enter.sh
weak() { cns-ps --raw --noheadings -o section,item "$1" 2>/dev/null | sed -n 's/^weak: //p'; }
has() { weak "$1" | grep -qxF "$2"; }
claim() { # WEAKNESS
	yes "$1 is told where it is so" has "$open" "$1"
	no "$1 is not told where it is not" has "$shut" "$1"
}
sleep 1000 &
open=$!
containers=$open
set -- -m -u -i -n -p --fork
is_root && set -- -U --map-root "$@"
start "$@"
shut=$target
for kind in mnt uts ipc net pid user; do
	claim 'shared\x20'"$kind"
done
if is_root; then
	for name in CAP_SYS_ADMIN CAP_SYS_MODULE CAP_SYS_RAWIO CAP_DAC_READ_SEARCH CAP_SYS_PTRACE \
		CAP_SYS_BOOT CAP_BPF; do
		has $$ "$name" || continue
		claim "$name"
	done
fi
if is_root; then
	end_containers
	sleep 1000 &
	open=$!
	root=$test_folder/root
	mkdir -p "$root/proc" "$root/bin" "$root/run"
	cp "$(command -v busybox)" "$root/bin/busybox"
	touch "$root/run/docker.sock"
	unshare -m sh -c "mount --bind $root $root && cd $root && mkdir old && pivot_root . old &&
		/bin/busybox umount -l old && exec /bin/busybox sleep 1000" </dev/null >/dev/null 2>&1 &
	shut=$!
	containers="$open $shut"
	until [ "$(tr "\0" " " <"/proc/$shut/cmdline")" = "/bin/busybox sleep 1000 " ]; do kill -0 $shut || break; done
	claim 'shared\x20root'
	grep -q ' - cgroup.* rw' /proc/self/mountinfo && claim 'writable\x20cgroupfs'
	grep -q ' - devtmpfs ' /proc/self/mountinfo && claim 'device\x20access'
	claim 'writable\x20/proc/sys'
	unshare -m sh -c "mount --bind /dev/null $root/run/docker.sock && exec sleep 1000" &
	bound=$!
	containers="$containers $bound"
	until [ "$(tr '\0' ' ' <"/proc/$bound/cmdline")" = "sleep 1000 " ]; do kill -0 "$bound" || break; done
	open=$bound
	claim 'engine\x20socket'
	unshare -m sh -c "exec sleep 1000" 9</etc </dev/null >/dev/null 2>&1 &
	open=$!
	containers="$containers $open"
	until [ "$(tr '\0' ' ' <"/proc/$open/cmdline")" = "sleep 1000 " ]; do kill -0 "$open" || break; done
	claim descriptors
	is "$(cns-ps --raw --noheadings "$open" 2>/dev/null | grep '^leads')" 'leads\x20outside 9 /etc' \
		"and which one leads where"
fi
yes "no seccomp is told where it is so" has "$open" 'no\x20seccomp'
if command -v bwrap >/dev/null && command -v perl >/dev/null; then
	# A filter of one instruction: allow.
	perl -e 'print pack("SCCL", 6, 0, 0, 0x7fff0000)' >"$test_folder/filter"
	mkfifo "$test_folder/ready"
	bwrap --unshare-pid --die-with-parent --dev-bind / / --seccomp 9 \
		sh -c "echo >$test_folder/ready; exec sleep 1000" 9<"$test_folder/filter" &
	maker=$!
	read -r _ <"$test_folder/ready"
	filtered=$(cat "/proc/$maker/task/$maker/children")
	no "no seccomp is not told where it is not" has "${filtered% }" 'no\x20seccomp'
	containers="$containers $maker"
fi
done_testing
