#!/bin/sh
# The cgroup2 mount is found in mountinfo, wherever it is; without one that is said.
# root: needed
. tests/lib.sh
. tests/cgctl.sh
needs_groups
cns-cgctl create "/$group"
cat >"$test_folder/elsewhere" <<'END'
mkdir "$1/a folder"
mount -t cgroup2 none "$1/a folder"
umount -l "$2"
cns-cgctl ls -dq "/$3"
cns-cgctl ls -dq "$1/a folder/$3"
cns-cgctl info | sed -n 's/^mount: *//p'
umount "$1/a folder"
cns-cgctl ls / 2>&1
mount -t cgroup2 none "$1/a folder"
mount -t tmpfs none "$1/a folder"
cns-cgctl ls / 2>&1
END
unshare -m sh "$test_folder/elsewhere" "$test_folder" "$cgroup_mount" "$group" >"$test_folder/said"
is "$(sed -n 1p "$test_folder/said")" "/$group" "a mount in a folder of any name is found"
is "$(sed -n 2p "$test_folder/said")" "/$group" "a path of the file system names a group, whatever the mount"
like "$(sed -n 3p "$test_folder/said")" "$test_folder/a folder (*" "info says where it is"
like "$(sed -n 4p "$test_folder/said")" "cns-cgctl ls: *is not mounted here" "without a mount that is said"
like "$(sed -n 6p "$test_folder/said")" "*another file system is mounted over*" "and so is one that is covered"

# A folder of version 1 is no name of a group of version 2.
legacy=$(awk '$0 ~ / - cgroup / { print $5; exit }' /proc/self/mountinfo)
if [ -n "$legacy" ]; then
	for name in "$legacy" "$legacy/$group"; do
		like "$(cns-cgctl run "$name" true 2>&1)" "*it is in cgroup version 1, which is mounted at $legacy; version 2 is at $cgroup_mount" \
			"$name is refused"
		no "and nothing is made of it" test -e "$cgroup_mount$name"
	done
	yes "one that only begins so is another name" cns-cgctl create --dry-run -p "$legacy-2/$group"
else
	skip "folders of version 1" "none is mounted"
fi

cat >"$test_folder/covered" <<'END'
mkdir "$1/upper" "$1/upper/lower"
mount -t cgroup2 none "$1/upper/lower"
mount -t cgroup2 none "$1/other"
mount -t tmpfs none "$1/upper"
umount -l "$2"
cns-cgctl info | sed -n 's/^mount: *//p'
END
mkdir "$test_folder/other"
said=$(unshare -m sh "$test_folder/covered" "$test_folder" "$cgroup_mount")
like "$said" "$test_folder/other (*" "of two mounts the one that can be reached is taken"

# In a cgroup namespace the tree begins at its own root.
cns-cgctl create -p "/$group/a/b"
said=$(cns-cgctl run "/$group/a" unshare -C -m sh -c "mkdir '$test_folder/m'; umount -l $cgroup_mount; mount -t cgroup2 none '$test_folder/m'; cns-cgctl ls -Rq /")
is "$said" /b "inside a cgroup namespace names are those of the inside"
rmdir "$test_folder/m"

# Who enters a namespace and keeps the mounts sees his own group below their root, however it is called inside.
cat >"$test_folder/kept" <<'END'
grep -o ' /\.\.[^ ]* ' /proc/self/mountinfo | head -n 1
cns-cgctl info | sed -n 's/^own cgroup: *//p'
cns-cgctl ls -dq .
cns-cgctl find -q $$ $PPID
cns-cgctl run --rm ./deeper cns-cgctl ls -dq .
cns-cgctl run ./deeper cns-unshare --cgroup cns-cgctl find -q $$
END
# shellcheck disable=SC2016
is "$(cns-cgctl run "/$group/a" sh -c 'unshare -C sh "$0"; :' "$test_folder/kept" 2>&1)" " /../.. 
/$group/a
/$group/a
/$group/a
/$group/a
/$group/a/deeper
/$group/a" "outside of the namespace, but not of the mount, groups are found"

cns-cgctl create -p "/$group/x/same" "/$group/y/same" "/$group/y/only"
is "$(cns-cgctl ls -dq @only)" "/$group/y/only" "@NAME is the only group that ends so"
is "$(cns-cgctl ls -dq @y/same)" "/$group/y/same" "more components make it so"
like "$(cns-cgctl ls -dq @same 2>&1)" "*/$group/x/same and /$group/y/same are both called so*" "more than one is refused"
is "$(cns-cgctl run "/$group/x" cns-cgctl ls -dq .)" "/$group/x" ". is the caller's own"
is "$(cns-cgctl run "/$group/x" cns-cgctl ls -dq ./same)" "/$group/x/same" "and ./NAME is below it"
is "$(printf '/%s/x\n/%s/y\n' "$group" "$group" | cns-cgctl ls -dq -)" "/$group/x
/$group/y" "- is a list on standard input"
done_testing
