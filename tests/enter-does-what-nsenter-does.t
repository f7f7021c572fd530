#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# The same command lines through nsenter(1) and cns-enter: what the command sees, its output and its
# status are the same.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh
command -v nsenter >/dev/null || skip_all "nsenter is not installed"

inside='cd /usr'
start -muipnCT --mount-proc --hostname box
P=$target
N=/proc/$P/ns
is_root || U="-U --preserve-credentials"
U=${U-}
cat >"$test_folder/see" <<'END'
for kind in mnt uts ipc net pid pid_for_children user cgroup time; do readlink /proc/self/ns/$kind; done 2>/dev/null
pwd; id; umask; ulimit -n; hostname; echo "$VAR $0 $*"
grep -E '^(Cap|NoNew|Groups|SigIgn|SigBlk)' /proc/self/status 2>/dev/null
ls /proc/self/fd 2>/dev/null | wc -l
exit 4
END
S="sh $test_folder/see a 'b c'"
export VAR="a value"

# One line a case, expanded by the shell; a failure of the program itself is 1 for the peer, 125 for us.
try() {
	eval "nsenter $1" >"$test_folder/theirs" 2>/dev/null 6<"$0"
	theirs=$?
	eval "cns-enter $1" >"$test_folder/ours" 2>/dev/null 6<"$0"
	ours=$?
	[ $ours = 125 ] && [ $theirs = 1 ] && ours=1
	is "$ours $(cat "$test_folder/ours")" "$theirs $(cat "$test_folder/theirs")" "$1"
}
cases() {
	sed -e '/^#/d' -e '/^$/d' <<'END'
-t $P -m $U $S
-t $P -u $U $S
-t $P -i $U $S
-t $P -n $U $S
-t $P -p $U $S
-t $P -C $U $S
-t $P -T $U $S
-t $P --mount $U $S
-t $P --uts $U $S
-t $P --ipc $U $S
-t $P --net $U $S
-t $P --pid $U $S
-t $P --cgroup $U $S
-t $P --time $U $S
-t $P -u$N/uts $U $S
-t $P -i$N/ipc $U $S
-t $P -n$N/net $U $S
-t $P -p$N/pid $U $S
-t $P -C$N/cgroup $U $S
-t $P -m$N/mnt $U $S
-t $P --uts=$N/uts $U $S
-t $P --ipc=$N/ipc $U $S
-t $P --net=$N/net $U $S
-t $P --pid=$N/pid $U $S
-t $P --cgroup=$N/cgroup $U $S
-t $P --mount=$N/mnt $U $S
--target $P -u $U $S
--target=$P -u $U $S
-t$P -u $U $S
--tar $P --ut $U $S
--targ=$P --uts --ip $U $S
-t $P --cg --ti $U $S
-t $P -mu $U $S
-t $P -muinp $U $S
-t $P -uin $U $S
-uint $P $U $S
-t $P -m -p $U $S
-t $P -n -p $U $S
-u -t $P $U $S
$U -u -t $P $S
-t $P -u $U -- $S
-t $P -m -r $U $S
-t $P -m --root $U $S
-t $P -m -r/ $U $S
-t $P -m --root=/ $U $S
-t $P -u -w $U $S
-t $P -u --wd $U $S
-t $P -m -w $U $S
-t $P -m -r -w $U $S
-t $P -m -p -r -w $U $S
-t $P -u -w/etc $U $S
-t $P -u --wd=/etc $U $S
-t $P -m -W/etc $U $S
-t $P -m --wdns=/etc $U $S
-t $P -u -W/etc $U $S
-t $P -m -r -W/usr/bin $U $S
-t $P -p -F $U $S
-t $P -p --no-fork $U $S
-t $P -m -p -F $U $S
-t $P -u -F $U $S
-t $P -u $U sh -c 'exit 0'
-t $P -u $U sh -c 'exit 77'
-t $P -p $U sh -c 'exit 78'
-t $P -p $U sh -c 'kill -TERM $$'
-t $P -p $U sh -c 'kill -KILL $$'
-t $P -u $U /no/such/program
-t $P -u $U no-such-program
-t $P -p $U no-such-program
-t $P -u $U /etc
-t $P -u $U printf '%s|' a 'b c' '' -x --uts
-t $P -u $U cat <"$test_folder/see"
-t $P -p $U cat <"$test_folder/see"
-t $P -u $U sh -c 'echo to-stderr >&2; cat <&6 | head -1'
-t $P -p $U sh -c 'echo $((1+1)); ls -l /proc/self/fd/6 | sed "s/.*-> //"'
-t $P -u $U env -i sh -c 'echo $VAR'
-t 4194304 -u $U $S
-t $P --nonsense $S
-t $P -u/no/such/file $S
-u$N/net $S
-t x -u $S
-t
END
	if is_root; then
		sed -e '/^#/d' -e '/^$/d' <<'END'
-t $P -a $S
-t $P --all $S
-t $P --al -r -w $S
-t $P -a -r -w $S
-t $P -a -F $S
-u$N/uts $S
-n$N/net -u$N/uts $S
--net=$N/net hostname
-t $P -u -S 5 $S
-t $P -u -G 6 $S
-t $P -u -S 5 -G 6 $S
-t $P -u --setuid 5 --setgid=6 $S
-t $P -a --preserve-credentials $S
-t $P -p -S 1000 -G 1000 $S
-t $R -U $S
-t $R --user $S
-t $R -U -n $S
-t $R -U -m -p $S
-t $R -U --preserve-credentials $S
-t $R -U -S 0 -G 0 $S
-t $R -U -S 7 -G 8 $S
-t $R -a $S
-t $R -a -r -w $S
END
	fi
}
if is_root; then
	start -mpnU --map-users 0:100000:1000 --map-groups 0:100000:1000 --mount-proc -S 0 -G 0
	R=$target
	chmod 755 "$test_folder"
fi
cases >"$test_folder/cases"
# A start of a program takes a hundred times as long on an emulated processor: there, each fourth line.
if grep -q 'QEMU TCG' /proc/cpuinfo; then
	sed -i -n '1~4p' "$test_folder/cases"
fi
while IFS= read -r line <&5; do
	try "$line" 5<&-
done 5<"$test_folder/cases"
done_testing
