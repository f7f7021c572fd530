#!/bin/sh
. tests/lib.sh
. tests/enter.sh
start -m -p --fork
before=$target
: >"$test_folder/log"
cns-ps --watch >"$test_folder/log" 2>/dev/null &
watcher=$!
until grep -q " = .* $before " "$test_folder/log"; do kill -0 $watcher || break; done
yes "what is there is told first" grep -q " = .* $before " "$test_folder/log"
start -m -p --fork
until grep -q " + .* $target " "$test_folder/log"; do kill -0 $watcher || break; done
yes "then what begins" grep -q " + .* $target m---p[-U]-- sleep 1000" "$test_folder/log"
kill -9 "$target"
until grep -q " - .* $target " "$test_folder/log"; do kill -0 $watcher || break; done
yes "and what ends" grep -q " - .* $target " "$test_folder/log"
no "nothing is told twice" [ "$(grep -c " $target " "$test_folder/log")" != 2 ]
kill $watcher
done_testing
