#!/bin/sh
# Foreign and broken roots: what is missing is said, and a program of another architecture runs by an interpreter.
. tests/lib.sh
. tests/lib-root.sh
root=$test_folder/root
make_root "$root"
why() { # STATUS PATTERN ARGUMENT...
	status=$1 pattern=$2
	shift 2
	said=$(cns-chroot --unprivileged "$@" 2>&1)
	got=$?
	is "$got" "$status" "status $status: $pattern"
	like "$said" "cns-chroot: cannot become the command *$pattern*" "$pattern"
}
printf '#!/no/such/interpreter -x\n' >"$root/bin/orphan"
touch "$root/bin/shut"
# The headers of programs: 64 bits of aarch64; 64 and 32 bits of this machine, with a loader that is not there.
foreign='\177ELF\002\001\001\0\0\0\0\0\0\0\0\0\002\0\267\0rest'
# shellcheck disable=SC2059
printf "$foreign" >"$root/bin/foreign"
printf 'neither\001text\0nor program\n' >"$root/bin/strange"
chmod 755 "$root/bin/orphan" "$root/bin/foreign" "$root/bin/strange"
why 127 "there is no such program in PATH" "$root" missing
why 127 "execve(\"/bin/missing\"): No such file*" "$root" /bin/missing
why 127 "/bin/orphan is there, but the interpreter that its #! line names is not: /no/such/interpreter" "$root" /bin/orphan
why 126 "/bin/shut has no execute permission*" "$root" /bin/shut
why 126 "/bin is a directory" "$root" /bin
why 126 "a noexec mount*" --bind "$root/bin:/mnt:noexec" "$root" /mnt/true
why 126 "/bin/foreign is a program for aarch64*" "$root" /bin/foreign
why 126 "/bin/strange is no program of a form that this kernel knows*" "$root" /bin/strange
if command -v gcc >/dev/null && echo 'int main(void) { return 0; }' >"$test_folder/a.c" &&
	gcc -o "$root/bin/dynamic" "$test_folder/a.c" -Wl,--dynamic-linker=/no/loader 2>/dev/null; then
	why 127 "/bin/dynamic is there, but its ELF interpreter is not: /no/loader" "$root" /bin/dynamic
fi
if [ "$(uname -m)" = x86_64 ]; then
	is "$(cns-chroot --unprivileged --personality linux32 "$root" busybox uname -m 2>/dev/null)" i686 "--personality"
fi
like "$(cns-chroot --personality vax "$root" true 2>&1)" "*--personality takes linux32 or linux64, not 'vax'*" "of two kinds"

mkdir "$test_folder/other" "$test_folder/other/bin" "$test_folder/other/proc"
# shellcheck disable=SC2059
printf "$foreign" >"$test_folder/other/bin/sh"
chmod 755 "$test_folder/other/bin/sh"
cp "$(command -v busybox)" "$test_folder/echo"
said=$(cns-chroot --proc --interp "$test_folder/echo" "$test_folder/other" /bin/sh -c run 2>&1 | grep -v 'of outside:')
case $said in
*'needs Linux 6.7'* | *ENODEV*) skip "--interp" "this kernel has no binfmt_misc for a user namespace" ;;
*)
	is "$said" "/bin/sh -c run" "--interp runs a program of another architecture"
	like "$(cns-chroot --interp "$test_folder/echo" "$test_folder/other" /bin/sh 2>&1)" "*hint: add --proc*" "and needs --proc"
	like "$(cns-chroot --proc --interp "$test_folder/none" "$test_folder/other" /bin/sh 2>&1)" "*there is no such interpreter*" "that exists"
	like "$(cns-chroot --proc --interp echo "$test_folder/other" /bin/sh 2>&1)" "*an interpreter is an absolute path*" "named in full"
	no "outside nothing is registered" grep -q . /proc/sys/fs/binfmt_misc/cns
	;;
esac
done_testing
