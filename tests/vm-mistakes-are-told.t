#!/bin/sh
# A mistake is one clear sentence and status 125, before any machine is started.
. tests/lib.sh
export XDG_CACHE_HOME="$test_folder/cache" DEPS=no

# mistake TOLD ARGUMENT...
mistake() {
	wanted=$1
	shift
	got=$(scripts/vm "$@" 2>&1)
	is "$? $got" "125 vm: $wanted" "scripts/vm $*"
}
mistake "a command is missing; see scripts/vm --help"
mistake "unknown option '--kernal'; see scripts/vm --help" --kernal 6.1 true
mistake "--kernel wants a value; see scripts/vm --help" --kernel
mistake "-t wants a number of seconds, not '1h'" -t 1h true
mistake "--disk wants a size such as 512M, not 'big'" --disk big true
mistake "-e wants NAME=VALUE, not '1=2'" -e 1=2 true
mistake "-e wants NAME=VALUE, not 'NAME'" -e NAME true
for program in busybox depmod; do
	PATH=$PATH:/sbin:/usr/sbin command -v $program >/dev/null || skip_all "$program is not installed"
done
PATH=$PATH:/sbin:/usr/sbin
mistake "there is no kernel at '/no/such'" -k /no/such true
mistake "'new' is no kernel: give 6.1, 6.12, or the path of a package, a folder or a vmlinuz" -k new true
mistake "/etc/passwd is no x86 kernel" -k /etc/passwd true
mistake "kernel 6.1 is not in $test_folder/cache/cns/vm, and DEPS=no forbids to download it" -k 6.1 true
is "$(find "$XDG_CACHE_HOME" -type f ! -name lock)" "" "nothing is left in the cache folder"
yes "--help tells the options" scripts/vm --help
done_testing
