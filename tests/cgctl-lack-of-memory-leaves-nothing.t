#!/bin/sh
# Programs of ours that the kernel ends for lack of memory, at any point, leave nothing, and it is said why.
# root: needed
# vm: 6.12
. tests/lib.sh
. tests/cgctl.sh
needs_controllers memory
needs_groups
mkdir "$test_folder/lower" "$test_folder/root"
for folder in proc sys dev; do mkdir "$test_folder/lower/$folder"; done
cp "$(command -v cns-chroot)" "$test_folder/lower/program"

left() {
	cut -d' ' -f5 /proc/self/mountinfo
	find "$cgroup_mount/$group" -mindepth 1 -type d
	ip -o link | cut -d' ' -f2
}
cns-cgctl create -p "/$group/limited"
before=$(left)
killed=0
# under LIMIT COMMAND...: with hardly any memory; what it had begun is gone.
under() {
	limit=$1
	shift
	said=$(cns-cgctl run --rm -s "memory.max=$limit" -s memory.swap.max=0 "/$group/limited/it" -- "$@" 2>&1 </dev/null)
	status=$?
	after=$(left)
	[ "$after" = "$before" ] || complaints="$complaints
$limit $*: left: $(echo "$after" | sed "s/^/after /")"
	case $status in
	0) ;;
	137)
		killed=$((killed + 1))
		case $said in
		*'for lack of memory the kernel ended '*"/$group/limited/it"*) ;;
		*) complaints="$complaints
$limit $*: killed, and said: $said" ;;
		esac
		;;
	*)
		case $said in
		*cannot*'(ENOMEM)'* | *'no memory'*) ;;
		*) complaints="$complaints
$limit $*: status $status, and said: $said" ;;
		esac
		;;
	esac
}
# everywhere CLAIM COMMAND...: from where it cannot start to where it has enough.  Between these a
# program goes on, page by page, for as long as anybody waits.
everywhere() {
	claim=$1 complaints=''
	shift
	for pages in 1 8 16 24 512; do
		under $((pages * 4096)) "$@"
	done
	is "$complaints" "" "$claim"
}
everywhere "cns-unshare" cns-unshare -m -u -i -n -p -C --mount-proc --kill-child -- true
everywhere "cns-chroot on layers" cns-unshare -m -p -f -- cns-chroot --lower "$test_folder/lower" --volatile --standard \
	"$test_folder/root" /program --version
[ "$killed" -ge 6 ]
is $? 0 "at least half of them were ended so"
# shellcheck disable=SC2016
like "$(cns-cgctl run --rm -s memory.max=16M -s memory.swap.max=0 "/$group/limited/it" -- perl -e 'my $held = "x" x (64 << 20)' 2>&1)" \
	"cns-cgctl run: note: for lack of memory the kernel ended 1 of the processes in /$group/limited/it (its limit, or one above it, is memory.max)" \
	"a command that is ended so is told of"
# shellcheck disable=SC2016
is "$(cns-cgctl run --rm -s memory.max=16M "/$group/limited/it" -- sh -c 'kill -9 $$' 2>&1)" "" "one that ends itself is not"
is "$(left)" "$before" "nothing is left"
done_testing
