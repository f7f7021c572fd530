#!/bin/sh
# The pictures of README are those of the demonstration and of cns-ps as they are now.
# root: never
. tests/lib.sh
grep -o '(pictures/[^)]*)' README.md | tr -d '()' >"$test_folder/shown"
is "$(sort "$test_folder/shown" | tr '\n' ' ')" "pictures/demo.svg pictures/graph.svg " "README shows two pictures"
while read -r file; do
	yes "$file is there" grep -q '</svg>' "$file"
done <"$test_folder/shown"

# plain FILE: the text of a picture, a line for each of its lines
plain() { sed -n '/<text/{s/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&#45;/-/g; s/&amp;/\&/g; p}' "$1"; }
plain pictures/demo.svg >"$test_folder/demo"
sed -n 's/^chapter "\(.*\)"$/== \1 ==/p' scripts/demo >"$test_folder/wanted"
sed -n "s/^	run '\(cns-[^']*\)'$/\$ \1/p" scripts/demo-parts >>"$test_folder/wanted"
yes "there are chapters and commands to look for" [ "$(wc -l <"$test_folder/wanted")" -gt 15 ]
is "$(grep -vxF -f "$test_folder/demo" "$test_folder/wanted")" "" \
	"the recording has each chapter and command of the demonstration, as it stands there"
yes "and its end" grep -qx 'The machine is as it was.' "$test_folder/demo"
plain pictures/graph.svg >"$test_folder/graph"
like "$(cat "$test_folder/graph")" "this machine: * processes*cns @/web*httpd*" "the drawing has the container web"

if command -v perl >/dev/null; then
	escape=$(printf '\033')
	printf '%s\r\n' "${escape}[36ma & b${escape}[0m" "" "${escape}[1m\$ c <d${escape}[0m" e >"$test_folder/terminal"
	perl scripts/pictures/recording.pl 'a <title>' <"$test_folder/terminal" >"$test_folder/made.svg"
	is "$(plain "$test_folder/made.svg")" 'a <title>
a & b
$ c <d
e' "a recording has the text that the terminal was sent"
	like "$(cat "$test_folder/made.svg")" '*<tspan class="c">a &amp; b</tspan>*<tspan class="b">$ c &lt;d</tspan>*' \
		"with its colours"
	yes "and stops at each command" grep -q '^[0-9.]*% { transform: translateY(0px) }' "$test_folder/made.svg"
else
	skip "a recording has the text that the terminal was sent" "perl is not installed"
fi
is "$(scripts/pictures/make nonsense 2>&1)" "make: there is no picture 'nonsense', but demo and graph" \
	"what it cannot make it says"
done_testing
