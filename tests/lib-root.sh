# shellcheck shell=sh
# Sourced after lib.sh by tests that need a root file system: busybox, two users, a few folders.
command -v busybox >/dev/null || skip_all "busybox is not installed"

# make_root FOLDER
make_root() {
	mkdir -p "$1/bin" "$1/etc" "$1/proc" "$1/sys" "$1/dev" "$1/tmp" "$1/mnt"
	cp "$(command -v busybox)" "$1/bin/busybox"
	for applet in sh ls cat id echo true false mkdir touch rm ln readlink pwd stat env sleep grep mount chmod \
		cut sort find printf head test dd wc mv kill tr; do
		ln -s busybox "$1/bin/$applet"
	done
	printf '%s\n' root:x:0:0::/:/bin/sh ana:x:1234:1235::/:/bin/sh >"$1/etc/passwd"
	printf '%s\n' root:x:0: ana:x:1235: pics:x:77:bob,ana films:x:78:bob >"$1/etc/group"
}
# mounts_now: this namespace's mounts, as far as two looks at them can be compared
mounts_now() { cut -d' ' -f3- /proc/self/mountinfo; }
