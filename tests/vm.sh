# shellcheck shell=sh
# Sourced by the tests of scripts/vm, behind tests/lib.sh.
# needs_machine KERNEL...: without an emulator or a kernel there is nothing to test.
needs_machine() {
	command -v qemu-system-x86_64 >/dev/null || skip_all "qemu-system-x86_64 is not installed"
	for kernel; do
		told=$(scripts/vm --fetch -k "$kernel" 2>&1) || skip_all "no kernel $kernel: $told"
	done
}
