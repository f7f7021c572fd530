#!/bin/sh
# Every line that begins with weak: has a container that provokes it, and one that does not.
# vm-also: 6.1 6.12
# shellcheck disable=SC2016
. tests/lib.sh
. tests/enter.sh
weak() { cns-ps --raw --noheadings -o section,item "$1" 2>/dev/null | sed -n 's/^weak: //p'; }
has() { weak "$1" | grep -qxF "$2"; }
lacks() { cns-ps "$1" >/dev/null 2>&1 && ! has "$1" "$2"; }
first_child() { sed 's/ .*//' "/proc/$1/task/$1/children"; }
told=
# claim OPEN SHUT WEAKNESS
claim() {
	told="$told$3
"
	name=$(echo "$3" | sed 's/\\x20/ /')
	yes "$name is told where it is so" has "$1" "$3"
	yes "$name is not told where it is not" lacks "$2" "$3"
}
# cell WORDS [COMMAND...]: a process in mounts of its own, after these words of a shell; its PID is
# $cell.  COMMAND starts the shell there.
cell() {
	words=$1
	shift
	rm -f "$test_folder/cell"
	mkfifo "$test_folder/cell"
	"$@" unshare --mount sh -c "$words"'
		echo ready >"$0"; exec sleep 1000' "$test_folder/cell" </dev/null >/dev/null 2>"$test_folder/why" &
	cell=$!
	containers="$containers $cell"
	read -r answer <"$test_folder/cell" && [ "$answer" = ready ] &&
		until [ "$(tr '\0' ' ' <"/proc/$cell/cmdline")" = "sleep 1000 " ]; do
			kill -0 "$cell" || return 1
		done
}

sleep 1000 &
open=$!
containers=$open
set -- -m -u -i -n -p --fork
is_root && set -- -U --map-root "$@"
start "$@"
shut=$target
for kind in mnt uts ipc net pid user; do
	claim "$open" "$shut" 'shared\x20'"$kind"
done

if command -v bwrap >/dev/null && command -v perl >/dev/null; then
	# A filter of one instruction: allow.
	perl -e 'print pack("SCCL", 6, 0, 0, 0x7fff0000)' >"$test_folder/filter"
	mkfifo "$test_folder/ready"
	bwrap --unshare-pid --die-with-parent --dev-bind / / --seccomp 9 \
		sh -c "echo >$test_folder/ready; exec sleep 1000" 9<"$test_folder/filter" &
	maker=$!
	containers="$containers $maker"
	read -r _ <"$test_folder/ready"
	filtered=$(cat "/proc/$maker/task/$maker/children")
	claim "$open" "${filtered% }" 'no\x20seccomp'
else
	skip "no seccomp is not told where it is not" "bwrap or perl is not installed"
fi
is_root || { done_testing; exit; }

for name in CAP_SYS_ADMIN CAP_SYS_MODULE CAP_SYS_RAWIO CAP_DAC_READ_SEARCH CAP_SYS_PTRACE CAP_SYS_BOOT \
	CAP_BPF; do
	if has $$ "$name"; then
		claim "$open" "$shut" "$name"
	else
		skip "$name is told where it is so" "root has not got it here"
	fi
done

# A root of its own: one program, and a proc that cannot be written to.
busybox=$(command -v busybox) || { skip "the rest" "busybox is not installed"; done_testing; exit; }
mkdir -p "$test_folder/root/bin" "$test_folder/root/proc" "$test_folder/root/dev" "$test_folder/there"
cp "$busybox" "$test_folder/root/bin/busybox"
mkfifo "$test_folder/begun"
cns-unshare --mount --pid --init -- cns-chroot --lower "$test_folder/root" --proc --dev --ro-path /proc/sys \
	"$test_folder/there" /bin/busybox sh -c 'echo begun; exec busybox sleep 1000 >/dev/null 2>&1' >"$test_folder/begun" \
	2>"$test_folder/why" </dev/null &
outer=$!
read -r _ <"$test_folder/begun" || cat "$test_folder/why"
init=$(first_child "$outer")
shut=$(first_child "$init")
containers="$containers $init"

here=$test_folder/there
cell "mount -t tmpfs none $here; mkdir $here/proc; mount -t proc none $here/proc; mount --bind $here/proc /proc"
claim "$cell" "$shut" 'shared\x20root'
claim "$cell" "$shut" 'writable\x20/proc/sys'
if cell "mount -t cgroup2 none $here"; then
	claim "$cell" "$shut" 'writable\x20cgroupfs'
else
	skip "writable cgroupfs is told where it is so" "$(cat "$test_folder/why")"
fi
cell "mount -t tmpfs none $here; touch $here/docker.sock; mount --bind /dev/null $here/docker.sock"
claim "$cell" "$shut" 'engine\x20socket'
if cell "mount -t devtmpfs none $here"; then
	claim "$cell" "$shut" 'device\x20access'
else
	skip "device access is told where it is so" "$(cat "$test_folder/why")"
fi
alone='umount --recursive --lazy /dev; mount -t tmpfs none /dev; mknod /dev/null c 1 3'
if cell "$alone; mknod /dev/mine b 7 200 || exit"; then
	one=$cell
	cell "$alone"
	yes "a single disk in a /dev of its own is device access, too" has "$one" 'device\x20access'
	yes "harmless nodes are not" lacks "$cell" 'device\x20access'
	like "$(cns-ps --json "$one" 2>/dev/null | jq -r '.facts[] | select(.item == "device access").value')" \
		"/dev/mine: *" "which one it is, is told"
else
	skip "a single disk in a /dev of its own is device access, too" "no node can be made here"
fi
cell : env sh -c 'exec "$@" 9</etc' sh
claim "$cell" "$shut" descriptors
is "$(cns-ps --raw --noheadings "$cell" 2>/dev/null | grep '^leads.* 9 ')" 'leads\x20outside 9 /etc' \
	"and which one leads where"

# Nothing that can be told is left out here.
sed -n 's/.*fact_add(subject, section, "\([^"]*\)".*/\1/p; s/^	{ [0-9]*, "it .*//p' tools/ps/weakness.c |
	sort -u | while read -r name; do
	printf '%s' "$told" | sed 's/\\x20/ /' | grep -qxF "$name" || echo "$name"
done >"$test_folder/untold"
is "$(grep -v -e '^writable cgroupfs' -e '^device access' "$test_folder/untold")" "" "each kind of line has its containers"
done_testing
