#!/bin/sh
# root: needed
# Variables in the programs are perl's.
# shellcheck disable=SC2016
. tests/lib.sh
command -v perl >/dev/null || skip_all "perl is not installed"
# holders NS: what holds a namespace
holders() { cns-ps -n --raw --noheadings -o holders --filter "ns == $1" 2>/dev/null; }
number() { readlink "$1" | tr -dc 0-9; }
end() { kill "$1"; wait "$1" 2>/dev/null; }
# begin PROGRAM: in perl, which says the number of a namespace and stays
begin() {
	rm -f "$test_folder/said"
	mkfifo "$test_folder/said"
	perl -e '$| = 1; use POSIX;
		sub inside { (my $n = readlink($_[0])) =~ tr/0-9//cd; return $n }
		sub say { open(my $o, ">", $ARGV[0]); print $o "@_\n" }'"$1" "$test_folder/said" &
	holder=$!
	read -r namespace <"$test_folder/said"
}

begin 'open(my $fd, "<", "/proc/self/ns/uts"); syscall(272, 0x04000000);
	open(my $own, "<", "/proc/self/ns/uts"); my $n = inside("/proc/self/ns/uts");
	syscall(308, fileno($fd), 0); say($n, fileno($own)); POSIX::pause();'
is "$(holders "${namespace% *}")" "fd:$holder/${namespace#* }" "a descriptor"
is "$(cns-ps -n -P -q -t uts --filter "ns == ${namespace% *}" 2>/dev/null)" "${namespace% *}" \
	"--persistent lists what has no process"
is "$(cns-ps -n --raw --noheadings -o hostname --filter "ns == ${namespace% *}" 2>/dev/null)" \
	"$(hostname)" "and its host name is read"
end "$holder"

begin 'syscall(272, 0x20000000); say(inside("/proc/self/ns/pid_for_children")); POSIX::pause();'
if [ -n "$namespace" ]; then
	like "$(holders "$namespace")" "children-of:$holder" "a process whose children will be in it"
fi
end "$holder"

begin 'use Socket; open(my $home, "<", "/proc/self/ns/net"); syscall(272, 0x40000000);
	my $n = inside("/proc/self/ns/net"); socket(my $s, PF_INET, SOCK_DGRAM, 0);
	syscall(308, fileno($home), 0); say($n, fileno($s)); POSIX::pause();'
is "$(holders "${namespace% *}")" "socket:$holder/${namespace#* }" "a socket"
end "$holder"

if perl -Mthreads -e 1 2>/dev/null; then
	begin 'use threads; threads->create(sub { syscall(272, 0x04000000);
		my $tid = syscall(186); say(inside("/proc/self/task/$tid/ns/uts"), $tid); POSIX::pause(); })->join;'
	is "$(holders "${namespace% *}")" "thread:$holder/${namespace#* }" "a single thread"
	end "$holder"
fi

mkdir "$test_folder/a b"
cat >"$test_folder/mount" <<'EOS'
mount -t tmpfs none "$1/a b" && touch "$1/a b/net"
unshare --net mount --bind /proc/self/ns/net "$1/a b/net" || unshare --net=/"$1/a b/net" true
stat -c %i "$1/a b/net"
cns-ps -n --raw --noheadings -o ns,holders,nsfs -P -t net 2>/dev/null
EOS
unshare --mount sh "$test_folder/mount" "$test_folder" >"$test_folder/out"
namespace=$(head -1 "$test_folder/out")
like "$(grep "^$namespace " "$test_folder/out")" \
	"$namespace mount:$test_folder/a\\\\040b/net $test_folder/a\\\\040b/net" \
	"a mount, with blanks in its name"

start_mount() {
	unshare --mount sh -c "mount -t tmpfs none '$test_folder/a b' && touch '$test_folder/a b/net' &&
		unshare --net='$test_folder/a b/net' true; stat -c %i '$test_folder/a b/net' >$test_folder/said
		exec sleep 1000" &
	holder=$!
	read -r namespace <"$test_folder/said"
}
start_mount
is "$(holders "$namespace")" \
	"mount:$test_folder/a\\040b/net@$(number "/proc/$holder/ns/mnt")" \
	"a mount in another mount namespace"
end "$holder"

unshare --user --map-root-user sh -c "echo >$test_folder/said; exec unshare --user --map-root-user --uts sleep 1000" &
holder=$!
read -r _ <"$test_folder/said"
until [ "$(cat "/proc/$holder/comm")" = sleep ]; do kill -0 "$holder" || break; done
namespace=$(cns-ps -n --raw --noheadings -o pns --filter "ns == $(number "/proc/$holder/ns/user")" 2>/dev/null)
is "$(holders "$namespace")" "child:$(number "/proc/$holder/ns/user")" "a namespace below it"
is "$(cns-ps -n --raw --noheadings -o nprocs,pid --filter "ns == $namespace" 2>/dev/null)" "0 -" \
	"which is listed though nothing else leads to it"
end "$holder"
done_testing
