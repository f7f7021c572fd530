#!/bin/sh
. tests/lib.sh
. tests/enter.sh
# of PID COLUMNS: the row of the container whose oldest process that is
of() { cns-ps -a --raw --noheadings --filter "pid == $1" -o "$2" 2>/dev/null; }

start -m -p --fork
letters=m---p---
map=-
is_root || letters=m---pU-- map=0:$(id -u):1
is "$(of "$target" pid,procs,isolated,usermap)" "$target 1 $letters $map" \
	"cns-unshare --mount --pid: one line, and which namespaces differ"
is "$(of "$target" engine)" cns "its engine is guessed from who made it"
is "$(of "$target" command)" 'sleep\x201000' "its command is told"
is "$(of "$starter" pid)" "" "the program that waits for it is no container"
is "$(cns-ps -q --filter "pid == $target" 2>/dev/null)" "$target" "--quiet prints the PID"
is "$(cns-enter -t "$(cns-ps -q --filter "pid == $target" 2>/dev/null)" -- \
	readlink /proc/self/ns/mnt 2>/dev/null)" "$(readlink "/proc/$target/ns/mnt")" \
	"which cns-enter takes"
end_containers

start -n
is "$(cns-ps -q --filter "pid == $target" 2>/dev/null)" "$(is_root || echo "$target")" \
	"a network namespace alone is no container"
is "$(of "$target" pid,isolated)" "$target $(is_root && echo ---n---- || echo ---n-U--)" \
	"but --all lists it"
end_containers

if command -v ip >/dev/null; then
	inside='ip link set lo up; ip link add first type veth peer second; ip link set first up; ip link set second up
		ip address add 192.0.2.7/24 dev first; ip -6 address add 2001:db8::7/64 dev first nodad'
	start -n -u
	inside=
	is "$(of "$target" addresses)" '192.0.2.7\x202001:db8::7' "its addresses, without going in"
	end_containers
fi

start -m -u -i -n -p -C -T --fork
is "$(of "$target" isolated)" "$(is_root && echo muinp-CT || echo muinpUCT)" "all kinds are told"
outer=$target
nested=$test_folder/nested
cns-enter -t "$outer" -- cns-unshare -u -m -p --fork sh -c "echo >$nested; exec sleep 1001" &
until [ -e "$nested" ]; do kill -0 $! || break; done
cns-ps --json --tree -o pid,command >"$test_folder/tree" 2>/dev/null
is "$(jq ".. | objects | select(.pid == $outer) | .children | length" "$test_folder/tree")" 1 \
	"a container in a container stands below it in the tree"
end_containers

if command -v bwrap >/dev/null; then
	mkfifo "$test_folder/bwrap"
	bwrap --unshare-all --die-with-parent --dev-bind / / --proc /proc \
		sh -c 'echo; exec sleep 1000 >/dev/null' 2>/dev/null >"$test_folder/bwrap" &
	maker=$!
	if read -r _ <"$test_folder/bwrap"; then
		target=$(cat "/proc/$maker/task/$maker/children")
		is "$(of "${target% }" engine,procs,isolated)" "bwrap 2 muinpUC-" "bwrap's is found"
	else
		skip "bwrap's is found" "bwrap does not start here"
	fi
	kill "$maker" 2>/dev/null
else
	skip "bwrap's is found" "bwrap is not installed"
fi

if is_root; then
	group=cns-test-ps-$$
	cns-cgctl run --rm "$group" -- cns-unshare -m -p --fork sleep 1000 &
	runner=$!
	until [ -n "$(cns-ps --raw --noheadings -o pid --filter "id =~ '$group'" 2>/dev/null)" ]; do
		kill -0 "$runner" || break
	done
	like "$(cns-ps --raw --noheadings -o id,isolated --filter "id =~ '$group'" 2>/dev/null)" \
		"@*/$group m---p---" "a cgroup of its own names it"
	cns-cgctl kill "$group" 2>/dev/null || kill "$runner" 2>/dev/null
	wait "$runner" 2>/dev/null

	sh -c "echo >$test_folder/there; exec cns-chroot --proc / /bin/sleep 1000" &
	ended=$!
	until [ -e "$test_folder/there" ]; do kill -0 "$ended" || break; done
	kill -9 "$ended"
	wait "$ended" 2>/dev/null
	is "$(of "$ended" pid)" "" "what has ended is not listed, and no error"
fi
done_testing
