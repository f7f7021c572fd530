# shellcheck shell=sh
# Sourced by each attack, in a sandbox: $tool is attacked, $root is a hostile root file system,
# $target the PID of a hostile container in it, $work a folder of the host.
# An attack ends by: safe, beaten WHY (the attack succeeded) or other WHY (it does not apply).
set -u
: "${tool:?}" "${root:?}" "${work:?}"
safe() { exit 0; }
beaten() { echo "$*"; exit 1; }
other() { echo "$*"; exit 77; }

# into COMMAND...: with the tool, as plainly as it is used
into() {
	case $tool in
	cns-chroot | chroot) "$tool" "$root" "$@" ;;
	cns-unshare | unshare) "$tool" --mount --root "$root" "$@" ;;
	cns-enter) cns-enter -t "$target" -- "$@" ;;
	nsenter) nsenter -t "$target" -a "$@" ;;
	bwrap) bwrap --bind "$root" / --proc /proc --dev /dev -- "$@" ;;
	crun | runc)
		[ -e "$work/bundle" ] || begin_container
		runtime exec hostile "$@"
		;;
	*) return 99 ;;
	esac
}
# What the isolation probe says that begins with a word.
fact() { sed -n "s/^$1 //p" "$work/probe"; }
probe_into() { into /bin/isoprobe >"$work/probe" || other "it does not run: $?"; }
begin_target() {
	cns-unshare -m -u -i -n -p -f --kill-child -- cns-chroot --pivot --proc --dev "$root" \
		/bin/busybox sleep 1000 &
	tries=0
	until target=$(pgrep -x -f '/bin/busybox sleep 1000'); do
		tries=$((tries + 1))
		[ $tries -lt 20000 ] || other "no target came up"
	done
}
# The runtimes of OCI containers, with a configuration of their own making but for FILTER (jq).
runtime() {
	case $tool in
	crun) crun --root "$work/state" --cgroup-manager=disabled "$@" ;;
	runc) runc --root "$work/state" "$@" ;;
	esac
}
make_bundle() { # FILTER
	command -v jq >/dev/null || other "jq is not installed"
	mkdir -p "$work/bundle"
	(cd "$work/bundle" && rm -f config.json && "$tool" spec)
	jq --arg root "$root" ".process.terminal = false | .root = {path: \$root, readonly: false} |
		.process.args = [\"/bin/true\"] | del(.linux.resources) | $1" \
		"$work/bundle/config.json" >"$work/bundle/new" || other "it makes no configuration"
	mv "$work/bundle/new" "$work/bundle/config.json"
}
begin_container() {
	make_bundle '.process.args = ["/bin/busybox", "sleep", "1000"]'
	runtime run -d --bundle "$work/bundle" hostile </dev/null >"$work/begun" 2>&1 ||
		other "no container came up: $(tail -1 "$work/begun")"
}
run_container() { # NAME: in the foreground, as make_bundle has it
	runtime run --bundle "$work/bundle" "$1" </dev/null
}
# In the container, with all its rights: looks into the process that comes in to run "true $1", and
# tells what it finds there in $root/seen.  The window is held open by strace.
watch_entry() { # MARK [USER]: with USER, in a user namespace of its own
	command -v strace >/dev/null || other "strace is not installed"
	mark=$1 user=${2-}
	cat >"$root/watch" <<'END'
while [ ! -e /stop ]; do
	for process in /proc/[0-9]*; do
		case $(tr '\0' ' ' <$process/cmdline 2>/dev/null) in
		/bin/* | "sh "* | "") ;;
		*" true $1 "*)
			echo met
			tr '\0' '\n' <$process/environ 2>/dev/null | grep SECRET_TOKEN
			for fd in $process/fd/*; do
				case $fd in
				*/[012] | *'*') ;;
				*) echo "descriptor ${fd##*/} $(readlink $fd)" ;;
				esac
			done
			(exec 9>>$process/exe) 2>/dev/null && echo "its program can be written to"
			;;
		esac
	done
done >>/seen
END
	nsenter -t "$target" ${user:+-U} -m -p /bin/sh /watch "$mark" &
	watcher=$!
	case $tool in
	cns-enter) set -- ;;
	*) set -- ${user:+-U} -m -p -r ;;
	esac
	SECRET_TOKEN=secret strace -f -o /dev/null -e trace=execve,execveat \
		-e inject=execve,execveat:delay_enter=700000 "$tool" -t "$target" "$@" -- \
		/bin/busybox true "$mark" </dev/null >/dev/null 2>&1
	: >"$root/stop"
	wait "$watcher"
	grep -q met "$root/seen" || other "the window was missed"
	found=$(grep -v met "$root/seen" | sort -u | head -3 | tr '\n' ';')
	[ -z "$found" ] || beaten "seen from inside: $found"
	safe
}
