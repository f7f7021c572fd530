# shellcheck shell=sh disable=SC2154,SC2034
# The programs that become a command: unshare, enter, chroot.

case_unshare() {
	floor unshare
	contest "floor=1.10 unshare=0.90" \
		cns-unshare "$bin/cns-unshare" -muinp --mount-proc true ::: \
		floor "$build/floor-unshare" true ::: \
		unshare unshare -muinpf --mount-proc true
}

# User id 65534 can read the folder, but perhaps not this tree. It is who measures, so that to become
# it is in nobody's time or memory.
case_userns() {
	floor userns
	cp "$bin/cns-unshare" "$build/floor-userns" "$folder/"
	around=$nobody
	contest "floor=1.15 unshare=0.90" \
		cns-unshare "$folder/cns-unshare" -r true ::: \
		floor "$folder/floor-userns" true ::: \
		unshare unshare -r true
}

case_enter() {
	floor enter
	floor guarded
	mkfifo "$folder/ready"
	"$bin/cns-unshare" -muinpC --mount-proc --kill-child --pid-file "$folder/pid" --ready-fd 3 \
		sleep 3600 3>"$folder/ready" &
	at_end "kill $!"
	read -r _ <"$folder/ready"
	target=$(cat "$folder/pid")
	contest "floor=1.15 nsenter=0.85" \
		cns-enter "$bin/cns-enter" -t "$target" -a true ::: \
		floor "$build/floor-enter" "$target" true ::: \
		guarded "$build/floor-guarded" "$target" true ::: \
		nsenter nsenter -t "$target" -a true
}

case_chroot() {
	floor chroot
	contest "floor=1.10 chroot=0.90" \
		cns-chroot "$bin/cns-chroot" / true ::: \
		floor "$build/floor-chroot" / true ::: \
		chroot chroot / true
}
