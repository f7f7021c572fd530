#!/bin/sh
# The vocabulary of ARGUMENT words is closed: completions/README.md has it.
# root: never
. tests/lib.sh
known=$(sed -n 's/^| [^|]* | \([A-Z ,]*\) |$/\1/p' completions/README.md | tr -s ', ' '\n'
	sed -n '/^Words for/,$ s/^    //p' completions/README.md | tr ' ' '\n')

# words TABLE...: the words of a table, and of a verb's operands.
words() {
	"$@" --list-options </dev/null | awk -F '\t' '$1 != "verb" { print $3 }' | grep -oE '[A-Z][A-Z0-9]+'
}
for source in tools/cns-*.c; do
	tool=$(basename "$source" .c)
	words "$tool" >"$test_folder/words"
	for verb in $("$tool" --list-options | awk -F '\t' '$1 == "verb" { print $2 }'); do
		words "$tool" "$verb" >>"$test_folder/words"
	done
	unknown=$(sort -u "$test_folder/words" | while read -r word; do
		printf '%s\n' "$known" | grep -qx "$word" || echo "$word"
	done)
	is "$unknown" "" "every word of $tool is in completions/README.md"
done
done_testing
