#!/bin/sh
# A mistake in what is asked is told in one sentence, with the right status, and nothing is changed.
. tests/lib.sh
. tests/cgctl.sh
escape=$(printf 'a\033[31m')
newline='a
b'
long=$(printf '%0300d' 0)

# wrong STATUS PATTERN ARGUMENT...
wrong() {
	wanted=$1 pattern=$2
	shift 2
	said=$(cns-cgctl "$@" 2>&1)
	status=$?
	if [ $status = "$wanted" ]; then
		like "$said" "cns-cgctl*: $pattern" "cns-cgctl $(printf '%.40s' "$*" | tr '\n\033' '__'): told"
	else
		fail "cns-cgctl $* ends in $wanted" "status $status: $said"
	fi
	case $said in
	*"$(printf '\033')"*) fail "no escape sequence reaches the terminal" ;;
	esac
}
wrong 2 'unknown verb: grow*' grow
wrong 2 'unknown option: --grow*' ls --grow
wrong 2 'unknown option: --grow*' --grow
wrong 2 'missing operand: CGROUP...*' create
wrong 2 'missing operand*' set a
wrong 125 'missing operand*' run
wrong 125 'missing operand: COMMAND*' run a --
wrong 125 'unknown option: --grow*' run --grow a true
for name in "" @ .. a/../b "$escape" "$newline"; do
	wrong 1 'cannot find the cgroup*' get "$name" cgroup.events
	wrong 125 'cannot find the cgroup*' run "$name" true
done
wrong 1 'cannot open the cgroup*No such file or directory (ENOENT)*' get "a/$long" cgroup.events
wrong 125 'cannot make the cgroup *is longer than 255 bytes*' run "a/$long" true
wrong 1 "cannot find the cgroup '@no-such-group': no cgroup is called so" ls @no-such-group
wrong 1 'cannot open the cgroup*No such file or directory (ENOENT)*' get /no/such/group cgroup.events
for name in cgroup.x memory.max -dash; do
	wrong 1 "cannot make the cgroup /*: a part of *begins with*" create "/$name"
done
wrong 1 "*is not a file of a cgroup" get / ../../etc/passwd
wrong 1 "*is not a file of a cgroup" get / ""
wrong 1 "*no file '../x' of a cgroup can be set*" set / ../x=1
wrong 1 "*a setting is KEY=VALUE*" set / memory.max
wrong 1 "*a setting is KEY=VALUE*" set / =1
wrong 1 "*no file 'cgroup.procs'*
*verb move*" set / cgroup.procs=1
wrong 1 "*no file 'memory.limit_in_bytes'*
*memory.max*" set / memory.limit_in_bytes=1
for typo in memory.mx memory.maxx memory.maz memory.mxa emory.max memory.ma; do
	wrong 1 "*no file '$typo'*
*hint: memory.max is one" set / $typo=1
done
wrong 1 "*no file 'memory.current'*
*the kernel tells it*" set / memory.current=1
for other in memory cpus freezer.state; do
	wrong 1 "*no file '$other'*
*hint: convert tells names of version 1, docker and OCI*" set / $other=1
done
wrong 1 "*no file 'memory.new'*
*--force*" set / memory.new=1
keys_of_stat() { sed 's/ .*//'; }
is "$(cns-cgctl get -J / cgroup.stat | jq -r '.values[] | select(.key == "cgroup.stat") | .value' | keys_of_stat)" \
	"$(value cgroup.stat | keys_of_stat)" \
	"get -J has a value for each line, with no escape in it"
wrong 125 "*is not a size*" run -s memory.max=lots a true
for pid in 0 4194305 99999999999 -1 1x "" "$escape"; do
	case $pid in
	-1) wrong 2 '*' move / -1 ;;
	*) wrong 1 'cannot *' move / "$pid" ;;
	esac
done
wrong 1 '*it is no signal*' kill -s GROW /
wrong 1 '*it is no signal*' kill -s 99 /
for time in "" -1 1.2345 x 1e3; do
	wrong 1 '*it is not a number of seconds*' freeze "--timeout=$time" /
done
for verb in freeze thaw kill; do
	wrong 1 '*is the root of the tree*' "$verb" /
done
wrong 1 '*the root of the tree cannot be removed' rm /
wrong 1 "*there is no column 'grow'*" ls -o grow
# shellcheck disable=SC2046
said=$(cns-cgctl get / $(yes cgroup.no | head -10000) 2>&1)
is "$?" 1 "10,000 arguments are read"
said=$(cns-cgctl ls / 2>&1 >/dev/full)
is "$?" 1 "an answer that cannot be written is an error"
like "$said" '*No space left on device*' "and said"
done_testing
