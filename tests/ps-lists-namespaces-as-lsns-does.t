#!/bin/sh
# In a PID namespace of the test's own, so that nothing begins or ends between the two.
. tests/lib.sh
command -v lsns >/dev/null || skip_all "lsns is not installed"
command -v jq >/dev/null || skip_all "jq is not installed"

cat >"$test_folder/compare" <<'EOS'
folder=$1
for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
	unshare --mount --uts --ipc --net --pid --fork --cgroup --user --time --map-root-user \
		sh -c 'echo >"$0"; exec sleep 1000' "$folder/ready.$round" &
done
for round in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30; do
	until [ -e "$folder/ready.$round" ]; do :; done
done
columns=NS,TYPE,NPROCS,PID,PPID,UID,USER,NETNSID,PNS,ONS
lsns --json -o "$columns" >"$folder/lsns"
cns-ps --namespaces --json -o "$columns" >"$folder/cns" 2>/dev/null
lsns --json -o "$columns" -t net -t user >"$folder/lsns.type"
cns-ps --namespaces --json -o "$columns" -t net -t user >"$folder/cns.type" 2>/dev/null
lsns --json -o "$columns" -p $$ >"$folder/lsns.task"
cns-ps --namespaces --json -o "$columns" -p $$ >"$folder/cns.task" 2>/dev/null
EOS
set --
is_root || set -- --user --map-root-user
unshare "$@" --pid --fork --mount --mount-proc --kill-child sh "$test_folder/compare" "$test_folder"

# Texts or numbers, "", 0 or null: both say the same.  lsns knows no namespaces that are held by
# mounts in other mount namespaces, such as those of the machine around.
plain() {
	jq -S '.namespaces | map(map_values(if . == null then "" else tostring end)) |
		map((.pns, .ons) |= (if . == "0" then "" else . end)) |
		map(select(.nprocs != "0")) | sort_by(.ns)' "$1"
}
for what in "" .type .task; do
	plain "$test_folder/lsns$what" >"$test_folder/wanted"
	plain "$test_folder/cns$what" >"$test_folder/got"
	yes "the same values as lsns${what:+, chosen by $what}" \
		diff "$test_folder/wanted" "$test_folder/got"
done
many=$(jq '.namespaces | length' "$test_folder/lsns")
yes "of more than 200 namespaces ($many)" [ "$many" -gt 200 ]
done_testing
