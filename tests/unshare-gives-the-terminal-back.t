#!/bin/sh
# After an interactive shell has ended inside, the caller's own terminal works: a read gets no EIO.
. tests/lib.sh
command -v script >/dev/null || skip_all "script(1) is not installed"

cat >"$test_folder/caller" <<'END'
cns-unshare $OPTIONS bash --norc -i
status=$?
if read -r line; then echo "caller read <$line> after $status"; else echo "caller's read failed"; fi
END
# The shell inside is told to exit by the first line; the caller reads the second.
typed() {
	OPTIONS=$1 script -qec "sh $test_folder/caller" /dev/null <<'END' 2>&1 | tr -d '\r' | grep '^caller'
exit 3
second line
END
}
for options in "-rpf --mount-proc" "-rf" "-r --init --mount-proc" "-rpf --kill-child"; do
	is "$(typed "$options")" "caller read <second line> after 3" "cns-unshare $options"
done
done_testing
