# strongSwan as Debian packages it: clients, one daemon per host, and a gateway to compare ours with.
#
# Everybody carries ESP in userspace (kernel-libipsec), so the lab needs nothing from the kernel but /dev/net/tun.

# strongswan_start HOST: a client's daemon. Its connections come from client_connection. The variable `strongswan_options` may
# have more of its settings, one a line.
strongswan_start() {
    strongswan_configure "$1" "" ""
    strongswan_run "$1"
}

# client_connection HOST NAME METHOD USER PASSWORD [LINE…]: a connection NAME with a child of the same name. USER is the
# EAP identity; with a certificate (eap-tls, after pki_person USER) that is USER@lab.example. Further
# lines stand in the connection (`rekey_time = 10s`), or in the child if they begin with `child:`. The
# variable `gateway` may name another gateway than ours, `identity` another IKE identity.
client_connection() {
    local host=$1 name=$2 method=$3 user=$4 password=$5 line connection="" child="" credentials="" eap_id=$4
    shift 5
    for line in "$@"; do
        case $line in
            child:*) child+="                ${line#child:}"$'\n' ;;
            *) connection+="        $line"$'\n' ;;
        esac
    done
    if [[ $method == eap-tls ]]; then
        credentials="certs = $pki/$user.pem"
        eap_id=$user@lab.example
        cp "$pki/$user.key" "$lab/$host/swanctl/private/"
    fi
    cat >"$lab/$host/swanctl/conf.d/$name.conf" <<SWANCTL
connections {
    $name {
        version = 2
        remote_addrs = ${gateway:-$gateway_address}
        vips = 0.0.0.0
        encap = yes
        proposals = aes128gcm16-prfsha256-x25519
$connection
        local {
            auth = $method
            id = ${identity:-$user@lab.example}
            eap_id = $eap_id
            aaa_id = $aaa_name
            $credentials
        }
        remote {
            auth = pubkey
            id = $gateway_name
        }
        children {
            $name {
                remote_ts = 198.51.100.0/24
                esp_proposals = aes128gcm16
$child
            }
        }
    }
}
SWANCTL
    client_password "$host" "$user" "$password"
}

# client_password HOST USER PASSWORD: what the user of that host types, from now on.
client_password() {
    cat >"$lab/$1/swanctl/conf.d/password-$2.conf" <<SWANCTL
secrets {
    eap-${2//[.@]/-} {
        id = $2
        secret = "$3"
    }
}
SWANCTL
    strongswan_load "$1"
}

# peer_connection HOST NAME OWN REMOTE ID [LINE…]: a connection NAME without EAP, with a child of the same name. OWN is `psk`,
# or the name of a certificate in $pki; REMOTE is how the gateway proves itself, psk or pubkey. Lines as in client_connection;
# the variable `vips` may name other addresses to ask for, or none.
peer_connection() {
    local host=$1 name=$2 own=$3 remote=$4 id=$5 line connection="" child="" auth="auth = psk"
    shift 5
    for line in "$@"; do
        case $line in
            child:*) child+="                ${line#child:}"$'\n' ;;
            *) connection+="        $line"$'\n' ;;
        esac
    done
    if [[ $own != psk ]]; then
        auth=$'auth = pubkey\n            certs = '"$pki/$own.pem"
        cp "$pki/$own.key" "$lab/$host/swanctl/private/"
    fi
    if [[ -n ${vips=0.0.0.0} ]]; then
        connection+="        vips = $vips"
    fi
    cat >"$lab/$host/swanctl/conf.d/$name.conf" <<SWANCTL
connections {
    $name {
        version = 2
        remote_addrs = $gateway_address
        encap = yes
        proposals = aes128gcm16-prfsha256-x25519
$connection
        local {
            $auth
            id = $id
        }
        remote {
            auth = $remote
            id = $gateway_name
        }
        children {
            $name {
                remote_ts = 198.51.100.0/24
                esp_proposals = aes128gcm16
$child
            }
        }
    }
}
SWANCTL
    strongswan_load "$host"
}

# peer_key HOST NAME KEY ID…: a pre-shared key for these identities. strongSwan proves itself with the key that fits both sides
# best, and takes any that fits from the other side.
peer_key() {
    local host=$1 name=$2 key=$3 id number=0 ids=""
    shift 3
    for id in "$@"; do
        number=$((number + 1))
        ids+="        id-$number = $id"$'\n'
    done
    cat >"$lab/$host/swanctl/conf.d/key-$name.conf" <<SWANCTL
secrets {
    ike-$name {
$ids
        secret = "$key"
    }
}
SWANCTL
    strongswan_load "$host"
}

strongswan_load() {
    swan "$1" --load-all >"$lab/$1/load.log" 2>&1 || fail "strongSwan on $1 does not take its configuration"
}

# connect HOST NAME: logs in; succeeds once the Child SA is up.
connect() {
    swan "$1" --initiate --child "$2" --timeout 60 >"$lab/$1/initiate-$2.log" 2>&1
}

# hang_up HOST NAME
hang_up() {
    swan "$1" --terminate --ike "$2" --timeout 20 >"$lab/$1/terminate-$2.log" 2>&1
}

# connected HOST NAME: whether its daemon has an established SA.
connected() {
    swan "$1" --list-sas --ike "$2" | grep -q ESTABLISHED
}

disconnected() {
    ! connected "$@"
}

# inner_address HOST NAME: what the client was given.
inner_address() {
    swan "$1" --list-sas --ike "$2" --raw | grep -o 'local-vips=\[[^]]*\]' | tail -n 1 | sed 's/.*\[\(.*\)\]/\1/'
}

# client_log HOST: the file in which its daemon tells what it sends, receives and decides.
client_log() {
    echo "$lab/$1/charon.log"
}

# name_servers HOST: what the client was told to ask.
name_servers() {
    sed -n 's/^nameserver \([^ ]*\).*/\1/p' "$lab/$1/resolv.conf" 2>/dev/null
}

# forget_log HOST: what was said so far will not be found any more.
forget_log() {
    : >"$(client_log "$1")"
}

# swan HOST ARGUMENTS…: swanctl for the daemon of that host.
swan() {
    local host=$1
    shift
    on "$host" env STRONGSWAN_CONF="$lab/$host/strongswan.conf" SWANCTL_DIR="$lab/$host/swanctl" \
        swanctl "$1" --uri "unix://$lab/$host/charon.vici" "${@:2}"
}

# strongswan_gateway_start HOST ADDRESS: strongSwan as Gatehouse would be, asking the same RADIUS server. The variables
# `strongswan_sockets` and `strongswan_accounting` may say how many requests it makes at a time, and `no` accounting; `radius_address`
# where the RADIUS server is.
strongswan_gateway_start() {
    # Nothing travels through this one; routes would only cost it time.
    strongswan_routes=no strongswan_configure "$1" eap-radius "
        eap-radius {
            accounting = ${strongswan_accounting:-yes}
            servers {
                aaa {
                    address = ${radius_address:-$aaa_address}
                    secret = $radius_secret
                    sockets = ${strongswan_sockets:-8}
                }
            }
            dae {
                enable = yes
                listen = 0.0.0.0
                secret = $radius_secret
            }
        }"
    cp "$pki/gateway.pem" "$lab/$1/swanctl/x509/"
    cp "$pki/gateway.key" "$lab/$1/swanctl/private/"
    cat >"$lab/$1/swanctl/conf.d/gateway.conf" <<SWANCTL
connections {
    people {
        version = 2
        local_addrs = $2
        pools = people
        encap = yes
        send_cert = always
        proposals = aes128gcm16-prfsha256-x25519
        local {
            auth = pubkey
            certs = gateway.pem
            id = $gateway_name
        }
        remote {
            auth = eap-radius
            eap_id = %any
        }
        children {
            people {
                local_ts = 198.51.100.0/24
                esp_proposals = aes128gcm16, aes128gcm16-x25519
            }
        }
    }
}
pools {
    people {
        addrs = 10.173.0.0/16
    }
}
SWANCTL
    strongswan_run "$1"
    swan "$1" --load-all >"$lab/$1/load.log" 2>&1 || fail "strongSwan as gateway does not take its configuration"
}

# strongswan_configure HOST PLUGINS PLUGIN-SETTINGS
strongswan_configure() {
    local directory=$lab/$1
    mkdir -p "$directory/run" "$directory"/swanctl/{conf.d,x509,x509ca,private}
    cp "$pki/ca.pem" "$directory/swanctl/x509ca/"
    echo 'include conf.d/*.conf' >"$directory/swanctl/swanctl.conf"
    cat >"$directory/strongswan.conf" <<CONF
charon {
    load = random openssl gcrypt nonce pem pkcs1 pkcs8 pubkey x509 constraints curve25519 gcm hmac kdf md5 sha1 sha2 aes kernel-libipsec kernel-netlink socket-default vici eap-identity eap-mschapv2 eap-md5 eap-gtc eap-tls eap-ttls updown resolve $2
    install_routes = ${strongswan_routes:-yes}
    reuse_ikesa = no
    hash_and_url = ${strongswan_hash_and_url:-no}
    retransmit_tries = 4
    ${strongswan_options:-}
    send_vendor_id = ${strongswan_vendor_id:-no}
    filelog {
        file {
            path = $directory/charon.log
            time_format = %H:%M:%S
            flush_line = yes
            default = ${strongswan_log_level:-1}
        }
    }
    plugins {
        vici {
            socket = unix://$directory/charon.vici
        }
        resolve {
            # The name servers that gateways tell, one a line.
            file = $directory/resolv.conf
        }
        $3
    }
}
swanctl {
    load = random openssl pem pkcs1 pkcs8 x509
}
CONF
}

# Each daemon has a /run of its own, for its process id.
strongswan_run() {
    local directory=$lab/$1
    become "$1" env STRONGSWAN_CONF="$directory/strongswan.conf" bash -c '
        mount --bind "$1" /run
        exec /usr/lib/ipsec/charon' charon "$directory/run" >"$directory/start.log" 2>&1 &
    strongswan_process=$!
    disown "$strongswan_process"
    eventually 10 test -S "$directory/charon.vici"
}
