#!/bin/sh
# shellcheck disable=SC2016,SC2086
# Each option of a namespace enters that one and no other, as nsenter(1) does it.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh

start -muipnCT --hostname box
user=$(is_root || echo -U)
mine=$(namespaces self)
theirs=$(namespaces "$target")
kinds='m:mount:1 u:uts:2 i:ipc:3 n:net:4 p:pid:5 C:cgroup:7 T:time:8'

# The inodes that the command must see: the target's in the lines named, ours in all others.
wanted() {
	for line in 1 2 3 4 5 6 7 8; do
		case " $* " in
		*" $line "*) echo "$theirs" | sed -n ${line}p ;;
		*) echo "$mine" | sed -n ${line}p ;;
		esac
	done
}
seen() {
	cns-enter -t "$target" "$@" $user --no-cgroup sh -c 'for kind in mnt uts ipc net pid_for_children user cgroup time; do readlink /proc/self/ns/$kind; done'
}
for row in $kinds; do
	IFS=: read -r letter name line <<END
$row
END
	is "$(seen "-$letter")" "$(wanted "$line" ${user:+6})" "-$letter enters the $name namespace alone"
	is "$(seen "--$name")" "$(wanted "$line" ${user:+6})" "--$name does the same"
	file=$(echo "$name" | sed s/mount/mnt/)
	is "$(cns-enter $user ${user:+-t "$target"} "-$letter=/proc/$target/ns/$file" sh -c "readlink /proc/self/ns/$(echo "$file" | sed s/^pid/pid_for_children/)")" \
		"$(readlink "/proc/$target/ns/$file")" "-$letter=FILE enters that of a file"
done
is "$(seen -a | sort)" "$(echo "$theirs" | sort)" "-a enters all of them"
is "$(cns-enter -t "$target" $user -u hostname; cns-enter --target="$target" $user --ut hostname)" "box
box" "long options may be shortened as nsenter's may"
is "$(cns-enter -U -t $$ sh -c 'echo fine')" fine "-U on our own user namespace is no error"
like "$(cns-enter "-n/proc/$target/ns/uts" true 2>&1)" "*this is a uts namespace*" "a file of another kind is refused"
like "$(cns-enter -u true 2>&1)" "*--target*" "a kind without a target is told"
done_testing
