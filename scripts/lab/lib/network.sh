# Hosts are network namespaces; a namespace `switch` in their middle has a bridge for either network.
#
#   outer 192.0.2.0/24      gateway .1, clients .11 and up, a NAT router .99
#   inner 198.51.100.0/24   gateway .1, aaa .10

gateway_address=192.0.2.1
gateway_inner=198.51.100.1
aaa_address=198.51.100.10

network_open() {
    lab_prefix=gh$$
    lab_hosts=()
    host_add switch
    for network in outer inner; do
        on switch ip link add "$network" type bridge
        on switch ip link set "$network" up
    done
    host_add gateway
    host_plug gateway outer "$gateway_address/24"
    host_plug gateway inner "$gateway_inner/24"
    host_add aaa
    host_plug aaa inner "$aaa_address/24"
    on aaa ip route add default via "$gateway_inner"
}

# client_host NAME NUMBER: a host on the outer network, at 192.0.2.NUMBER.
client_host() {
    host_add "$1"
    host_plug "$1" outer "192.0.2.$2/24"
    on "$1" ip route add default via "$gateway_address"
}

host_add() {
    local namespace=$lab_prefix-$1
    lab_hosts+=("$1")
    ip netns add "$namespace"
    ip -n "$namespace" link set lo up
    on "$1" sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
    mkdir -p "$lab/$1"
}

# host_plug NAME NETWORK ADDRESS/LENGTH
host_plug() {
    local namespace=$lab_prefix-$1 port=$2-$1
    ip -n "$lab_prefix-switch" link add "${port:0:15}" type veth peer name "$2" netns "$namespace"
    ip -n "$lab_prefix-switch" link set "${port:0:15}" master "$2" up
    ip -n "$namespace" address add "$3" dev "$2"
    ip -n "$namespace" link set "$2" up
    # What userspace sends through a tunnel must bear real checksums.
    on "$1" ethtool -K "$2" tx off >/dev/null
}

# nat_host NAME NUMBER NETWORK: a router at 192.0.2.NUMBER that hides NETWORK.0/24, of which it is .1.
nat_host() {
    client_host "$1" "$2"
    on switch ip link add "behind-$1" type bridge
    on switch ip link set "behind-$1" up
    host_plug "$1" "behind-$1" "$3.1/24"
    on "$1" sysctl -qw net.ipv4.ip_forward=1
    on "$1" nft -f - <<NFT
table ip nat {
    chain postrouting {
        type nat hook postrouting priority srcnat
        oifname "outer" masquerade
    }
}
NFT
}

# hidden_host NAME ROUTER ADDRESS GATEWAY: a client behind a NAT router.
hidden_host() {
    host_add "$1"
    host_plug "$1" "behind-$2" "$3/24"
    on "$1" ip route add default via "$4"
}

# fragments_watch HOST: from now on it counts the IKE fragments that come in: an SKF payload, behind the non-ESP marker and the
# IKE header's SPIs (RFC 7383).
fragments_watch() {
    on "$1" nft -f - <<NFT
table inet watch {
    chain in {
        type filter hook input priority filter
        udp dport 4500 @th,224,8 53 counter
    }
}
NFT
}

# fragments HOST: how many came.
fragments() {
    on "$1" nft list chain inet watch in | sed -n 's/.* counter packets \([0-9]*\) .*/\1/p'
}

# on HOST COMMAND…: runs it there.
on() {
    local host=$1
    shift
    ip netns exec "$lab_prefix-$host" "$@"
}

# become HOST COMMAND…: the same, in the place of this shell; so after `become … &` the process id is the command's.
# Daemons are disowned: whoever ends them wants no word of the shell about it.
become() {
    local host=$1
    shift
    exec ip netns exec "$lab_prefix-$host" "$@"
}

# Ends every process in our namespaces, and the namespaces. There is nothing that any of them would have to save.
network_close() {
    local host pids
    for host in "${lab_hosts[@]}"; do
        while pids=$(ip netns pids "$lab_prefix-$host" 2>/dev/null) && [[ -n $pids ]]; do
            kill -KILL $pids 2>/dev/null
            sleep 0.05
        done
        ip netns delete "$lab_prefix-$host" 2>/dev/null
    done
}
