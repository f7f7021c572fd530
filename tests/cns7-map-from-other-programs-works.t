#!/bin/sh
# Every line that cns(7) gives for what people know from other programs is run as it stands there.
# root: needed
# alone
# vm-also: 6.12
. tests/lib.sh
command -v busybox >/dev/null || skip_all "busybox is not installed"
page=$PWD/man/cns.7
tree=$PWD
cd "$test_folder" || exit 1
mkdir -p root/bin root/proc root/sys root/dev root/tmp root/data root/etc mnt upper data
cp "$(command -v busybox)" root/bin/busybox
for name in sh true sleep; do ln -s busybox "root/bin/$name"; done

mkfifo started
cns-cgctl run web -- cns-unshare --mount --pid --init -- cns-chroot --lower root --volatile --proc mnt \
	/bin/sh -c 'echo started; exec /bin/sleep 1000' >started 2>"$test_folder/why" &
outer=$!
read -r _ <started || { cat "$test_folder/why"; skip_all "the container does not start here"; }
has_memory() { grep -qw memory "$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)/cgroup.controllers"; }
init=$(sed 's/ .*//' "/proc/$outer/task/$outer/children")
inside=$(sed 's/ .*//' "/proc/$init/task/$init/children")

# The page has .It Li WHAT PEOPLE KNOW, and below it .Dl WHAT DOES IT.
awk '/^\.Sh / { ours = ($0 == ".Sh FROM OTHER PROGRAMS") }
	ours && /^\.It Li / { known = substr($0, 8) }
	ours && /^\.Dl / { print known "\t" substr($0, 5) }' "$page" >rows
while IFS='	' read -r known line; do
	case $line in
	*memory.*) has_memory || { skip "$known" "no memory controller on cgroup version 2"; continue; } ;;
	esac
	command=$(printf '%s\n' "$line" | sed "s/ COMMAND/ \/bin\/true/; s/ PID/ $inside/")
	if said=$(sh -c "$command" 2>&1 </dev/null); then ok "$known: $line"; else
		fail "$known: $line" "status $? from: $command
$said"
	fi
done <rows
yes "the map has rows" [ "$(wc -l <rows)" -gt 30 ]
wait "$outer"
cns-cgctl rm --kill --force web other 2>/dev/null
cd "$tree" || exit 1
done_testing
