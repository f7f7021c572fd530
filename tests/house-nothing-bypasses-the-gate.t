#!/bin/sh
# Only libiso/kernel/ may call the kernel about isolation; read from the symbol tables.
# root: never
. tests/lib.sh
yes "no object outside the gate makes such a call" scripts/check-gate

cat >"$test_folder/bypass.c" <<'EOF'
#include <sched.h>
int bypass(void);
int bypass(void)
{
	return unshare(CLONE_NEWNS);
}
EOF
cc -D_GNU_SOURCE -c -o "$test_folder/bypass.o" "$test_folder/bypass.c"
no "an object that does is found" scripts/check-gate "$test_folder/bypass.o"
like "$(scripts/check-gate "$test_folder/bypass.o" 2>&1)" "*bypass.o calls unshare itself*" \
	"and named, with what it calls"

yes "no source calls what this house does without" scripts/check-calls
printf 'int main(void)\n{\n\treturn atoi("1");\n}\n' >"$test_folder/unfit.c"
no "a source that does is found" scripts/check-calls "$test_folder/unfit.c"
printf '/* atoi("1") */\nconst char *text = "system(3)";\n' >"$test_folder/fit.c"
yes "comments and strings are no calls" scripts/check-calls "$test_folder/fit.c"
done_testing
