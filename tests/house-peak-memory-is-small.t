#!/bin/sh
# The kernel's own count of the most memory a program ever held (getrusage(2), as wait4 tells it).
. tests/lib.sh
needs_plain_build
[ -x /usr/bin/time ] || skip_all "GNU time is not installed"

# peak COMMAND...: in KiB; the command that the tool becomes is as small as can be.
peak() { /usr/bin/time -f %M -o "$test_folder/peak" "$@" >"$test_folder/said" 2>&1 && cat "$test_folder/peak"; }
small() {
	claim=$1
	shift
	got=$(peak "$@") || {
		fail "$claim" "$(cat "$test_folder/said")"
		return
	}
	yes "$claim: $got KiB, less than 3072" [ "$got" -lt 3072 ]
}
cp "$(command -v busybox)" "$test_folder/busybox" 2>/dev/null || skip_all "busybox is not installed"
root=
is_root || root=--map-root-user
# shellcheck disable=SC2086
if cns-unshare $root --mount true 2>/dev/null; then
	small "cns-unshare" cns-unshare $root --mount --uts --ipc --pid "$test_folder/busybox" true
	small "cns-unshare --dry-run" cns-unshare $root --mount --dry-run true
	mkdir -p "$test_folder/root/bin"
	cp "$test_folder/busybox" "$test_folder/root/bin/true"
	small "cns-chroot" cns-unshare $root --mount -- cns-chroot "$test_folder/root" /bin/true
	mkfifo "$test_folder/held"
	cns-unshare $root --uts -- "$test_folder/busybox" sh -c "echo; read x" \
		<"$test_folder/held" >"$test_folder/started" &
	holder=$!
	exec 3>"$test_folder/held"
	tail -f --pid=$holder "$test_folder/started" | read -r _
	small "cns-enter" cns-enter -t $holder "$test_folder/busybox" true
	exec 3>&-
	wait $holder
else
	skip "cns-unshare, cns-enter and cns-chroot" "user namespaces are not allowed here"
fi
done_testing
