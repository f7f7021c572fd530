#!/bin/sh
. tests/lib.sh
place=$test_folder/place
# What is built is there already: nothing is written into the tree.
yes "make install works" make BIN="$BIN" install DESTDIR="$place" PREFIX=/usr
for source in tools/cns-*.c; do
	tool=$(basename "$source" .c)
	is "$("$place/usr/bin/$tool" --version)" "$("$BIN/$tool" --version)" "$tool is there and runs"
	yes "and so is its page" test -s "$place/usr/share/man/man1/$tool.1"
done
yes "cns(7) is there" test -s "$place/usr/share/man/man7/cns.7"
yes "so are the completions" test -s "$place/usr/share/zsh/site-functions/_cns"
yes "make uninstall works" make uninstall DESTDIR="$place" PREFIX=/usr
is "$(find "$place" ! -type d)" "" "and no file is left"
done_testing
