#!/bin/sh
# A Debian root: apt-get runs, dpkg installs a package into an upper layer, and the layer's difference is listed.
# root: needed
. tests/lib.sh
# A root made by debootstrap, where DEBIAN_ROOT names one; else this machine's, as a layer that stays as it is.
debian=${DEBIAN_ROOT:-/}
command -v dpkg-deb >/dev/null || skip_all "dpkg-deb is not installed"
[ -x "$debian/usr/bin/apt-get" ] || skip_all "$debian is no Debian root; DEBIAN_ROOT may name one"
mkdir -p "$test_folder/memory" "$test_folder/package/DEBIAN" "$test_folder/package/usr/share/cns-novelty"
cat >"$test_folder/package/DEBIAN/control" <<'END'
Package: cns-novelty
Version: 1
Architecture: all
Maintainer: nobody <nobody@example.org>
Description: a package for a test
END
echo new >"$test_folder/package/usr/share/cns-novelty/file"
dpkg-deb --root-owner-group -b "$test_folder/package" "$test_folder/novelty.deb" >/dev/null || skip_all "dpkg-deb does not work"
# An upper layer cannot lie on a root that is an overlay itself: memory can always be one.
cat >"$test_folder/steps" <<'END'
set -eu
mount -t tmpfs memory "$1/memory"
mkdir "$1/memory/upper" "$1/memory/work"
run() {
	folder=$1
	shift
	cns-chroot --lower "$debian" --upper "$folder/memory/upper" --work "$folder/memory/work" --proc --dev --tmp \
		--file "$folder/novelty.deb:/tmp/novelty.deb" / "$@"
}
run "$1" apt-get --version | head -n 1
run "$1" dpkg -i /tmp/novelty.deb >/dev/null
run "$1" cat /usr/share/cns-novelty/file
run "$1" dpkg -s cns-novelty | grep ^Status
cns-chroot --diff --lower "$debian" --upper "$1/memory/upper"
END
export debian
said=$(cns-unshare --mount sh "$test_folder/steps" "$test_folder" 2>&1)
like "$said" "apt *" "apt-get runs"
like "$said" "*
new
Status: install ok installed
*" "dpkg installs into the upper layer"
like "$said" "*
A /usr/share/cns-novelty
A /usr/share/cns-novelty/file*" "whose difference is listed"
like "$said" "*
C /var/lib/dpkg/status
*" "with what dpkg changed"
no "and the layer below has nothing of it" test -e "$debian/usr/share/cns-novelty"
done_testing
