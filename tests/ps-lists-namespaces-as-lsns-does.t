#!/bin/sh
# In a PID namespace of the test's own, so that nothing begins or ends between the two.
. tests/lib.sh
command -v lsns >/dev/null || skip_all "lsns is not installed"
command -v jq >/dev/null || skip_all "jq is not installed"

cat >"$test_folder/compare" <<'EOS'
folder=$1
# begin NAME UNSHARE...: a process in new namespaces, which has begun when the file is there
begin() {
	name=$1
	shift
	unshare "$@" sh -c 'echo >"$0"; exec sleep 1000' "$folder/ready.$name" &
	begun="$begun $name:$!"
}
wait_for_all() {
	for one in $begun; do
		until [ -e "$folder/ready.${one%:*}" ]; do kill -0 "${one#*:}" || exit 1; done
	done
}
for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
	begin $round --mount --uts --ipc --net --pid --fork --cgroup --user --time --map-root-user
done
# Files that hold some, with and without a process in them.
mount -t tmpfs none "$folder/files" && cd "$folder/files" && touch net uts 'an other'
unshare --uts=uts true
begin net --net=net
begin other --net='an other'
wait_for_all
columns=NS,TYPE,PATH,NPROCS,PID,PPID,COMMAND,UID,USER,NETNSID,NSFS,PNS,ONS
# ask NAME OPTION...: both programs, with the same words
ask() {
	name=$1
	shift
	lsns --list --json -o "$columns" "$@" >"$folder/lsns$name"
	cns-ps --namespaces --list --json -o "$columns" "$@" >"$folder/cns$name" 2>/dev/null
}
ask ""
for kind in mnt uts ipc net pid user cgroup time; do ask .$kind -t $kind; done
ask .two -t net -t user
ask .task -p $$
ask .both -p $$ -t mnt
space=$(readlink "/proc/${begun##*:}/ns/net" | tr -dc 0-9)
lsns --list --raw --noheadings -o PID,PPID,USER,COMMAND "$space" | sort >"$folder/lsns.one"
cns-ps --namespaces --raw --noheadings "$space" 2>/dev/null | sort >"$folder/cns.one"
EOS
mkdir "$test_folder/files"
set --
is_root || set -- --user --map-root-user
unshare "$@" --pid --fork --mount --mount-proc --kill-child sh "$test_folder/compare" "$test_folder"

# Texts or numbers, "", 0 or null: both say the same; several files stand in one text or in a list.
# A namespace that only a file holds is not known to every lsns, nor to any when that file is in other
# mounts, such as those of the machine around.
plain() {
	jq -S '.namespaces | map(.nsfs |= (if type == "array" then join("\n") else . end)) |
		map(map_values(if . == null then "" else tostring end)) |
		map((.pns, .ons) |= (if . == "0" then "" else . end)) |
		map(select(.nprocs != "0")) | sort_by(.ns)' "$1"
}
for what in "" .mnt .uts .ipc .net .pid .user .cgroup .time .two .task .both; do
	plain "$test_folder/lsns$what" >"$test_folder/wanted"
	plain "$test_folder/cns$what" >"$test_folder/got"
	yes "the same values as lsns${what:+, chosen by ${what#.}}" \
		diff "$test_folder/wanted" "$test_folder/got"
done
is "$(jq -c '.namespaces[] | select(.nsfs) | [.type, .nsfs[0], .nprocs]' "$test_folder/cns" | sort |
	sed "s|$test_folder/files/||")" '["net","an other",1]
["net","net",1]
["uts","uts",0]' "and those that only a file holds"
is "$(jq -r '.namespaces[].type' "$test_folder/cns" | sort -u | tr '\n' ' ')" \
	"cgroup ipc mnt net pid time user uts " "all eight kinds are among them"
yes "the processes in one are those that lsns lists" diff "$test_folder/lsns.one" "$test_folder/cns.one"
many=$(jq '.namespaces | length' "$test_folder/lsns")
yes "of more than 200 namespaces ($many)" [ "$many" -gt 200 ]
done_testing
