#!/bin/sh
# While a path in the root is exchanged for a link to outside, over and over, no kind of mount and no file lands outside.
. tests/lib.sh
. tests/lib-root.sh
command -v gcc >/dev/null || skip_all "no compiler is installed"
root=$test_folder/root victim=$test_folder/victim
make_root "$root"
mkdir -p "$victim" "$root/swap" "$root/srv"
echo untouched >"$victim/file"
ln -s "$victim" "$root/link"
printf '%s\n' '#define _GNU_SOURCE' '#include <fcntl.h>' '#include <stdio.h>' '#include <unistd.h>' 'int main(int argc, char **argv)' '{' \
	'	while (argc == 3 && getppid() != 1) {' '		renameat2(AT_FDCWD, argv[1], AT_FDCWD, argv[2], RENAME_EXCHANGE);' '	}' \
	'	return 0;' '}' >"$test_folder/swap.c"
gcc -O1 -o "$test_folder/swap" "$test_folder/swap.c" || skip_all "the compiler does not work"
before=$(mounts_now)
"$test_folder/swap" "$root/swap" "$root/link" &
swapper=$!
end=$(($(date +%s) + ${RACE_SECONDS:-10}))
runs=0 done=0
while [ "$(date +%s)" -lt $end ]; do
	for change in "--tmpfs /swap" "--bind $root/srv:/swap" "--ro-path /swap" "--mask /swap" "--dir /swap/new" "--file /etc/hostname:/swap/file" \
		"--symlink x:/swap/made" "--chmod 700:/swap" "--tmpfs /swap --bind $root/etc/passwd:/swap/file" "--symlink x:/link/made"; do
		runs=$((runs + 1))
		# shellcheck disable=SC2086
		cns-chroot --unprivileged $change "$root" true 2>/dev/null && done=$((done + 1))
	done
done
kill $swapper
wait $swapper 2>/dev/null
echo "# $runs runs, of which $done went through"
is "$(ls "$victim")" file "nothing was made outside"
is "$(cat "$victim/file")" untouched "nothing was written"
is "$(stat -c %a "$victim")" "$(stat -c %a "$test_folder/root/srv")" "no mode was changed"
is "$(mounts_now)" "$before" "nothing was mounted"
yes "and the paths were found often enough to say so" [ "$done" -gt 10 ]
done_testing
