#!/bin/sh
# The runner of the tests, tried on a suite of its own.
# root: needed
# alone: what other tests make in the meantime would be taken for something left behind
. tests/lib.sh
command -v prove >/dev/null || skip_all "prove is not installed"
mkdir "$test_folder/tree" "$test_folder/tree/tests"
cp -r scripts "$test_folder/tree"
chmod 755 "$test_folder"
cd "$test_folder/tree" || exit 1
: >tests/lib.sh

# suite LINE...: a test of these lines
suite() { printf '%s\n' "$@" >tests/try.t; }
run() { scripts/run-tests --host tests/try.t >said 2>&1; }
last() { tail -n 1 said; }

suite '# root: needed' 'echo ok 1; echo "ok 2 # SKIP no time"; echo 1..2'
run
is "$? $(last)" "0 2 passed, 0 failed, 1 skipped" "claims are counted, and what is left behind is one"

# shellcheck disable=SC2016
suite 'echo "ok # SKIP as $(id -u)"; echo chatter >&2; echo ok; echo 1..2'
run
is "$? $(last)" "0 3 passed, 0 failed, 2 skipped" "a test that says nothing runs twice"
is "$(grep -cE 'SKIP as (0|65534)$' said)" 2 "with and without root"
is "$(grep -c chatter said)" 0 "what a test that passes says beside its claims is not shown"

suite 'echo chatter >&2; echo not ok; echo 1..1'
run
yes "what a test that fails says is" grep -q chatter said
suite 'echo ok; echo 1..1'

cp tests/try.t tests/again.t
scripts/run-tests --host tests/try.t tests/again.t >said 2>&1
is "$? $(last)" "0 5 passed, 0 failed, 0 skipped" "the claims of each test are added"

suite '# root: never' 'echo "not ok 1 - right"; echo "# got: wrong"; echo 1..1'
run
is "$? $(last)" "1 1 passed, 1 failed, 0 skipped" "a claim that does not hold fails the suite"
yes "and is shown with its reason" grep -q -- '# got: wrong' said

suite '# root: never' 'echo ok 1; exit 3'
run
is "$? $(last)" "1 2 passed, 1 failed, 0 skipped" "a test that dies before its plan fails"

suite '# root: needed' 'echo "Bail out! no more"; exit 1'
run
is "$? $(last)" "1 1 passed, 2 failed, 0 skipped" "so does one that gives up"

# shellcheck disable=SC2016
suite '# root: needed' 'sleep 4321 & env -i setsid unshare -n sleep 4321 & touch "$TMPDIR/file"' \
	'mount -t tmpfs left /mnt; echo ok 1; echo 1..1'
unshare -m --propagation private sh -c 'scripts/run-tests --host tests/try.t >said 2>&1'
is "$? $(last)" "1 1 passed, 1 failed, 0 skipped" "what is left behind fails the suite"
for left in 'mount / /mnt' 'namespace net:' 'process [0-9]* sleep 4321' 'temporary file .* from try.t'; do
	yes "and is named: $left" grep -qE "^    \+ $left" said
done
is "$(pgrep -fx 'sleep 4321')" "" "processes left behind are ended"

top=$(awk '$(NF - 2) == "cgroup2" { print $5; exit }' /proc/self/mountinfo)
if [ -n "$top" ] && mkdir "$top/cns-others-$$" 2>/dev/null; then
	rmdir "$top/cns-others-$$"
	sleep 4321 &
	other=$!
	was=$(sed -n 's/^0:://p' /proc/$other/cgroup)
	suite '# root: needed' "mkdir $top/cns-others-$$ $top/cns-others-$$/empty" \
		"echo $other >$top/cns-others-$$/cgroup.procs; echo ok 1; echo 1..1"
	run
	is "$? $(last)" "0 2 passed, 0 failed, 0 skipped" "groups of others' processes, made in the meantime, are theirs"
	echo $other >"$top$was/cgroup.procs"
	kill $other
	rmdir "$top/cns-others-$$/empty" "$top/cns-others-$$"
	suite '# root: needed' "mkdir $top/cns-left-$$; echo ok 1; echo 1..1"
	run
	is "$? $(last)" "1 1 passed, 1 failed, 0 skipped" "a group that is left behind fails the suite"
	yes "and is named" grep -qF "    + cgroup $top/cns-left-$$" said
	rmdir "$top/cns-left-$$"
else
	skip "control groups" "no tree of version 2 that we may write to"
fi

# A machine that stops on its way: the first STOPS times.
machine() {
	rm -f started
	cat >scripts/vm <<END
[ "\$1" != --fetch ] || exit 0
echo >>started
[ "\$(wc -l <started)" -le $1 ] || echo "run-tests: counted 7 0 1"
END
	chmod +x scripts/vm
}
if command -v qemu-system-x86_64 >/dev/null; then
	suite '# vm: 6.12' 'echo ok; echo 1..1'
	machine 1
	scripts/run-tests --vm 6.12 tests/try.t >said 2>&1
	is "$? $(last)" "0 7 passed, 0 failed, 1 skipped" "a machine that stops on its way is started once more"
	machine 2
	scripts/run-tests --vm 6.12 tests/try.t >said 2>&1
	is "$? $(last)" "1 0 passed, 1 failed, 0 skipped" "and no more than once"
else
	skip "a machine that stops is started once more" "qemu-system-x86_64 is missing"
fi
done_testing
