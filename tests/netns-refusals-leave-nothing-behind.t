#!/bin/sh
# Each kernel call of add, attach, up and link add refused in turn: one line says what and why, and the host
# is as before.  A refusal that is no failure (it is expected there) is undone by the reverse verb.
# root: needed
. tests/netns.sh
command -v strace >/dev/null || skip_all "strace is not installed"
strace -o /dev/null true 2>/dev/null || skip_all "strace may not trace here"

calls='unshare|setns|mount|umount2|open_tree|move_mount|mkdirat|unlinkat|linkat|flock|sendto|socket|openat'
state() {
	ip -o link | cut -d' ' -f2
	nft list tables
	find /run -mindepth 1 | sort
	grep -c nsfs /proc/self/mountinfo
	cat /proc/sys/net/ipv4/conf/eth*/forwarding 2>/dev/null
}
# One line, and at most a hint.
is_one_line() {
	[ "$(grep -vc ': hint: ' "$test_folder/err")" = 1 ] &&
		grep -qE '^cns-netns [a-z -]+: cannot ' "$test_folder/err"
}
# refuse CALL N ERROR REVERSE VERB...: the Nth call of the program, counted from its own first one
refuse() {
	call=$1 n=$2 error=$3 reverse=$4
	shift 4
	status=0
	strace -qq -o /dev/null -e "trace=$call" -e "inject=$call:error=$error:when=$n" cns-netns "$@" \
		>/dev/null 2>"$test_folder/err" || status=$?
	grep -v ': note: ' "$test_folder/err" >"$test_folder/lines"
	mv "$test_folder/lines" "$test_folder/err"
	case $status in
	0) sh -c "$reverse" >/dev/null 2>&1 ;;
	1) is_one_line || complaints="$complaints
$call $n $error: $(cat "$test_folder/err")" ;;
	127) ;; # the loader was refused: it is not us yet
	*) complaints="$complaints
$call $n $error: status $status" ;;
	esac
	now=$(state)
	if [ "$now" != "$before" ]; then
		complaints="$complaints
$call $n $error left: $(echo "$now" | diff - "$test_folder/before")"
		sh -c "$reverse; ip -all netns del" >/dev/null 2>&1
		umount -l /run/netns 2>/dev/null
		rm -rf /run/netns /run/mount /run/cns
		echo 0 | tee /proc/sys/net/ipv4/conf/eth*/forwarding >/dev/null
	fi
}
# sweep REVERSE VERB...: every call with every error
sweep() {
	reverse=$1
	shift
	complaints=
	before=$(state)
	echo "$before" >"$test_folder/before"
	strace -qq -o "$test_folder/log" -e "trace=$(echo "$calls" | tr '|' ,)" cns-netns "$@" >/dev/null 2>&1
	sh -c "$reverse" >/dev/null 2>&1
	made=$(sed 's/(.*//' "$test_folder/log" | sort -u)
	for call in $made; do
		# The libraries that the loader opens come first.
		first=1
		[ "$call" != openat ] || first=$(grep -c '^openat.*\.so' "$test_folder/log")
		for n in $(seq "$first" "$(grep -c "^$call(" "$test_folder/log")"); do
			for error in $(if [ "$call" = openat ]; then echo EPERM; else echo "$errors"; fi); do
				refuse "$call" "$n" "$error" "$reverse" "$@"
			done
		done
	done
	is "$complaints" "" "$* leaves nothing behind"
}
errors='EPERM EINVAL ENOSPC ENOSYS'
sweep 'cns-netns del a b' add a b
errors=EPERM
sweep 'cns-netns del new' attach new $$
ip link add eth0 type veth peer name eth1
ip addr add 192.0.2.1/24 dev eth0
ip link set eth0 up
errors='EPERM EINVAL ENOSPC ENOSYS'
sweep 'cns-netns down web' up web -p 8080:80
errors=EPERM
sweep 'cns-netns down -a' up --net lab one two
cns-netns add a
sweep 'cns-netns link del a:d0' link add --peer d1 --up a:d0
done_testing
