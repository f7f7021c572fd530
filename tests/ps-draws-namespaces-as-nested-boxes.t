#!/bin/sh
# --namespaces --graph draws a box for each namespace that is not the machine's, nested, with the processes in it.
. tests/lib.sh
. tests/enter.sh
start -m -u -p --fork
# drawn PID: the labels of the boxes around a process, from the outermost
drawn() {
	cns-ps -n --graph 2>/dev/null | awk -v process="p$1" '
		/^subgraph/ { depth++ }
		/^label=/ && depth { split($0, part, "\""); label[depth] = part[2] }
		$1 == process { for (i = 1; i <= depth; i++) print label[i] }
		/^}/ { depth-- }'
}
wanted=
for kind in user pid mnt net ipc uts cgroup time; do
	own=$(readlink "/proc/$target/ns/$kind") machine=$(readlink "/proc/$$/ns/$kind")
	[ "$own" = "$machine" ] || wanted="$wanted$kind $(echo "$own" | tr -dc 0-9)
"
done
got=$(drawn "$target")
for box in $(printf '%s' "$wanted" | tr ' ' =); do
	case "
$got
" in
	*"
${box%=*} ${box#*=}
"*) ok "it stands in the box of ${box%=*}" ;;
	*) fail "it stands in the box of ${box%=*}" "$got" ;;
	esac
done
is "$(printf '%s\n' "$got" | grep -n ^pid | cut -d: -f1)" "$(($(printf '%s\n' "$got" | grep -n ^mnt | cut -d: -f1) - 1))" \
	"that of mnt in that of pid"
is "$(cns-ps -n --graph -t uts 2>/dev/null | grep -c '^label="[a-z]* [0-9]*"' | sed 's/^[1-9][0-9]*$/some/')" some "-t chooses the kinds"
is "$(cns-ps -n --graph -t uts 2>/dev/null | grep '^label="[a-z]* [0-9]*"' | grep -vc '"uts ')" 0 "and no other is drawn"
if command -v dot >/dev/null; then
	cns-ps -n --graph 2>/dev/null >"$test_folder/graph"
	yes "dot takes the drawing" dot -Tsvg -o "$test_folder/graph.svg" "$test_folder/graph"
fi
done_testing
