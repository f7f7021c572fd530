#!/bin/sh
# After success, failure, a signal, SIGKILL, and a daemon that outlives the command: no mount, no file, no process.
. tests/lib.sh
. tests/lib-root.sh
root=$test_folder/root
make_root "$root"
before=$(mounts_now)
files=$(cd "$test_folder" && find . | sort)
clean() {
	is "$(mounts_now)" "$before" "$1: no mount is left"
	is "$(cd "$test_folder" && find . | sort)" "$files" "$1: no file is left"
}
run() { cns-chroot --lower "$root" --volatile --proc --dev --tmpfs /tmp --bind /usr:/mnt "$test_folder/none" "$@" 2>/dev/null; }

run true
clean "after success"
run false
clean "after failure"
run /bin/none
clean "when the command is missing"
cns-chroot --lower "$root" --volatile --bind /no/such:/mnt / true 2>/dev/null
clean "when a mount fails"
# A shell starts its background commands deaf to SIGINT.
for signal in TERM HUP KILL; do
	mkfifo "$test_folder/ready"
	cns-chroot --proc --dev --tmpfs /tmp "$root" sh -c 'echo up; exec sleep 1000' >"$test_folder/ready" 2>/dev/null &
	pid=$!
	read -r up <"$test_folder/ready"
	is "$up" up "the command runs"
	rm "$test_folder/ready"
	kill -$signal $pid
	wait $pid
	clean "after SIG$signal"
done
mkfifo "$test_folder/hold"
run sh -c 'exec 3<&0; cat <&3 >/dev/null & exit 0' <"$test_folder/hold" &
exec 9>"$test_folder/hold"
wait $!
is "$(mounts_now)" "$before" "a daemon inside: its mounts are its own"
exec 9>&-
rm "$test_folder/hold"
clean "and when it ended"
done_testing
