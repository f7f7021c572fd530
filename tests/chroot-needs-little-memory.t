#!/bin/sh
# The peak memory of cns-chroot until the command begins stays under 3 MB.
. tests/lib.sh
. tests/lib-root.sh
needs_plain_build
command -v prlimit >/dev/null || skip_all "prlimit is not installed"
root=$test_folder/root
make_root "$root"
# The whole address space is limited, of which memory is a part; not being there, the command needs none.
small() {
	claim=$1
	shift
	said=$(prlimit --as=3145728 "$@" /bin/none 2>&1)
	is $? 127 "$claim: 3 MB are enough"
	like "$said" "*cannot become the command /bin/none*" "$claim: all was done"
}
no "the limit is felt" prlimit --as=524288 cns-chroot "$root" true
small "plain" cns-chroot "$root"
# A layer without mounts below it, as a user namespace wants it.
mkdir "$test_folder/upper"
small "with mounts and layers" cns-chroot --lower "$test_folder/upper" --lower "$root" --volatile --proc --dev --tmpfs /tmp /
layers=$(seq 499 | sed "s|^|$test_folder/layer|")
# shellcheck disable=SC2086
mkdir $layers
# shellcheck disable=SC2086
layers=$(printf ' --lower %s' $layers)
# shellcheck disable=SC2086
small "with 500 layers" cns-chroot $layers --lower "$root" /
i=0
while [ $i -lt 9000 ]; do
	i=$((i + 1))
	echo "user$i:x:$((i + 2000)):100:somebody or other:/home/user$i:/bin/sh"
done >>"$root/etc/passwd"
# Without root no other user can be become, so none is looked for.
if is_root; then small "with 9,000 users" cns-chroot --userspec=user8999 "$root"; fi
done_testing
