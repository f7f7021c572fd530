#!/bin/sh
# shellcheck disable=SC2016,SC2086
# A namespace is entered by the number that the kernel gives it, --net=:NUMBER, and a network by its
# name; a kernel that gives none is named.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh
command -v perl >/dev/null || skip_all "perl is not installed"

# NS_GET_ID of ioctl_nsfs(2)
number_of() { perl -e 'open(F, "<", $ARGV[0]) and $n = pack("Q", 0) and ioctl(F, 0x8008b70d, $n) and print unpack("Q", $n)' "$1"; }
start -muipnC
user=$(is_root || echo -U --preserve-credentials)
inode() { readlink "/proc/$1/ns/$2"; }

like "$(cns-enter --net=:0x1 true 2>&1)" "*a number from 1 was expected after the colon*" "what is no number is told"
if [ -z "$(number_of /proc/self/ns/net)" ]; then
	like "$(cns-enter --net=:7 true 2>&1)" "*no numbers*they came with Linux 6.18, and this is $(uname -r)*" "a kernel without is named"
	skip "the numbers themselves" "this kernel has none"
else
	for kind in mount:mnt uts:uts ipc:ipc net:net cgroup:cgroup; do
		option=--${kind%:*}=:$(number_of "/proc/$target/ns/${kind#*:}")
		is "$(cns-enter -t "$target" $user $option readlink "/proc/self/ns/${kind#*:}")" "$(inode "$target" "${kind#*:}")" "$option"
	done
	option=--pid=:$(number_of "/proc/$target/ns/pid")
	is "$(cns-enter -t "$target" $user $option readlink /proc/self/ns/pid)" "$(inode "$target" pid)" "$option"
	net=$(number_of "/proc/$target/ns/net")
	is "$(cns-enter -t ":$net" --list | cut -c1-13)" "net     other" "a target may be a number, too"
	like "$(cns-enter "-u=:$net" true 2>&1)" "*this is a net namespace*" "another kind is told"
	like "$(cns-enter "--net=:18446744073709551615" true 2>&1)" "*cannot *" "one that is nobody's is told"
fi
like "$(cd "$test_folder" && echo x >:5 && cns-enter --net=./:5 true 2>&1)" "*./:5*this is no namespace's file*" "./: is a file"

if is_root; then
	name=cns-test-$$
	cns-netns add "$name" || exit 1
	trap 'cns-netns del "$name" 2>/dev/null; end_containers; rm -rf "$test_folder"' EXIT
	is "$(cns-enter -t "$name" readlink /proc/self/ns/net)" "$(cns-netns exec "$name" readlink /proc/self/ns/net)" "-t NAME is a network, where it is no container"
	is "$(cns-enter -t "$name" -n readlink /proc/self/ns/net)" "$(cns-netns exec "$name" readlink /proc/self/ns/net)" "also with -n"
	is "$(cns-enter -n="$name" readlink /proc/self/ns/net)" "$(cns-netns exec "$name" readlink /proc/self/ns/net)" "and in the place of a file"
	cns-netns del "$name"
fi
like "$(cns-enter -t nobody-has-this-name true 2>&1)" "*no unit or container with a process, nor a network, has that name or id*" "a name of nobody is told"
done_testing
