#!/bin/sh
# What a tool accepts stands in its page, and nothing else does.
# root: never
. tests/lib.sh
command -v mandoc >/dev/null || skip_all "mandoc is not installed"
for source in tools/cns-*.c; do
	name=$(basename "$source" .c)
	yes "$name(1) describes what $name accepts" scripts/check-man "$BIN/$name" "man/$name.1"
done
for page in man/*.7; do
	[ -f "$page" ] || continue
	yes "$page is clean mdoc" mandoc -T lint -W warning "$page"
done

mkdir "$test_folder/bin"
cat >"$test_folder/bin/cns-unshare" <<EOF
#!/bin/sh
"$PWD/$BIN/cns-unshare" "\$@"
printf -- '-\tnovelty\t\tnot in the page\t-\t-\n'
EOF
chmod +x "$test_folder/bin/cns-unshare"
no "an option without description is found" \
	scripts/check-man "$test_folder/bin/cns-unshare" man/cns-unshare.1
sed 's/^\.It Fl -dry-run$/.It Fl -wet-run/' man/cns-unshare.1 >"$test_folder/page.1"
no "and a description without option" scripts/check-man "$BIN/cns-unshare" "$test_folder/page.1"
done_testing
