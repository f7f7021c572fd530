#!/bin/sh
# The hostile side is in tests/attacks, one class a file; make attacks PEERS=yes shows that they work.
# root: needed
[ -x "${BUILD:-build}/tests/attacks/hostile" ] || { echo "1..0 # SKIP make testers has not been run"; exit 0; }
command -v busybox >/dev/null || { echo "1..0 # SKIP busybox is not installed"; exit 0; }
RACE_SECONDS=2 exec tests/attacks/run --tap
