#!/bin/sh
# --explain=json tells the same as --explain, an object a line; --explain=shell tells it in
# commands, which do the same when a shell reads them.
. tests/lib.sh
user=
is_root || user=--map-root-user
# shellcheck disable=SC2086
cns-unshare $user --mount true 2>/dev/null || skip_all "user namespaces are not allowed here"

# shellcheck disable=SC2086
told() { cns-unshare "$@" --dry-run $user --mount --uts --hostname lab true 2>&1; }

if command -v jq >/dev/null; then
	is "$(told --explain=json | jq -r 'if .call then "    " + .call else "# " + .step end')" \
		"$(told --explain)" "the objects hold what --explain says, in order"
	is "$(cns-unshare --explain=json --dry-run "$(printf 'q"\\\033x')" 2>&1 | jq -r .step | uniq)" \
		"$(cns-unshare --explain --dry-run "$(printf 'q"\\\033x')" 2>&1 | sed -n 's/^# //p')" \
		"whatever a name holds, it is JSON"
	like "$(cns-unshare --explain=json /no/such/command 2>&1 | tail -1 | jq -c '[.call, .error]')" \
		'\["execve(\\"/no/such/command\\")","ENOENT"\]' "a failure is an object too"
else
	skip "the objects hold what --explain says" "jq is not installed"
fi

is "$(told --explain=text)" "$(told --explain)" "text is what there is without a form"
like "$(told --explain=shell)" "*
unshare --* ...
*
hostname lab
*
mount --make-rprivate /
*
exec true" "as shell: unshare, hostname, mount and exec"
is "$(told --explain=shell | grep -v '^#' | sh -n 2>&1)" "" "a shell can read it"
# shellcheck disable=SC2086
shell() { cns-unshare $user --dry-run --explain=shell --mount -- "$@" 2>&1 | grep -v '^#'; }
like "$(shell cns-chroot --lower / --ro-bind /etc --proc --rlimit nofile=64 / true)" "*
mount --rbind / ...
mount -o remount,bind,ro ...
*mount --rbind /etc ...
*mount -t proc ...
*
pivot_root . .
umount -l .
*prlimit --nofile=64:64 ...
exec true" "mounts made without a path and limits have theirs, too"
mkfifo "$test_folder/ready"
# shellcheck disable=SC2016,SC2086
cns-unshare $user --uts -- sh -c 'echo >"$0"; exec sleep 1000' "$test_folder/ready" &
other=$!
read -r _ <"$test_folder/ready"
# shellcheck disable=SC2086
like "$(cns-enter --dry-run --explain=shell -t $other ${user:+--user} --uts true 2>&1)" \
	"*nsenter --target $other *--uts ...*
*exec true" "joining is nsenter's"
kill $other
if is_root && group=$(cns-cgctl info 2>/dev/null | sed -n 's/^mount: *\([^ ]*\).*/\1/p') && [ -w "${group:-/none}" ]; then
	like "$(cns-cgctl --dry-run --explain=shell create cns-test-$$ 2>&1; cns-cgctl create --dry-run --explain=shell cns-test-$$ 2>&1)" \
		"*mkdir -m 0755 $group/*cns-test-$$*" "cgroups are folders, by their whole path"
	cns-cgctl create "/cns-test-$$"
	like "$(cns-cgctl freeze --dry-run --explain=shell "/cns-test-$$" 2>&1)" \
		"*printf '1' >$group*/cgroup.freeze*" "and files that are written to"
	cns-cgctl rm "/cns-test-$$"
fi
status=0
said=$(cns-unshare --explain=song true 2>&1) || status=$?
is "$status $said" "125 cns-unshare: --explain takes text, json or shell, not 'song'
cns-unshare: hint: cns-unshare --help shows what it accepts" "there are no other forms"

if command -v script >/dev/null; then
	escape=$(printf '\033')
	like "$(script -qc 'cns-unshare --dry-run --uts true' /dev/null)" "*$escape\[1;36m# make*" \
		"on a terminal the steps are in colour"
	case $(NO_COLOR=1 script -qc 'cns-unshare --dry-run --uts true' /dev/null) in
	*"$escape"*) fail "but not when NO_COLOR is set" ;;
	*) ok "but not when NO_COLOR is set" ;;
	esac
fi
done_testing
