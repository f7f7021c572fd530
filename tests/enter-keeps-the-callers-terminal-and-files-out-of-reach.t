#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# A command inside has a terminal of its own, which works; it cannot type into the caller's, read
# what is typed next, or change a file that it was given to read.
. tests/lib.sh
. tests/enter.sh
command -v script >/dev/null || skip_all "script(1) is not installed"
command -v perl >/dev/null || skip_all "perl is not installed"

inside='mount -t devpts -o newinstance,ptmxmode=666 devpts /dev/pts'
start -muipnC --mount-proc
export target

# A caller at a terminal: runs $test_folder/caller there, and types its standard input.
at_terminal() { script -qec "sh $test_folder/caller" /dev/null 2>&1 | tr -d '\r'; }
export ended="$test_folder/ended"
mkfifo "$ended"
# Types a line when the command has ended.
typed_after() { read -r go <"$ended"; echo second; }

cat >"$test_folder/caller" <<'END'
stty rows 33 cols 99
cns-enter -t $target sh -c 'tty; stty size; sleep 0 & wait; echo done'
tty
END
said=$(at_terminal </dev/null)
like "$said" "*/dev/pts/*33 99*done*/dev/pts/*" "it is a terminal with a name inside, as large as the caller's"

cat >"$test_folder/caller" <<'END'
cns-enter $options -t $target perl -e 'for my $fd (0, 1, 2) { open(my $f, "+<&=", $fd); ioctl($f, 0x5412, $_) for split //, "INJECTED\n"; } if (open(my $f, "+<", "/dev/tty")) { ioctl($f, 0x5412, $_) for split //, "INJECTED\n"; }' 2>/dev/null
stty -echo
echo go >"$ended"
IFS= read -r line && echo "caller read <$line>"
END
export options
options='' like "$(typed_after | at_terminal | grep '^caller')" "caller read <second>" "nothing is typed into the caller's terminal"
# Without a terminal among the descriptors, /dev/tty would still be the caller's.
cat >"$test_folder/caller" <<'END'
: | cns-enter $options -t $target perl -e 'if (open(my $f, "+<", "/dev/tty")) { ioctl($f, 0x5412, $_) for split //, "INJECTED\n"; }' 2>&1 | cat
stty -echo
echo go >"$ended"
IFS= read -r line && echo "caller read <$line>"
END
options='' like "$(typed_after | at_terminal | grep '^caller')" "caller read <second>" "nor through /dev/tty without one"

cat >"$test_folder/caller" <<'END'
cns-enter -t $target sh -c 'sh -c "read -r stolen; echo STOLEN" & exit 3'
echo "status $?"
stty -echo
echo go >"$ended"
IFS= read -r line && echo "caller read <$line>"
END
is "$(typed_after | at_terminal | grep -e '^caller' -e '^status')" "status 3
caller read <second>" "who is left behind reads nothing, and the caller's terminal works"

cat >"$test_folder/caller" <<'END'
cns-enter --tty=pass -t $target sh -c 'test -t 0 && echo a terminal'
END
like "$(at_terminal </dev/null)" "*a terminal*" "--tty=pass hands the caller's over"
like "$(cns-enter --tty -t "$target" sh -c 'tty; test -t 2 && echo all' </dev/null 2>&1)" "*/dev/pts/*all*" "--tty makes one where there is none"

head -c 300000 /dev/urandom >"$test_folder/bytes"
is "$(cns-enter -t "$target" cat <"$test_folder/bytes" | cksum)" "$(cksum <"$test_folder/bytes")" "a file read from is byte-exact"
# A pipe is meant.
# shellcheck disable=SC2002
is "$(cat "$test_folder/bytes" | cns-enter -t "$target" cat | cksum)" "$(cksum <"$test_folder/bytes")" "so is a pipe"
cns-enter -t "$target" sh -c 'cat; echo error >&2; echo after' <"$test_folder/bytes" >"$test_folder/out" 2>&1
is "$(cksum <"$test_folder/out")" "$({ cat "$test_folder/bytes"; echo error; echo after; } | cksum)" "files written to are, errors in their place"
echo start >"$test_folder/out"
cns-enter -t "$target" echo more >>"$test_folder/out"
is "$(cat "$test_folder/out")" "start
more" "a file appended to is"

said=$( (ulimit -f 1 && cns-enter -t "$target" head -c 100000 /dev/zero >"$test_folder/out") 2>&1)
said="$? $said"
refused="cannot pass on all that the command reads and writes: descriptor 1"
is_root || [ ! -w "$(command -v cns-enter)" ] || # then it copies itself first
	refused="cannot start anew from a read-only copy: nobody inside can write to this program: memfd_create(2) for a copy"
is "$said" "125 cns-enter: $refused: File too large (EFBIG)" \
	"output that a file cannot take is not lost in silence"

echo original >"$test_folder/file"
chmod 644 "$test_folder/file"
cns-enter -t "$target" sh -c 'echo CHANGED >/proc/self/fd/0; cat' <"$test_folder/file" >/dev/null 2>&1
is "$(cat "$test_folder/file")" original "a file given to read cannot be written through /proc/self/fd/0"
like "$(cns-enter -t "$target" true 2>&1 </etc)" "*it is a directory*" "a directory given as standard input is refused"
done_testing
