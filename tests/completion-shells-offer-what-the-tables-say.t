#!/bin/sh
# The real shells, on terminals of their own, complete verbs, options and every kind of argument.
. tests/lib.sh
command -v expect >/dev/null || skip_all "expect is not installed"

mkdir -p "$test_folder/bin" "$test_folder/folder-here"
: >"$test_folder/file-here"
HOME=$test_folder
export HOME
# A program whose table has one option of every kind.
cat >"$test_folder/bin/cns-ps" <<'EOF'
#!/bin/sh
row() { printf '%s\t%s\t%s\tsay something: of %s\t-\t%s\n' "$@"; }
case ${1-} in
look)
	printf 'operands\tcns-ps look\tCGROUP [--] COMMAND [ARGUMENT]...\tLook.\n'
	row a all '' all -
	row f file FILE 'a file' -
	row - dir DIR 'a folder' -
	row u user 'USER[:GROUP]' 'a user' -
	row - signal SIGNAL 'a signal' -
	row - link LINK 'a link' -
	row - join KIND=TARGET 'a kind' -
	row - tint FILE 'maybe a file' optional
	;;
rule)
	printf 'operands\tcns-ps rule\tCGROUP allow|deny|list\tRule.\n'
	;;
*)
	printf 'operands\tcns-ps\tVERB\tShow.\nverb\tlook\tCGROUP\tLook at it.\nverb\tlist\t\tList.\nverb\trule\tCGROUP\tRule.\n'
	row - everything '' all -
	;;
esac
EOF
chmod +x "$test_folder/bin/cns-ps"

# try SHELL: each line is typed, and must become what stands behind it.
try() {
	while IFS='	' read -r typed wanted claim; do
		[ -n "$typed" ] || continue
		printf '%s\t%s\n' "$typed" "$wanted" >&3
		printf '%s: %s\n' "$1" "$claim" >&4
	done 3>"$test_folder/typed" 4>"$test_folder/claims"
	PATH=$test_folder/bin:$PATH expect tests/completion/drive.exp "$1" "$PWD/completions" \
		<"$test_folder/typed" >"$test_folder/answers" 2>&1
	paste "$test_folder/answers" "$test_folder/claims" >"$test_folder/both"
	while IFS='	' read -r answer claim; do
		is "$answer" same "$claim"
	done <"$test_folder/both"
}

for shell in bash zsh fish; do
	command -v "$shell" >/dev/null || {
		skip "$shell completes" "$shell is not installed"
		continue
	}
	try "$shell" <<-EOF
		cns-ps lo	cns-ps look	a verb
		cns-ps --every	cns-ps --everything	an option of the program
		cns-ps look --us	cns-ps look --user	an option of the verb
		cns-ps look --user daemo	cns-ps look --user daemon	a user
		cns-ps look -u daemo	cns-ps look -u daemon	a user behind a letter
		cns-ps look -au daemo	cns-ps look -au daemon	a user behind a bundle of letters
		cns-ps look --user=daemo	cns-ps look --user=daemon	a user behind =
		cns-ps look --user=daemon:daemo	cns-ps look --user=daemon:daemon	a group behind the user
		cns-ps look --user daemon:daemo	cns-ps look --user daemon:daemon	a group, in a word of its own
		cns-ps look -f $test_folder/file-	cns-ps look -f $test_folder/file-here	a file
		cns-ps look --tint=$test_folder/file-	cns-ps look --tint=$test_folder/file-here	a file that may be left out
		cns-ps look --dir $test_folder/f	cns-ps look --dir $test_folder/folder-here	a folder, but no file
		cns-ps look --signal WINC	cns-ps look --signal WINCH	a signal
		cns-ps look --link l	cns-ps look --link lo	a link
		cns-ps look --join cgrou	cns-ps look --join cgroup	a kind of namespace
		cns-ps look web mkfif	cns-ps look web mkfifo	a command behind the operand
		cns-ps look web -- mkfif	cns-ps look web -- mkfifo	a command behind --
		cns-ps look -a web cat $test_folder/file-	cns-ps look -a web cat $test_folder/file-here	the command's own files
		cns-ps rule web de	cns-ps rule web deny	one of the words that may stand there
		cns-unshare --expl	cns-unshare --explain	cns-unshare, from its own table
		cns-unshare --explain=js	cns-unshare --explain=json	a form of --explain
		cns-unshare -m -- mkfif	cns-unshare -m -- mkfifo	the command of cns-unshare
	EOF
done
done_testing
