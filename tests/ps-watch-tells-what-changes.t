#!/bin/sh
# --watch tells who enters and leaves a container, what its processes become, and id maps, freezing and addresses.
. tests/lib.sh
. tests/enter.sh
log=$test_folder/log
# told PATTERN CLAIM: a line of the log, now or soon
# shellcheck disable=SC2016
told() {
	if timeout 60 sh -c 'until grep -q -- "$1" "$2"; do kill -0 "$3" || exit; done' - "$1" "$log" $watcher; then
		ok "$2"
	else
		fail "$2" "wanted: $1
$(cat "$log")"
	fi
}
place='' group=''
if is_root; then
	. tests/cgctl.sh
	group=cns-test-$$
	[ -w "$cgroup_mount" ] || group=
fi
finish() {
	kill "$watcher" 2>/dev/null
	end_containers
	[ -z "$group" ] || cns-cgctl rm --kill --recursive "/$group" 2>/dev/null
	rm -rf "$test_folder"
}
trap finish EXIT
set -- -m -p -n --fork
start "$@"
if [ -n "$group" ]; then
	cns-cgctl create -p "/$group/web"
	cns-cgctl move "/$group/web" "$target"
	place=cgroup
fi
: >"$log"
cns-ps --watch >"$log" 2>/dev/null &
watcher=$!
told " = .* $target " "what is there is told first"

enter() { if is_root; then cns-enter -a -t "$target" "$@"; else cns-enter -a -t "$target" --preserve-credentials "$@"; fi; }
mkfifo -m 666 "$test_folder/gate"
# shellcheck disable=SC2016
enter sh -c 'read -r line <"$1"; exec sleep 1001' - "$test_folder/gate" &
inside=$!
told " ~ .* $target entered: [0-9]* sh\$" "a process that enters"
echo go >"$test_folder/gate"
told " ~ .* $target became: [0-9]* sleep\$" "one that becomes another program"
member=$(sed -n "s/.* ~ .* $target became: \([0-9]*\) sleep\$/\1/p" "$log")
kill "${member:-$inside}"
wait $inside
told " ~ .* $target left: $member sleep\$" "and leaves"
if is_root && command -v ip >/dev/null; then
	nsenter -t "$target" -n sh -c 'ip link add changed type veth peer name changed-peer; ip address add 192.0.2.7/24 dev changed; ip link set changed up'
	told " ~ .* $target addresses: - -> 192.0.2.7" "an address"
else
	skip "an address" "only root may give it one"
fi
if [ -n "$place" ]; then
	cns-cgctl freeze "/$group/web"
	told " ~ .* $target frozen: no -> yes" "a container that is frozen"
	cns-cgctl thaw "/$group/web"
	told " ~ .* $target frozen: yes -> no" "and thawed"
	cns-cgctl create "/$group/other"
	cns-cgctl move "/$group/other" "$target"
	told " ~ .* $target cgroup: /.*$group/web -> /.*$group/other" "one that is moved to another group"
else
	skip "what is known by the cgroup" "no cgroup2 tree that we may write to"
fi
cns-unshare --user -m -u -i sleep 1002 &
unmapped=$!
containers="$containers $unmapped"
told " + .* $unmapped .*sleep 1002\$" "a container that begins"
echo "0 $(id -u) 1" >"/proc/$unmapped/uid_map"
told " ~ .* $unmapped usermap: - -> .*$(id -u)" "a user map that is written"
kill -9 "$target"
told " - .* $target " "what ends"
is "$(grep -c "left: $target" "$log")" 0 "is told once"
done_testing
