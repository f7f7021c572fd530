#!/bin/sh
# Each example of cns-chroot(1), as it stands there, run one after the other in a folder that has what they name.
. tests/lib.sh
. tests/lib-root.sh
page=$PWD/man/cns-chroot.1
make_root "$test_folder/root"
make_root "$test_folder/base"
ln -s busybox "$test_folder/base/bin/hostname"
mkdir -p "$test_folder/app/app" "$test_folder/mine" "$test_folder/work"
cd "$test_folder" || exit

# Lines of .Dl and blocks of .Bd, without the markup; a line that ends in \ goes on.
sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$page" |
	sed -n -e 's/^\.Dl //p' -e '/^\.Bd/,/^\.Ed/{/^\.[BE]d/d;p;}' | sed -e 's/\\e$/\\/' -e "s|/srv/root|$test_folder/root|g" >examples
is_root || sed -i 's/^cns-unshare /cns-unshare -Ur /' examples
sed -e ':a' -e '/\\$/N; s/\\\n[[:space:]]*/ /; ta' examples >commands
while read -r command; do
	yes "$command" sh -c "$command </dev/null"
done <commands
is "$(cns-chroot --diff --lower ./base --upper ./mine)" "C /etc
A /etc/new" "the last of them shows what the one before did"
is "$(wc -l <commands)" 6 "none was overlooked"
done_testing
