#!/bin/sh
# shellcheck disable=SC2016
# Layers: the first --lower is the top, changes go to --upper or to memory, and lower layers stay as they are.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/lib-root.sh
base=$test_folder/base app=$test_folder/app
make_root "$base"
mkdir -p "$app/etc" "$test_folder/upper" "$test_folder/work"
echo app >"$app/etc/name"
echo base >"$base/etc/name"
before=$(cd "$test_folder" && find . -type f -exec cksum {} + | sort)
inside() { cns-chroot "$@" 2>&1 | grep -v '^cns-chroot: .*\(without privilege\|of outside\)'; }

is "$(inside --lower "$app" --lower "$base" / cat /etc/name)" app "the first layer is the top one"
is "$(inside --lower "$base" --lower "$app" / cat /etc/name)" base "whichever it is"
is "$(inside --lower "$base" / cat /etc/name)" base "one layer alone"
for layers in "--lower $base" "--lower $app --lower $base"; do
	# shellcheck disable=SC2086
	like "$(inside $layers / touch /new)" "*Read-only file system*" "without a place for changes the root is read-only"
done
is "$(inside --lower "$app" --lower "$base" --volatile / sh -c 'touch /new && rm /etc/name && ls /new')" /new \
	"--volatile takes changes"
no "--volatile has the size given" cns-chroot --lower "$base" --volatile=64K / dd if=/bin/busybox of=/x
is "$(inside --lower "$base" --volatile / stat -c %a /)" "$(stat -c %a "$base")" "the root has the mode of the top layer"
is "$(cd "$test_folder" && find . -type f -exec cksum {} + | sort)" "$before" "and the layers are as before"

inside --lower "$app" --lower "$base" --upper "$test_folder/upper" --work "$test_folder/work" / sh -c 'echo x >/etc/new'
is "$(cat "$test_folder/upper/etc/new")" x "--upper keeps changes"
is "$(inside --lower "$app" --lower "$base" --upper "$test_folder/upper" --work "$test_folder/work" / cat /etc/new)" x \
	"for the next command"
is "$(inside --lower "$app" --lower "$base" "$test_folder/none" cat /etc/name)" app "the directory beside layers may be missing"
no "and is not made" test -e "$test_folder/none"
comma=$test_folder/'a,b:c\d'
mkdir "$comma"
echo odd >"$comma/odd"
is "$(inside --lower "$comma" --lower "$base" --volatile / cat /odd)" odd "a layer may be called anything"
layers="" i=0
while [ $i -lt 498 ]; do
	i=$((i + 1))
	mkdir -p "$test_folder/many/$i"
	layers="$layers --lower $test_folder/many/$i"
done
echo deep >"$test_folder/many/498/deep"
# shellcheck disable=SC2086
is "$(inside $layers --lower "$app" --lower "$base" / cat /deep /etc/name)" "deep
app" "500 layers"
# shellcheck disable=SC2086
like "$(inside $layers $layers / true)" "*996 lower layers, but the kernel stacks at most 500*" "not more"

wrong() { # WORDS ARGUMENT...
	words=$1
	shift
	said=$(cns-chroot "$@" / true 2>&1)
	is $? 125 "$words: 125"
	like "$said" "*$words*" "$words"
}
wrong "need a --lower" --volatile
wrong "exclude each other" --lower "$base" --volatile --upper "$app" --work "$app"
wrong "go together" --lower "$base" --upper "$app"
wrong "not 'much'" --lower "$base" --volatile=much
wrong "cannot open the lower layer $test_folder/no" --lower "$test_folder/no" --lower "$base"
wrong "ENOTDIR" --lower "$base/bin/busybox" --lower "$base"
mkdir "$test_folder/other"
wrong "is, or lies in, another of them" --lower "$base" --lower "$base"
wrong "keeps no extended attributes" --lower "$base" --upper /proc/self --work /proc/self
said=$(cns-unshare -Urm sh -c 'mount -t tmpfs x "$1/other" && cns-chroot --lower "$1/base" --upper "$1/upper" --work "$1/other" / true' sh "$test_folder" 2>&1)
like "$said" "*other is not on the filesystem of */upper*" "work is to be on the filesystem of upper"
# Inside there is no loader.
if is_plain_build; then
	said=$(cns-chroot --unprivileged --lower "$base" --volatile --proc --bind "$BIN:/mnt" / sh -c 'mkdir /u /w && /mnt/cns-chroot --lower /bin --upper /u --work /w / true' 2>&1)
	like "$said" "*/u lies on an overlay itself*" "an overlay holds no upper layer"
fi
if ! is_root; then
	wrong "a layer cannot be a directory that something of outside is mounted below" --lower / --volatile
fi
done_testing
