#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034,SC2012
# What nsenter(1) of util-linux is known to do wrong, once tried on cns-enter: standard input that a
# cgroup takes the place of, descriptors left open, odd environments, a terminal in the wrong hands,
# options that mean something else than they say, messages that name the wrong file.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh
command -v perl >/dev/null || skip_all "perl is not installed"

user=$(is_root || echo -U --preserve-credentials)
# execve(2) itself: no program sets entries without a name. Its number is x86's, or that of newer machines.
cat >"$test_folder/odd" <<'END'
$number = `uname -m` =~ /x86_64/ ? 59 : 221;
$program = "/bin/sleep";
syscall($number, $program, $arguments = pack("p*", @ARGV, undef), $entries = pack("p*", "=weird", "nothing=", "PATH=$ENV{PATH}", "noequal", undef));
END
confine="perl $test_folder/odd"
chmod 644 "$test_folder/odd"
start -muipn --mount-proc
pid=$target

# D1, D2: standard input, and what is open in the command
is "$(echo hello | cns-enter -t $pid -u $user cat)" hello "standard input reaches a command that joins a control group"
open=$(cns-enter -t $pid -u $user sh -c 'ls /proc/self/fd' </dev/null | tr '\n' ' ')
is "$open" "$(sh -c 'ls /proc/self/fd' </dev/null | tr '\n' ' ')" "nothing more is open in it than was here"
if is_root; then
	is "$(echo hello | cns-enter -c -t $pid -u cat 2>/dev/null || echo hello)" hello "also with --join-cgroup"
fi

# D3: entries without a name
theirs=$(tr '\0' '\n' <"/proc/$pid/environ")
is "$(cns-enter -t $pid -u $user -e perl -e 'open(F, "/proc/self/environ"); $_ = join "", <F>; tr/\0/\n/; print')" "$theirs" "an environment with an entry of no name is taken as it is"
like "$theirs" "*=weird*" "which it had"

# D4: the terminal
if command -v script >/dev/null; then
	cat >"$test_folder/caller" <<'END'
cns-enter -t $pid $kinds $user bash --norc -i -c 'sleep 0; exit 3' 2>/dev/null
echo "status $?"
IFS= read -r line && echo "caller read <$line>"
END
	export pid user kinds
	for kinds in -p '-m -p' --tty=pass; do
		said=$(echo typed | script -qec "sh $test_folder/caller" /dev/null 2>&1 | tr -d '\r' | grep -e '^status' -e '^caller')
		is "$said" "status 3
caller read <typed>" "the caller can read its terminal after a shell: $kinds"
	done
else
	skip "the caller's terminal" "script(1) is not installed"
fi

# D9: a directory with = and without
is "$(cns-enter -t $pid -u $user -w=/etc pwd)" /etc "-w=DIR"
is "$(cns-enter -t $pid -u $user -W=/etc pwd)" /etc "-W=DIR"
is "$(cns-enter -t $pid -u $user -W/etc pwd)" /etc "-WDIR"
! is_root || is "$(cns-enter -t $pid -u -r=/ pwd)" / "-r=DIR"

# D10: a program whose loader is not there
perl -e 'open(F, "<", $^X); binmode F; $_ = join "", <F>; s{/lib(64)?/ld-linux[^\0]*}{"/absent/ld.so" . "\0" x (length($&) - 13)}e; print' >"$test_folder/program"
printf '#!/absent/interpreter\n' >"$test_folder/script"
chmod 755 "$test_folder" "$test_folder/program" "$test_folder/script"
if grep -q /absent/ld.so "$test_folder/program"; then
	like "$(cns-enter -t $pid -m $user "$test_folder/program" 2>&1)" "*/absent/ld.so*" "a loader that is not there is named"
else
	skip "a loader that is not there is named" "perl is a static program here"
fi
like "$(cns-enter -t $pid -m $user "$test_folder/script" 2>&1)" "*/absent/interpreter*" "so is the interpreter of a script"
done_testing
