# shellcheck shell=sh disable=SC2154,SC2034
# Networks. Each case has names and links of its own: those of the host are left as they are.

own_network() {
	script own-network <<-'END'
		mount -t tmpfs none /run && exec "$@"
	END
	around="unshare -nm $folder/own-network"
}

# A thousand take long: a tenth of the rounds.
case_netns() {
	needs ip || return 0
	floor netns
	own_network
	all=$rounds
	rounds=$(((rounds + 9) / 10))
	seq -f 'n%g' 1 1000 >"$folder/names"
	sed 's/^/netns add /' "$folder/names" >"$folder/batch"
	script ours <<-END
		exec $bin/cns-netns add \$(cat $folder/names)
	END
	script floored <<-END
		exec $build/floor-netns 1000
	END
	script loop <<-END
		for name in \$(cat $folder/names); do ip netns add \$name; done
	END
	script batch-add <<-END
		exec ip -batch $folder/batch
	END
	script clear <<-END
		umount /run/netns/*
		rm /run/netns/*
		umount /run/netns
		rmdir /run/netns
	END
	contest "floor=1.15 loop=0.12 batch=1.0" \
		cns-netns @after "$folder/clear" "$folder/ours" ::: \
		floor @after "$folder/clear" "$folder/floored" ::: \
		loop @after "$folder/clear" "$folder/loop" ::: \
		batch @after "$folder/clear" "$folder/batch-add"
	rounds=$all
}

# hand NAME NUMBER: what up does, one program for each part
hand() {
	script "$1" <<-END
		set -e
		ip netns add $1
		ip link show cns0 >/dev/null 2>&1 || {
			ip link add cns0 type bridge
			ip addr add 10.99.0.1/24 dev cns0
			ip link set cns0 up
		}
		ip link add $1 type veth peer name eth0 netns $1
		ip link set $1 master cns0 up
		ip -n $1 addr add 10.99.0.$2/24 dev eth0
		ip -n $1 link set lo up
		ip -n $1 link set eth0 up
		ip -n $1 route add default via 10.99.0.1
		nft add table ip hand
		nft 'add chain ip hand post { type nat hook postrouting priority 100; }'
		nft 'add chain ip hand pre { type nat hook prerouting priority -100; }'
		nft add rule ip hand post ip saddr 10.99.0.$2 masquerade
		nft add rule ip hand pre tcp dport 8080 dnat to 10.99.0.$2:80
	END
}
clear_hand() {
	script clear-hand <<-'END'
		ip netns del web
		ip link del web 2>/dev/null
		ip link del cns0 2>/dev/null
		nft delete table ip hand 2>/dev/null
		nft delete table ip floor 2>/dev/null
		exit 0
	END
}
# The plugins of CNI as a runtime calls them: bridge, then portmap with what bridge answered.
cni() {
	conf='"cniVersion":"0.4.0","name":"bench"'
	cat >"$folder/bridge.json" <<-END
		{$conf,"type":"bridge","bridge":"cni0","isGateway":true,"ipMasq":true,
		"ipam":{"type":"host-local","dataDir":"/run/cni","subnet":"10.98.0.0/16","routes":[{"dst":"0.0.0.0/0"}]}}
	END
	cat >"$folder/call" <<-END
		call() {
			CNI_COMMAND=\$1 CNI_CONTAINERID=\$3 CNI_NETNS=/run/netns/\$3 CNI_IFNAME=eth0 CNI_PATH=/usr/lib/cni /usr/lib/cni/\$2
		}
		portmap() {
			printf '{$conf,"type":"portmap","capabilities":{"portMappings":true},"runtimeConfig":{"portMappings":[{"hostPort":8080,"containerPort":80,"protocol":"tcp"}]},"prevResult":%s}' "\$2" | call "\$1" portmap "\$3"
		}
	END
	script cni-up <<-END
		. $folder/call
		set -e
		ip netns add web
		result=\$(call ADD bridge web <$folder/bridge.json)
		portmap ADD "\$result" web
	END
	script cni-down <<-END
		. $folder/call
		portmap DEL null web
		call DEL bridge web <$folder/bridge.json
		ip netns del web
		\$1
	END
	script cni-down-all <<-END
		exec $folder/cni-down 'ip link del cni0'
	END
}
# up_contest CNI-DOWN CONTENDER ::: CONTENDER...
up_contest() {
	down=$1
	shift
	[ ! -x /usr/lib/cni/bridge ] || ! have iptables || set -- "$@" ::: cni @after "$folder/$down" "$folder/cni-up"
	contest "floor=2.0 by-hand=0.08 cni=0.04" "$@"
}
case_up() {
	needs ip nft || return 0
	floor up -lnftnl -lmnl
	own_network
	hand web 2
	clear_hand
	cni
	script clear <<-END
		$bin/cns-netns down web
	END
	up_contest cni-down-all cns-netns @after "$folder/clear" "$bin/cns-netns" up web -p 8080:80 ::: \
		floor @after "$folder/clear-hand" "$build/floor-up" ::: \
		by-hand @after "$folder/clear-hand" "$folder/web"
}

# As above, but with 99 others there. The bridge and the rules' table are there already, for each.
case_up100() {
	needs ip nft || return 0
	floor up -lnftnl -lmnl
	hand web 250
	sed -i 's/cns0/hand0/g' "$folder/web"
	cni
	script others <<-END
		mount -t tmpfs none /run
		$bin/cns-netns up \$(seq -f 'n%g' 1 99)
		nft add table ip floor
		nft 'add chain ip floor post { type nat hook postrouting priority 100; }'
		nft 'add chain ip floor pre { type nat hook prerouting priority -100; }'
		exec "\$@"
	END
	around="unshare -nm $folder/others"
	script clear <<-END
		$bin/cns-netns down web
	END
	script clear-floor <<-'END'
		ip netns del web
		ip link del cv0 2>/dev/null
		nft flush table ip floor
	END
	script clear-hand <<-'END'
		ip netns del web
		ip link del web 2>/dev/null
		nft flush table ip hand
	END
	up_contest cni-down cns-netns @after "$folder/clear" "$bin/cns-netns" up web -p 8080:80 ::: \
		floor @after "$folder/clear-floor" "$build/floor-up" another ::: \
		by-hand @after "$folder/clear-hand" "$folder/web"
}

case_down() {
	needs ip || return 0
	own_network
	all=$rounds
	rounds=$(((rounds + 9) / 10))
	seq -f 'n%g' 1 100 >"$folder/names"
	script start <<-END
		exec $bin/cns-netns up \$(cat $folder/names)
	END
	script ours <<-END
		exec $bin/cns-netns down --all
	END
	script start-by-hand <<-END
		ip link add hand0 type bridge
		for n in \$(cat $folder/names); do
			echo "netns add \$n"
			echo "link add \$n master hand0 type veth peer name eth0 netns \$n"
		done | ip -batch -
	END
	script stop-by-hand <<-END
		for n in \$(cat $folder/names); do
			ip link del \$n
			ip netns del \$n
		done
		ip link del hand0
	END
	contest "by-hand=0.05" \
		cns-netns @before "$folder/start" "$folder/ours" ::: \
		by-hand @before "$folder/start-by-hand" "$folder/stop-by-hand"
	rounds=$all
}
