# shellcheck shell=sh disable=SC2154,SC2034
# Control groups. libcgroup works with the pids controller, of version 1 or 2; what is compared is a
# group made, a command run in it, and the group removed.

case_cgctl() {
	needs cgcreate cgexec cgdelete || return 0
	script ours <<-END
		$bin/cns-cgctl create /cns-bench-$$ && $bin/cns-cgctl run /cns-bench-$$ true && $bin/cns-cgctl rm /cns-bench-$$
	END
	script theirs <<-END
		cgcreate -g pids:/cns-bench-$$ && cgexec -g pids:/cns-bench-$$ true && cgdelete -g pids:/cns-bench-$$
	END
	floor group
	script group <<-END
		group=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)/cns-bench-$$
		$build/floor-group create \$group && $build/floor-group run \$group true && $build/floor-group rm \$group
	END
	contest "libcgroup=0.35" cns-cgctl "$folder/ours" ::: floor "$folder/group" ::: \
		libcgroup "$folder/theirs"
}

case_stat() {
	needs systemd-cgtop || return 0
	"$bin/cns-cgctl" create "/cns-bench-$$"
	at_end "$bin/cns-cgctl rm -r /cns-bench-$$"
	# shellcheck disable=SC2046
	"$bin/cns-cgctl" create $(seq -f "/cns-bench-$$/g%g" 1 1000)
	floor stat
	contest "cgtop=0.25" \
		cns-cgctl "$bin/cns-cgctl" stat -R --json "/cns-bench-$$" ::: \
		floor "$build/floor-stat" "$(awk '$3 == "cgroup2" { print $2; exit }' /proc/self/mounts)/cns-bench-$$" ::: \
		cgtop systemd-cgtop -b -n 1 "/cns-bench-$$"
}
