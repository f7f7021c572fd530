#!/bin/sh
# shellcheck disable=SC2016,SC2086,SC2034
# A target that is confined by seccomp filters is entered with the same filters, where the kernel
# shows them; else it is said.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh
command -v perl >/dev/null || skip_all "perl is not installed"

confine='cns-chroot --seccomp default --no-new-privs /'
start -muipn --mount-proc
seccomp() { cns-enter -t "$target" "$@" grep Seccomp /proc/self/status 2>"$test_folder/said"; }
if is_root && ! cns-enter -t "$target" true 2>&1 | grep -q "cannot be copied"; then
	is "$(seccomp)" "$(grep Seccomp "/proc/$target/status")" "mode and number of filters are the target's"
	is "$(cns-enter -t "$target" perl -e '$t = "user"; $n = "x"; print syscall(248, $t, $n, $n, 1, -3) < 0 ? "refused" : "allowed"')" \
		refused "and they hold: add_key(2) is refused"
	end_containers
	confine='cns-chroot --seccomp default /'
	start -muipn --mount-proc
	is "$(cns-enter -t "$target" grep -E 'Seccomp|NoNew' /proc/self/status)" "$(grep -E 'Seccomp|NoNew' "/proc/$target/status")" \
		"so they are for a target without no_new_privs"
	end_containers
	confine='cns-chroot --seccomp default --no-new-privs / cns-chroot --seccomp default --no-new-privs /'
	start -muipn --mount-proc
	is "$(seccomp)" "$(grep Seccomp "/proc/$target/status")" "two of them are two"
else
	seccomp >/dev/null
	like "$(cat "$test_folder/said")" "*confined by seccomp*cannot be copied*--without seccomp*" "that they cannot be copied is said"
fi
is "$(seccomp --without seccomp | head -1)" "Seccomp:	$(sed -n 's/^Seccomp:\t//p' /proc/self/status)" "--without seccomp leaves them out"
is "$(cat "$test_folder/said")" "" "without a word"
done_testing
