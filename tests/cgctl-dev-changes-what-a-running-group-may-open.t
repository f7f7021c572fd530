#!/bin/sh
# dev allows and denies devices to a group while its processes run, lists and logs, and leaves nothing behind.
# root: needed
# vm: 6.12
# vm-also: 6.1
. tests/lib.sh
. tests/cgctl.sh
needs_groups
cns-cgctl create -p "/$group/a/b"
cns-cgctl dev ls "/$group" 2>"$test_folder/said" >/dev/null || skip_all "no BPF here: $(cat "$test_folder/said")"

# One process, running all the time, tries when it is asked.
mkfifo "$test_folder/ask" "$test_folder/answer"
# shellcheck disable=SC2016
cns-cgctl run "/$group/a" sh -c 'while read -r device; do
	if (exec <"$device") 2>&-; then echo open; else echo refused; fi >&4; done <"$0/ask" 4>"$0/answer"' \
	"$test_folder" &
exec 3>"$test_folder/ask" 5<"$test_folder/answer"
try() { echo "$1" >&3; read -r answer <&5; echo "$answer"; }
rules() { cns-cgctl dev ls -rn "$1" 2>/dev/null | sort; }

is "$(try /dev/zero)" open "without rules everything is open"
cns-cgctl dev deny "/$group/a" /dev/zero r
is "$(try /dev/zero)" refused "what is denied is refused at once"
is "$(try /dev/null)" open "and nothing else"
is "$(rules "/$group/a")" "allow b * * rwm
allow c * * rwm
deny c 1 5 r" "ls shows the rules"
like "$(timeout 20 cns-cgctl dev log -c 1 "/$group/a")" '{"time": *, "pid": *, "command": "sh", "denied": "c 1:5 r"}' \
	"the denial is in the log, with the process"
cns-cgctl dev allow "/$group/a" c 1:5 r
is "$(try /dev/zero)" open "what is allowed is open at once"
cns-cgctl dev deny "/$group/a" c '1:*'
is "$(try /dev/null)" refused "a whole major can be denied"
is "$(try /dev/zero)" open "where the narrower rule wins"
cns-cgctl dev deny "/$group" /dev/zero
is "$(try /dev/zero)" refused "what a group above denies stays refused"
cns-cgctl dev reset "/$group"
is "$(try /dev/zero)" open "until it is reset"
cns-cgctl dev deny --audit "/$group" /dev/zero
is "$(try /dev/zero)" open "--audit only reports"
cns-cgctl dev reset "/$group"
cns-cgctl dev reset "/$group/a"
is "$(try /dev/null)" open "reset takes all rules away"
is "$(rules "/$group/a")" "" "and ls shows none"
cns-cgctl dev allow --default none "/$group/a" /dev/null rw
is "$(try /dev/zero) $(try /dev/null)" "refused open" "--default none leaves only what is allowed"
is "$(cns-cgctl dev ls "$!" -rn 2>/dev/null)" "allow c 1 3 rw" "a process stands for its group"
cns-cgctl dev reset "/$group/a"
cns-cgctl dev allow "/$group/a" /dev/null
is "$(rules "/$group/a")" "allow b * * m
allow c * * m
allow c 1 3 rwm
allow c 1 5 rwm
allow c 1 7 rwm
allow c 1 8 rwm
allow c 1 9 rwm
allow c 136 * rwm
allow c 5 0 rwm
allow c 5 1 rwm
allow c 5 2 rwm" "the first rule that allows leaves what container engines allow, too"
cns-cgctl dev reset "/$group/a"
cns-cgctl dev deny --default docker "/$group/a" /dev/zero
is "$(try /dev/zero) $(try /dev/full)" "refused open" "so does --default docker"
for wrong in /etc/passwd /no/such c:1 'x 1:2' 1:3 ''; do
	like "$(cns-cgctl dev deny "/$group/a" "$wrong" 2>&1)" "*cannot read the rule*" "'$wrong' is no device"
done
like "$(cns-cgctl dev deny "/$group/a" /dev/null rx 2>&1)" "*'rx' is not made of r*" "'rx' is no access"
like "$(cns-cgctl dev grow "/$group/a" 2>&1)" "*unknown action: grow*" "a wrong action is told"
cns-cgctl dev deny --dry-run "/$group/a/b" /dev/null 2>/dev/null
is "$(rules "/$group/a/b")" "" "--dry-run attaches nothing"
exec 3>&- 5<&-
wait

# An engine's container has the engine's program: it can be narrowed, and with --replace widened.
if command -v crun >/dev/null && command -v busybox >/dev/null; then
	mkdir -p "$test_folder/bundle/rootfs/bin" "$test_folder/bundle/rootfs/tmp"
	cp "$(command -v busybox)" "$test_folder/bundle/rootfs/bin/sh"
	cp "$(command -v busybox)" "$test_folder/bundle/rootfs/bin/mknod"
	cat >"$test_folder/bundle/loop" <<'END'
mknod /tmp/kmsg c 1 11 || exit
echo ready
while read -r _; do if (exec 3>/tmp/kmsg) 2>&-; then echo open; else echo refused; fi; done
END
	(cd "$test_folder/bundle" && crun spec)
	jq --arg loop "$(cat "$test_folder/bundle/loop")" --arg path "/$group/crun" \
		'.process.args = ["/bin/sh", "-c", $loop] | .process.terminal = false | .linux.cgroupsPath = $path
		| .root.readonly = false | .process.capabilities |= map_values(. + ["CAP_MKNOD"])
		| .linux.resources.devices = [{"allow": false, "access": "rwm"}, {"allow": true, "type": "c", "access": "m"}]' \
		"$test_folder/bundle/config.json" >"$test_folder/config" && cp "$test_folder/config" "$test_folder/bundle/config.json"
	mkfifo "$test_folder/in" "$test_folder/out"
	crun --root "$test_folder/state" --cgroup-manager=cgroupfs run -b "$test_folder/bundle" "$group" \
		<"$test_folder/in" >"$test_folder/out" 2>"$test_folder/crun" &
	exec 3>"$test_folder/in" 5<"$test_folder/out"
	if read -r answer <&5 && [ -d "$cgroup_mount/$group/crun" ]; then
		ask() { echo >&3; read -r answer <&5; echo "$answer"; }
		is "$(ask)" refused "crun's own list refuses /dev/kmsg"
		is "$(cns-cgctl bpf "/$group/crun" -rn -o OWNER,TYPE,FROM)" "engine cgroup_device /$group/crun" \
			"whose program is told from ours"
		like "$(cns-cgctl dev allow "/$group/crun" c 1:11 2>&1)" "*program of another*
*--replace*" "beside the engine's program nothing can be allowed, and that is said"
		cns-cgctl dev allow --replace "/$group/crun" c 1:11
		is "$(ask)" open "dev allow --replace opens it to the running container at once"
		cns-cgctl dev deny "/$group/crun" c 1:11
		is "$(ask)" refused "and dev deny closes it again"
	else
		skip "a running container of crun" "crun cannot run here: $(cat "$test_folder/crun")"
	fi
	exec 3>&- 5<&-
	wait
	crun --root "$test_folder/state" delete -f "$group" 2>/dev/null
else
	skip "a running container of crun" "crun or busybox is not installed"
fi
done_testing
