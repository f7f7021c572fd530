#!/bin/sh
# The same lower layers under 50 containers at once: each has its own changes, and sees no other's.
# shellcheck disable=SC2016
. tests/lib.sh
. tests/lib-root.sh
base=$test_folder/base
make_root "$base"
mkdir "$test_folder/app"
mkfifo "$test_folder/ready" "$test_folder/go"
before=$(mounts_now)
files=$(cd "$base" && find . | sort | cksum)
i=0
while [ $i -lt 50 ]; do
	i=$((i + 1))
	cns-chroot --unprivileged --lower "$test_folder/app" --lower "$base" --volatile=1M --tmp / \
		sh -c 'echo '$i' >/mine; echo up; read -r go; [ "$(cat /mine)" = '$i' ] && rm /bin/true && exit 7' \
		<"$test_folder/go" >"$test_folder/ready" 2>"$test_folder/error.$i" &
	eval "pid$i=$!"
done
exec 8<>"$test_folder/go"
exec 9<>"$test_folder/ready"
up=0
while [ $up -lt 50 ] && read -r word <&9; do
	[ "$word" = up ] && up=$((up + 1))
done
is "$up" 50 "50 run at once"
i=0
while [ $i -lt 50 ]; do
	i=$((i + 1))
	echo go >&8
done
i=0 well=0
while [ $i -lt 50 ]; do
	i=$((i + 1))
	eval "wait \$pid$i"
	[ $? = 7 ] && well=$((well + 1))
done
is "$well" 50 "each with its own files"
is "$(cd "$base" && find . | sort | cksum)" "$files" "the layers are as before"
is "$(mounts_now)" "$before" "and so are the mounts outside"
is "$(cat "$test_folder"/error.*)" "" "nothing was complained of"
done_testing
