#!/bin/sh
# root: never
. tests/lib.sh
unset MAKEFLAGS MFLAGS MAKELEVEL
# The tree may be owned by another than who runs this.
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0="*"
git rev-parse HEAD >/dev/null 2>&1 || skip_all "this tree is not under git"
yes "make dist works" make dist DIST="$test_folder"
yes "the archive unpacks" tar -xzf "$test_folder"/cns-*.tar.gz -C "$test_folder"
cd "$test_folder"/cns-*/ || exit 1
yes "and what it holds builds" make -j4 CFLAGS=-O0
is "$(bin/cns-unshare --version)" "cns-unshare $(basename "$PWD" | sed 's/^cns-//')" \
	"with the version of its name"
done_testing
