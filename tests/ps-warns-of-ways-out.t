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
# claim OPEN SHUT WEAKNESS
claim() {
	name=$(echo "$3" | sed 's/\\x20/ /')
	yes "$name is told where it is so" has "$1" "$3"
	yes "$name is not told where it is not" lacks "$2" "$3"
}
# cell WORDS [COMMAND...]: a process in mounts of its own, after these words of a shell; its PID is
# $cell.  COMMAND starts the shell there.  False where one of the words fails.
cell() {
	words=$1
	shift
	rm -f "$test_folder/cell"
	mkfifo "$test_folder/cell"
	"$@" unshare --mount sh -ec "$words"'
		echo ready; exec sleep 1000 >/dev/null' </dev/null >"$test_folder/cell" 2>"$test_folder/why" 3>&- &
	cell=$!
	read -r answer <"$test_folder/cell" && [ "$answer" = ready ] || return 1
	containers="$containers $cell"
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
	mkfifo "$test_folder/begun"
	bwrap --unshare-pid --die-with-parent --dev-bind / / --seccomp 9 \
		sh -c 'echo; exec sleep 1000 >/dev/null' 9<"$test_folder/filter" >"$test_folder/begun" &
	maker=$!
	if read -r _ <"$test_folder/begun"; then
		containers="$containers $maker"
		claim "$open" "$(first_child "$maker")" 'no\x20seccomp'
	else
		skip "no seccomp is not told where it is not" "bwrap does not start here"
	fi
	rm "$test_folder/begun"
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
read -r _ <"$test_folder/begun" || {
	skip "the rest" "no root of its own can be made here: $(cat "$test_folder/why")"
	done_testing
	exit
}
init=$(first_child "$outer")
shut=$(first_child "$init")
containers="$containers $init"

here=$test_folder/there
# claim_in_cell WORDS WEAKNESS
claim_in_cell() {
	if cell "$1"; then
		claim "$cell" "$shut" "$2"
	else
		skip "$(echo "$2" | sed 's/\\x20/ /') is told where it is so" "$(cat "$test_folder/why")"
	fi
}
claim_in_cell "mount -t tmpfs none $here; mkdir $here/proc; mount -t proc none $here/proc
	mount --bind $here/proc /proc" 'writable\x20/proc/sys'
claim_in_cell : 'shared\x20root'
claim_in_cell "mount -t cgroup2 none $here" 'writable\x20cgroupfs'
claim_in_cell "mount -t tmpfs none $here; touch $here/docker.sock; mount --bind /dev/null $here/docker.sock" \
	'engine\x20socket'
claim_in_cell "mount -t devtmpfs none $here" 'device\x20access'
alone='umount --recursive --lazy /dev; mount -t tmpfs none /dev; mknod /dev/null c 1 3'
if cell "$alone; mknod /dev/mine b 7 200" && one=$cell && cell "$alone"; then
	yes "a single disk in a /dev of its own is device access, too" has "$one" 'device\x20access'
	yes "harmless nodes are not" lacks "$cell" 'device\x20access'
	like "$(cns-ps --raw --noheadings "$one" 2>/dev/null | grep 'device\\x20access')" \
		'*/dev/mine:*' "which one it is, is told"
else
	skip "a single disk in a /dev of its own is device access, too" "$(cat "$test_folder/why")"
fi
cell : env sh -c 'exec "$@" 9</etc' sh
claim "$cell" "$shut" descriptors
is "$(cns-ps --raw --noheadings "$cell" 2>/dev/null | grep '^leads.* 9 ')" 'leads\x20outside 9 /etc' \
	"and which one leads where"

# Nothing that can be told is left out above.
sed -n 's/.*fact_add(subject, section, "\([^"]*\)".*/\1/p' tools/ps/weakness.c | sort -u | while read -r name; do
	sed 's/\\x20/ /g' "$0" | grep -qF "$name" || echo "$name"
done >"$test_folder/untold"
is "$(cat "$test_folder/untold")" "" "each kind of line has its containers"
done_testing
