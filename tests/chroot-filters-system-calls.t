#!/bin/sh
# shellcheck disable=SC2016
# --seccomp: the default profile, profiles of Docker's and OCI's form, every architecture, and clear errors.
. tests/lib.sh
. tests/lib-root.sh
root=$test_folder/root
make_root "$root"
profile=$test_folder/profile.json
quiet() { grep -v '^cns-chroot: .*\(without privilege\|of outside:\)'; }
inside() { cns-chroot --unprivileged --proc --no-new-privs "$@" 2>&1 | quiet; }

is "$(inside --seccomp default "$root" grep ^Seccomp: /proc/self/status | tr -s '\t' ' ')" "Seccomp: 2" "a filter is at work"
is "$(inside --seccomp none "$root" grep ^Seccomp: /proc/self/status | tr -s '\t' ' ')" "Seccomp: 0" "none is none"
is "$(inside --seccomp default "$root" sh -c 'echo $(ls / | wc -l); mkdir /tmp/a && touch /tmp/a/b && chmod 700 /tmp/a && rm -r /tmp/a && echo done')" \
	"$(find "$root" -mindepth 1 -maxdepth 1 | wc -l)
done" "ordinary programs run under the default profile"
ln -s busybox "$root/bin/unshare"
ln -s busybox "$root/bin/chroot"
ln -s busybox "$root/bin/hostname"
like "$(inside --caps none --seccomp default "$root" unshare -U true)" "*Operation not permitted*" "no namespaces"
like "$(inside --caps none --seccomp default "$root" chroot / true)" "*Operation not permitted*" "no other root"
is "$(inside --caps docker --seccomp default "$root" chroot / echo changed)" changed "unless the capability for it is there"
is "$(inside --seccomp default "$root" unshare -U echo new)" new "so with namespaces and CAP_SYS_ADMIN"

profile() { printf '%s' "$1" >"$profile"; }
profile '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO","errnoRet":28}]}'
is "$(inside --seccomp "$profile" "$root" mkdir /tmp/a)" "mkdir: can't create directory '/tmp/a': No space left on device" \
	"a profile: the error asked for"
profile '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"name":"mkdir","action":"SCMP_ACT_KILL_PROCESS"}]}'
cns-chroot --unprivileged --no-new-privs --seccomp "$profile" "$root" mkdir /tmp/a 2>/dev/null
is $? 159 "a call that kills"
profile '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["kill"],"action":"SCMP_ACT_ERRNO",
	"args":[{"index":1,"value":10,"op":"SCMP_CMP_EQ"}]}]}'
like "$(inside --seccomp "$profile" "$root" sh -c 'trap "" USR1 USR2; kill -USR2 $$ && echo sent; kill -USR1 $$')" \
	"sent*not permitted*" "a comparison of an argument"
profile '{"defaultAction":"SCMP_ACT_ALLOW","archMap":[{"architecture":"SCMP_ARCH_X86_64","subArchitectures":["SCMP_ARCH_X86"]}],
	"syscalls":[{"names":["mkdir"],"action":"SCMP_ACT_ERRNO","excludes":{"caps":["CAP_CHOWN"]}},
	{"names":["rmdir"],"action":"SCMP_ACT_ERRNO","includes":{"caps":["CAP_CHOWN"]}},
	{"names":["symlink"],"action":"SCMP_ACT_ERRNO","includes":{"minKernel":"99.1"}},
	{"names":["link"],"action":"SCMP_ACT_ERRNO","includes":{"arches":["mips"]}}]}'
like "$(inside --caps none --seccomp "$profile" "$root" mkdir /tmp/a)" "*not permitted" "a rule for who lacks a capability"
is "$(inside --caps none,+chown --seccomp "$profile" "$root" sh -c 'mkdir /tmp/a && ln -s x /tmp/a/b && rm -r /tmp/a')" \
	"rm: can't remove '/tmp/a': Operation not permitted" "a rule for who has it; none for later kernels"
rm -r "$root/tmp/a"
if command -v gcc >/dev/null && printf 'int main(void)
{
	int result;
	__asm__ volatile("int $0x80" : "=a"(result) : "a"(39), "b"("/tmp"), "c"(0777) : "memory");
	return -result;
}' >"$test_folder/way.c" && gcc -static -no-pie -o "$root/bin/way" "$test_folder/way.c" 2>/dev/null; then
	profile '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir"],"action":"SCMP_ACT_ERRNO","errnoRet":28}]}'
	status=0
	cns-chroot --unprivileged "$root" way 2>/dev/null || status=$?
	if [ $status = 17 ]; then
		cns-chroot --unprivileged --no-new-privs --seccomp "$profile" "$root" way 2>/dev/null
		is "$?" 28 "the calls of 32 bits are no way around"
	else
		skip "the calls of 32 bits are no way around" "this machine has none"
	fi
fi
if [ "$(uname -m)" = x86_64 ] && printf '#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>
int main(int argc, char **argv) { (void)argv; return syscall(argc > 1 ? 0x40000000 + 999 : 999) < 0 ? errno : 0; }' >"$test_folder/late.c" &&
	gcc -static -o "$root/bin/late" "$test_folder/late.c" 2>/dev/null; then
	cns-chroot --unprivileged --no-new-privs --seccomp default "$root" late 2>/dev/null
	is "$?" 38 "a call from the future is not there, so that libraries fall back on an older one"
	cns-chroot --unprivileged --no-new-privs --seccomp default "$root" late x32 2>/dev/null
	is "$?" 1 "of another architecture it is refused"
fi

wrong() { # PATTERN
	said=$(cns-chroot --unprivileged --no-new-privs --seccomp "$profile" "$root" echo ran 2>&1 | quiet)
	like "$said" "cns-chroot: cannot build a filter of system calls from $profile: $1" "$1"
}
profile ''
wrong "*: no JSON: *"
profile '{"defaultAction":'
wrong "*: no JSON: *"
profile '[]'
wrong "*: no profile: *"
profile '{}'
wrong "*: not an action that can be had here: none given"
profile '{"defaultAction":"SCMP_ACT_NOTIFY"}'
wrong "*: not an action that can be had here: SCMP_ACT_NOTIFY"
profile '{"defaultAction":"SCMP_ACT_ALLOW","architectures":["SCMP_ARCH_VAX"]}'
wrong "*: not an architecture: SCMP_ARCH_VAX"
profile '{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["kill"],"action":"SCMP_ACT_ERRNO","args":[{"index":9,"op":"SCMP_CMP_EQ"}]}]}'
wrong "*: not a comparison of an argument: SCMP_CMP_EQ"
profile '{"defaultAction":"SCMP_ACT_ALLOW","listenerPath":"/run/x"}'
wrong "*: no supervisor of calls can be had here: *"
rm "$profile"
wrong "openat(*ENOENT)"
mkfifo "$profile"
wrong "*"
said=$(cns-chroot --unprivileged --caps none --seccomp default "$root" echo ran 2>&1 | quiet)
is "$said" "cns-chroot: cannot confine the command by a filter or landlock: it will have neither no_new_privs nor CAP_SYS_ADMIN then
cns-chroot: hint: add --no-new-privs" "a filter without the right to it"
if is_root && command -v strace >/dev/null; then
	said=$(strace -qq -o /dev/null -e inject=seccomp:error=EINVAL cns-chroot --seccomp default "$root" echo ran 2>&1)
	is "$?" 125 "a filter that is refused stops all"
	like "$said" "cns-chroot: cannot make no system call but those that the filter allows: seccomp(*EINVAL)*" "and says so"
fi
done_testing
