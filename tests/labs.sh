# shellcheck shell=sh disable=SC2154
# Sourced after tests/lib.sh by the tests of the lessons.
needs() { sed -n 's/^needs: //p' "$1"; }

# lab_passes FILE: every command of it gives the output that it shows.
lab_passes() {
	name=$(basename "$1" .lab)
	said=$(BIN=$BIN scripts/labs/run --check "$name" 2>&1)
	status=$?
	case $said in
	"1..0 # SKIP "*) skip "$name" "${said#*SKIP }" ;;
	*) if [ $status = 0 ]; then ok "$name"; else fail "$name" "$said"; fi ;;
	esac
}
