#!/bin/sh
# top fills terminals of any size, keeps the selection with its group, acts on it alone, and gives the terminal back.
# root: needed
. tests/lib.sh
. tests/cgctl.sh
command -v tmux >/dev/null || skip_all "tmux is not installed"
needs_groups
round=0
tmux() { command tmux -L "$group-$round" -f /dev/null "$@"; }
screen() { tmux capture-pane -p 2>/dev/null; }
end() { tmux kill-server 2>/dev/null; cgctl_end; }
trap end EXIT
# Behind its last number a group has a graph of what it used, and then its name.
has_graph() { screen | LC_ALL=C grep -qE "[0-9][.][0-9] +[^ 0-9]+ +$1\$"; }
# until PATTERN: the screen shows it
until_shown() {
	for _ in $(seq 100); do
		# shellcheck disable=SC2254
		case $(screen) in
		$1) return 0 ;;
		esac
		cns-cgctl wait -t 0.1 "/$group" 'cgroup.stat:nr_descendants>99999' 2>&1 | head -0
	done
	return 1
}
i=0
while [ $i -lt 1000 ]; do
	i=$((i + 1))
	mkdir -p "$cgroup_mount/$group/many/$i"
done
cns-cgctl create "/$group/quiet"
cns-cgctl run "/$group/busy" sh -c 'sleep 1000 >/dev/null 2>&1 & timeout 60 sh -c "while :; do :; done" >/dev/null 2>&1 &'

case " $(cat "$cgroup_mount/cgroup.controllers") " in *" hugetlb "*) huge=yes ;; *) huge="" ;; esac
for size in 80x24 200x60; do
	wide=${size%x*} high=${size#*x}
	tmux new-session -d -x "$wide" -y "$high" "cns-cgctl top -i 0.3 /$group; echo ended with \$?; read -r _"
	yes "$size: the group at work is on top" until_shown "*CPU%*$group*busy*"
	is "$(screen | wc -l)" "$high" "$size: the screen is full"
	# awk may count bytes: of each character its first one stays.
	is "$(screen | LC_ALL=C tr -d '\200-\277' | awk -v w="$wide" 'length($0) > w' | wc -l)" 0 "$size: no line is too long"
	like "$(screen | sed -n 2p)" "machine:  memory * of *swap *load [0-9]*" "$size: the machine is told, too"
	i=0
	until has_graph busy || [ $i -ge 100 ]; do
		i=$((i + 1))
		sleep 0.1
	done
	yes "$size: the group at work has a graph of what it used" has_graph busy
	no "$size: which one that does nothing has not" has_graph quiet
	for sort in mmemory iio ppids Ppressure ccpu; do
		tmux send-keys "${sort%"${sort#?}"}"
		yes "$size: ${sort%"${sort#?}"} sorts by ${sort#?}" until_shown "*sorted by ${sort#?}*"
	done
	tmux send-keys j k -
	yes "$size: - folds the selected group" until_shown "*1 of 1004 groups*+/$group*"
	tmux send-keys +
	yes "$size: + unfolds it" until_shown "*1004 of 1004 groups*-/$group*"
	tmux send-keys Space
	yes "$size: space folds" until_shown "*1 of 1004 groups*"
	tmux send-keys Space t
	yes "$size: and unfolds, and t shows a list" until_shown "*1004 of 1004 groups*/$group/busy*"
	tmux send-keys t '>' '<'
	yes "$size: < and > change how often it looks" until_shown "*looks again after 0.300 s*"
	tmux send-keys n r
	yes "$size: n r sorts by name, the other way round" until_shown "*sorted by name, reversed*"
	tmux send-keys r / q u i e t Enter
	yes "$size: / filters" until_shown "*2 of 1004 groups*filter: quiet*"
	tmux send-keys j j F
	yes "$size: F freezes the selected group" until_shown "*quiet (frozen)*frozen /$group/quiet*"
	is "$(value "$group/quiet/cgroup.freeze") $(value "$group/busy/cgroup.freeze") $(value "$group/cgroup.freeze")" "1 0 0" \
		"$size: and no other"
	tmux send-keys F
	yes "$size: and thaws it" until_shown "*thawed /$group/quiet*"
	tmux send-keys s "cgroup.max.depth=x" Enter
	yes "$size: s says what is wrong with a value" until_shown "*'x' is not a number*"
	tmux send-keys s "cgroup.max.depth=5" Enter
	yes "$size: s sets one" until_shown "*cgroup.max.depth=5 /$group/quiet*"
	is "$(value "$group/quiet/cgroup.max.depth")" 5 "$size: which is so then"
	if [ -n "$huge" ]; then
		tmux send-keys s "hugetlb.2MB.max=3M" Enter
		yes "$size: s has its controller passed on, and says what became of the value" \
			until_shown "*done: hugetlb.2MB.max=3M /$group/quiet; hugetlb.2MB.max:*"
		is "$(value "$group/quiet/hugetlb.2MB.max")" 2097152 "$size: which is set then"
		cns-cgctl disable "/$group" hugetlb
	else
		skip "$size: s has its controller passed on" "hugetlb is not in version 2 here"
	fi
	tmux send-keys h
	yes "$size: h is help" until_shown "*the other way round*"
	tmux send-keys x q
	yes "$size: q quits and leaves the terminal as it was" until_shown "*ended with 0*"
	tmux kill-server
	# A server that ends still has its socket for a moment.
	round=$((round + 1))
	cns-cgctl set "/$group/quiet" cgroup.max.depth=max
done
# Stopped or ended by a signal, it gives the terminal back.
tmux new-session -d -x 80 -y 24 "sh -mc 'cns-cgctl top -i 0.3 /$group; echo stopped; read -r _; fg; echo ended with \$?; read -r _'"
yes "it runs as a job" until_shown "*CPU%*$group*busy*"
tmux send-keys C-z
yes "^Z stops it and leaves the terminal as it was" until_shown "*stopped*"
case $(screen) in
*CPU%*) fail "with nothing of its own left on it" "$(screen)" ;;
*) ok "with nothing of its own left on it" ;;
esac
tmux send-keys Enter
yes "and it goes on where it was" until_shown "*CPU%*$group*busy*"
# shellcheck disable=SC2046
kill -TERM $(ps -o pid= --ppid "$(tmux list-panes -F '#{pane_pid}')")
yes "SIGTERM ends it, and the terminal is as it was" until_shown "*ended with 143*"
tmux kill-server
round=$((round + 1))

tmux new-session -d -x 80 -y 24 "cns-cgctl top -i 0.3 -l /$group/busy; echo ended; read -r _"
yes "a list shows paths" until_shown "*/$group/busy*"
tmux send-keys j K
yes "K asks first" until_shown "*y kills all processes of /$group/busy*"
tmux send-keys n
is "$(cns-cgctl ls -drn -o populated "/$group/busy")" 1 "and any other key than y kills nobody"
tmux send-keys K y
yes "y kills" cns-cgctl wait -t 20 "/$group/busy"
tmux send-keys q
tmux kill-server

is "$(cns-cgctl top -b -q -i 0.01 -s name "/$group/many" | head -3)" "/$group/many
/$group/many/1
/$group/many/2" "--batch prints lines"
is "$(cns-cgctl top -J -i 0.01 "/$group/many" | jq '.cgroups | length')" 1001 "or JSON"
like "$(cns-cgctl top </dev/null 2>&1)" "*standard input is no terminal*" "without a terminal it says so"
done_testing
