#!/bin/sh
# wait returns when its condition holds and not before; events has a line for each change.
# root: needed
# vm-also: 6.1
. tests/lib.sh
. tests/cgctl.sh
needs_groups
cns-cgctl create "/$group" "/$group/a"
cns-cgctl events "/$group/a" >"$test_folder/events" &
listener=$!
sleep 1000 &
sleeper=$!
no "a time-out is an error" cns-cgctl wait -t 0.05 "/$group/a" populated
cns-cgctl move "/$group/a" $sleeper
yes "populated" cns-cgctl wait "/$group/a" populated
cns-cgctl freeze "/$group/a"
yes "frozen" cns-cgctl wait "/$group/a" frozen
cns-cgctl thaw "/$group/a"
yes "thawed" cns-cgctl wait "/$group/a" thawed
cns-cgctl wait "/$group/a" empty &
waiter=$!
cns-cgctl kill "/$group/a"
wait $waiter
is $? 0 "empty"
yes "a number of a file" cns-cgctl wait "/$group/a" 'cpu.stat:usage_usec>=0'
no "and one that it does not reach" cns-cgctl wait -t 0.05 "/$group/a" 'cgroup.stat:nr_descendants>5'
for wrong in soon 'memory.current' '>=5' '../x>5' 'cpu.stat:usage_usec=>x' cpu:most:1ms/1s; do
	like "$(cns-cgctl wait "/$group/a" "$wrong" 2>&1)" "*cannot read the condition*" "'$wrong' is no condition"
done
like "$(cns-cgctl wait "/$group/a" cpu:some:1ms/1us 2>&1)" "*(EINVAL)*window*" "a wrong window is explained"
# Half a second to ten seconds, and any length of them only with CAP_SYS_RESOURCE.
for window in 0.4s 20s; do
	like "$(cns-cgctl wait -t 0.1 "/$group/a" "cpu:some:1ms/$window" 2>&1)" "*(EINVAL)*window*" "no window of $window"
done
if [ $((0x$(sed -n 's/^CapEff:[[:space:]]*//p' /proc/self/status) >> 24 & 1)) = 1 ]; then windows="0.5s 3s 10s"; else windows="2s 10s"; fi
for window in $windows; do
	like "$(cns-cgctl wait -t 0.1 "/$group/a" "cpu:some:1ms/$window" 2>&1)" "*took more than 100 ms*" "one of $window is taken"
done
cns-cgctl rm "/$group/a"
wait $listener
is $? 0 "events ends with its group"
is "$(jq -r '[.event, .from, .to] | join(" ")' "$test_folder/events" | grep -c .)" \
	"$(wc -l <"$test_folder/events")" "each line is JSON"
said=$(jq -r '[.event, .to] | join(" ")' "$test_folder/events" | tr '\n' ' ')
like "$said" "*populated 1*populated 0*removed 1 " "and tells the story in order"

# A file of a group that is removed while it is open tells nothing more: the group is empty, and never full.
# waits CONDITION: in the background, until it has its file open
waits() {
	cns-cgctl create "/$group/b"
	cns-cgctl wait -t 60 "/$group/b" "$1" >"$test_folder/said" 2>&1 &
	waiter=$!
	i=0
	until [ -n "$(find "/proc/$waiter/fd" -lname "*/$group/b/*" 2>/dev/null)" ] || [ $i -ge 600 ]; do
		i=$((i + 1))
		sleep 0.1
	done
	cns-cgctl rm "/$group/b"
	wait $waiter
}
for condition in populated frozen 'cgroup.stat:nr_descendants>5'; do
	waits "$condition"
	is "$? $(grep -c 'the group is gone$' "$test_folder/said")" "1 1" "a group that is removed will never be so: $condition"
done
done_testing
