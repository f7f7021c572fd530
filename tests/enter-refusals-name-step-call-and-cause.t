#!/bin/sh
# shellcheck disable=SC2016,SC2086
# Each call of cns-enter is refused once with each errno: one line says step, call and errno, the
# status is 125, the command never runs.
# vm-also: 6.1 6.12
. tests/lib.sh
. tests/enter.sh
command -v strace >/dev/null || skip_all "strace is not installed"

start -muipnCT --mount-proc --hostname box
message='^cns-enter: cannot [a-z].*: [a-z0-9_]*[(].*: .* [(]E[A-Z]*[)]$'
refused() {
	strace -f -qq -o /dev/null -e signal=none -e "inject=$1" cns-enter -t "$target" -S 0 -G 0 -w/ \
		sh -c "echo ran >$test_folder/ran" 2>"$test_folder/said"
	echo "status $?, $(grep -cE "$message" "$test_folder/said") message"
}
for error in EPERM EINVAL ENOSPC ENOSYS; do
	for call in pidfd_open setns clone chroot fchdir close_range; do
		is "$(refused "$call:error=$error:when=1")" "status 125, 1 message" "$call refused with $error"
	done
	is "$(refused "prctl:error=$error:when=1")" "status 125, 1 message" "PR_SET_DUMPABLE refused with $error"
	is_root || for call in setresuid setresgid; do
		is "$(refused "$call:error=$error:when=1")" "status 125, 1 message" "$call refused with $error"
	done
	# Of the loader, too, where there is one.
	is_plain_build || continue
	is "$(refused "openat:error=$error")" "status 125, 1 message" "openat refused with $error"
	is "$(refused "newfstatat:error=$error")" "status 125, 1 message" "newfstatat refused with $error"
done
no "the command never ran" test -e "$test_folder/ran"

hint() { strace -f -qq -o /dev/null -e signal=none -e "inject=$1" cns-enter -t "$target" true 2>&1 | sed -n 's/.*hint: //p'; }
like "$(hint setns:error=EPERM)" "*joining needs CAP_SYS_ADMIN*" "EPERM names the capability"
like "$(hint setns:error=ESRCH)" "*has ended*" "ESRCH says that the target has ended"
like "$(hint clone:error=ENOMEM)" "*no init any more*" "ENOMEM is not blamed on memory"
is_root || like "$(cns-enter -t 1 true 2>&1)" "*hint: only who may trace*" "a target of others is told"
is_root || like "$(cns-enter -t $$ -n true 2>&1; cns-enter -t "$target" -n true 2>&1)" \
	"*hint: joining needs*join its user namespace too*" "a namespace alone, without root, points to --user"
done_testing
