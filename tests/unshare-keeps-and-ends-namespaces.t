#!/bin/sh
# --KIND=FILE and --persist keep namespaces, --unpersist ends them, and failures leave no file.
# root: needed
# vm: 6.1 6.12
. tests/lib.sh
# All in a mount namespace of the test's own, with a shared mount such as hosts have; and on one
# CPU: Linux 6.18 numbers namespaces per CPU, and keeps none in one with a higher number.
if [ -z "${CNS_PRIVATE-}" ]; then
	rm -rf "$test_folder"
	CNS_PRIVATE=1 exec taskset -c "$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')" \
		unshare -m --propagation private sh "$0"
fi
mount -t tmpfs none "$test_folder"
mount --make-shared "$test_folder"
kept=$test_folder/kept
mkdir "$kept"
trap 'umount -R "$test_folder"; rm -rf "$test_folder"' EXIT

cns-unshare --uts="$kept/uts" --hostname kept true
is "$(nsenter --uts="$kept/uts" hostname)" kept "a UTS namespace outlives its command"
like "$(cns-unshare --uts="$kept/uts" true 2>&1)" "*keeps a namespace already*" "a file that keeps one is not taken again"
yes "--unpersist ends it" cns-unshare --unpersist "$kept/uts"
is "$(ls "$kept")" "" "and removes the file"
no "a file that keeps nothing is refused" cns-unshare --unpersist "$0"

said=$(cns-unshare --mount="$kept/mnt" true 2>&1)
like "$said" "*$kept is now a private mount*" "a folder on a shared mount is made private, aloud"
is "$(nsenter --mount="$kept/mnt" sh -c 'readlink /proc/self/ns/mnt')" "mnt:[$(stat -c %i "$kept/mnt")]" "a mount namespace is kept"
cns-unshare --unpersist "$kept/mnt"
is "$(ls "$kept")$(grep -c " $kept " /proc/self/mountinfo)" 0 "its end takes the private mount away"

cns-unshare -a -r --persist "$kept" sh -c 'hostname all' 2>/dev/null
is "$(find "$kept" -type f | wc -l)" "$(find /proc/self/ns ! -name '*_for_children' ! -name ns | wc -l)" "--persist keeps one of every kind"
is "$(nsenter --user="$kept/user" --uts="$kept/uts" --preserve-credentials hostname)" all "and they can be joined"
cns-unshare --unpersist "$kept"
is "$(ls "$kept")$(grep -c " $kept" /proc/self/mountinfo)" 0 "--unpersist DIR ends them all"

cns-unshare --uts="$kept/uts" nosuchcommand 2>/dev/null
is "$?$(ls "$kept")" 127 "no file stays when the command cannot be become"
cns-unshare --uts="$kept/uts" --mount-proc=/nonexistent true 2>/dev/null
is "$?$(ls "$kept")" 125 "nor when the set-up fails"
cns-unshare -f --net="$kept/net" nosuchcommand 2>/dev/null
is "$?$(ls "$kept")" 127 "nor with --fork"
cns-unshare --uts="$kept/uts" --net="$kept/no/such/net" true 2>/dev/null
is "$?$(ls "$kept")" 125 "nor when one of two cannot be kept"
done_testing
