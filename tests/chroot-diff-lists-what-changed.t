#!/bin/sh
# --diff lists what an upper layer adds, changes and deletes, as the merged view shows it before and after.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/lib-root.sh
base=$test_folder/base app=$test_folder/app upper=$test_folder/upper work=$test_folder/work
make_root "$base"
mkdir -p "$app/srv/old/deep" "$app/srv/keep" "$base/srv/base" "$upper" "$work"
touch "$app/srv/old/file" "$app/srv/gone" "$app/srv/changed" "$base/srv/base/file" "$base/srv/replaced"
quiet() { grep -v '^cns-chroot: .*\(without privilege\|of outside:\)'; }
run() { cns-chroot --lower "$app" --lower "$base" --upper "$upper" --work "$work" / "$@" 2>&1 | quiet; }
diff_now() { cns-chroot --diff --lower "$app" --lower "$base" --upper "$upper" 2>&1; }

is "$(diff_now)" "" "an empty layer changes nothing"
said=$(run sh -c 'echo x >/srv/changed; rm /srv/gone; mkdir -p /srv/new/a; echo x >/srv/new/a/b; rm -r /srv/old; mkdir /srv/old; touch /srv/old/other
rm /srv/replaced; mkdir /srv/replaced; chmod 700 /srv/keep; rm -r /srv/base; ln -s x /srv/link')
is "$said" "" "a command changes much"
is "$(diff_now)" "C /srv
D /srv/base
C /srv/changed
D /srv/gone
C /srv/keep
A /srv/link
A /srv/new
A /srv/new/a
A /srv/new/a/b
C /srv/old
D /srv/old/deep
D /srv/old/file
A /srv/old/other
C /srv/replaced" "and each change is listed once"
is "$(cns-chroot --diff --json --lower "$app" --lower "$base" --upper "$upper" | jq -r '.differences[] | .kind + " " + .path')" \
	"$(diff_now)" "--json says the same"
odd=$(printf 'a\033[31mb\nc"d')
run touch "/tmp/$odd"
like "$(diff_now)" '*A /tmp/a?033?31mb?nc"d*' "a name that a terminal would obey is spelt"
is "$(cns-chroot --diff --json --lower "$base" --upper "$upper" | jq -r '.differences[].path' | grep -c '033')" 1 "in JSON too"
no "no space for the answer is an error" sh -c "cns-chroot --diff --lower '$base' --upper '$upper' >/dev/full"
like "$(cns-chroot --diff --lower "$base" 2>&1)" "*--diff goes with --lower and --upper*" "--diff needs an upper layer"
like "$(cns-chroot --diff --lower "$base" --upper "$test_folder/none" 2>&1)" "*read the upper layer $test_folder/none: *ENOENT*" \
	"that is there"
# The work folder of overlayfs is shut to its owner.
chmod -R u+rwx "$work" 2>/dev/null
done_testing
