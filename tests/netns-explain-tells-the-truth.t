#!/bin/sh
# What --explain says is what strace sees: each call that changes something, in order, with its
# arguments; of netlink, the types of the messages.
. tests/netns.sh
command -v strace >/dev/null || skip_all "strace is not installed"
strace -o /dev/null true 2>/dev/null || skip_all "strace may not trace here"

calls='unshare|setns|mount|umount2|open_tree|move_mount|mkdirat|unlinkat|linkat|renameat|flock|sendto'
# A descriptor is its number alone; runs of one message type are counted.
said() {
	"$@" 2>&1 >/dev/null | sed -n 's/^    //p' | grep -E "^($calls)\(" | sed -E '
		s/([0-9])<[^>]*>+/\1/g
		s/^sendto\(([0-9]+), \[(.*)\]\)$/sendto \1 \2/
		s/^sendto\(([0-9]+), ([A-Z_]+).*/sendto \1 \2/'
}
seen() {
	strace -qq -s 65536 -e abbrev=none -e signal=none -e "trace=$(echo "$calls" | tr '|' ,)" \
		-o "$test_folder/seen" "$@" >/dev/null 2>&1
	# Of a socket in another namespace strace knows the numbers alone.
	awk 'BEGIN {
		name["0x10"] = "RTM_NEWLINK"; name["0x12"] = "RTM_GETLINK"; name["0x14"] = "RTM_NEWADDR"
		name["0x18"] = "RTM_NEWROUTE"; name["0x1a"] = "RTM_GETROUTE"; name["0x5a"] = "RTM_GETNSID"
		name["0x11"] = "RTM_DELLINK"; name["0xa01"] = "NFT_MSG_GETTABLE"
	}
	/^sendto/ {
		sub(/^sendto\(/, ""); fd = $0; sub(/,.*/, "", fd)
		types = ""; last = ""; times = 0
		while (match($0, /nlmsg_type=[A-Za-z_0-9<|]*/)) {
			type = substr($0, RSTART + 11, RLENGTH - 11)
			sub(/.*\|/, "", type)
			if (type in name) type = name[type]
			$0 = substr($0, RSTART + RLENGTH)
			if (type == last) { times++; continue }
			if (last != "") types = types (times > 1 ? last " x" times : last) ", "
			last = type; times = 1
		}
		print "sendto", fd, types (times > 1 ? last " x" times : last)
		next
	}
	{ sub(/ += .*/, ""); print }' "$test_folder/seen" | grep -E "^($calls)[( ]"
}
# check VERB OPERAND...: said and seen from the same beginning, which $undo restores
check() {
	verb=$1
	shift
	one=$(said cns-netns "$verb" --explain "$@")
	sh -c "$undo" >/dev/null 2>&1
	two=$(seen cns-netns "$verb" "$@")
	sh -c "$undo" >/dev/null 2>&1
	is "$one" "$two" "cns-netns $verb $*"
}
undo='cns-netns del a b; true'
check add a
check add --lo a b
undo=true
cns-netns add here
check list
check exec here true
check identify
undo='cns-netns del new'
check attach new $$
undo='cns-netns add here'
check del here
undo='cns-netns down web'
check up web
check up web -p 8080:80 -p 9000-9003:90-93/udp
cns-netns up other >/dev/null 2>&1
check up web -p 8080:80
undo='cns-netns up web -p 8080:80'
sh -c "$undo"
check down web
undo='cns-netns down -a; cns-netns up web -p 8080:80; cns-netns up other'
sh -c "$undo" 2>/dev/null
check down -a
done_testing
