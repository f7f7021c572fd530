# shellcheck shell=sh
# Sourced by every test, from the top of the tree: speaks TAP, one sentence per claim.
set -u
BIN=${BIN:-bin}
PATH=$(cd "$BIN" && pwd):$PATH:/usr/local/sbin:/usr/sbin:/sbin
count=0
test_folder=$(mktemp -d)
trap 'rm -rf "$test_folder"' EXIT
trap 'exit 1' HUP INT TERM

ok() { count=$((count + 1)); echo "ok $count - $1"; }
fail() {
	count=$((count + 1))
	echo "not ok $count - $1"
	[ $# -lt 2 ] || printf '%s\n' "$2" | sed 's/^/# /'
}
skip() { count=$((count + 1)); echo "ok $count - $1 # SKIP $2"; }
skip_all() { echo "1..0 # SKIP $1"; exit 0; }
# is GOT WANTED CLAIM
is() {
	if [ "$1" = "$2" ]; then ok "$3"; else fail "$3" "got:    $1
wanted: $2"; fi
}
# like GOT PATTERN CLAIM: a shell pattern
like() {
	# shellcheck disable=SC2254
	case $1 in
	$2) ok "$3" ;;
	*) fail "$3" "got:    $1
wanted: $2" ;;
	esac
}
# yes CLAIM COMMAND...: the command succeeds
yes() {
	claim=$1
	shift
	if said=$("$@" 2>&1); then ok "$claim"; else fail "$claim" "status $? from: $*
$said"; fi
}
# no CLAIM COMMAND...: the command fails
no() {
	claim=$1
	shift
	if said=$("$@" 2>&1); then fail "$claim" "it succeeded: $*"; else ok "$claim"; fi
}
is_root() { [ "$(id -u)" = 0 ]; }
# With sanitizers in them (make SANITIZE=1) the programs start, link and allocate otherwise.
is_plain_build() { [ -z "${SANITIZE-}" ]; }
needs_plain_build() { is_plain_build || skip_all "sanitizers are in the programs"; }
done_testing() { echo "1..$count"; }
