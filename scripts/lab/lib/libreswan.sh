# libreswan as a client: one pluto per host. It wants its SAs in the kernel; see paper-ipsec.c.

libreswan=$repository/target/packages/libreswan/usr/libexec

# paper_ipsec: makes the library, once per lab.
paper_ipsec() {
    paper=$lab/paper-ipsec.so
    [[ -f $paper ]] || cc -Wall -Werror -O1 -shared -fPIC -o "$paper" "$lab_home/lib/paper-ipsec.c" -ldl ||
        fail "paper-ipsec.c does not compile"
}

# libreswan_start HOST [NAME…]: its pluto, with these certificates of $pki.
libreswan_start() {
    local host=$1 directory=$lab/$1 name
    shift
    paper_ipsec
    mkdir -p "$directory/nss" "$directory/run"
    certutil -N -d "sql:$directory/nss" --empty-password
    certutil -A -d "sql:$directory/nss" -n ca -t CT,, -i "$pki/ca.pem"
    for name in "$@"; do
        openssl pkcs12 -export -in "$pki/$name.pem" -inkey "$pki/$name.key" -name "$name" -passout pass: \
            -out "$directory/$name.p12"
        pk12util -i "$directory/$name.p12" -d "sql:$directory/nss" -W "" >/dev/null
    done
    cat >"$directory/ipsec.conf" <<CONF
config setup
    logfile=$(pluto_log "$host")
    logtime=no
    nssdir=$directory/nss
    dumpdir=$directory
CONF
    touch "$directory/ipsec.secrets"
    # Pluto looks for its other programs where a package would have put them.
    become "$host" bash -c '
        mount --bind "$1" /usr/libexec
        LD_PRELOAD=$2 exec /usr/libexec/ipsec/pluto --nofork --config "$3/ipsec.conf" --secretsfile "$3/ipsec.secrets" \
            --rundir "$3/run"' pluto "$libreswan" "$paper" "$directory" >"$directory/start.log" 2>&1 &
    disown "$!"
    eventually 10 says "$(pluto_log "$host")" 'loading secrets from'
}

# libreswan_connection HOST NAME LINE…: a connection NAME that asks for an address.
libreswan_connection() {
    local host=$1 name=$2
    shift 2
    {
        cat <<CONF

conn $name
    ikev2=yes
    left=%defaultroute
    leftsubnet=0.0.0.0/0
    leftmodecfgclient=yes
    right=$gateway_address
    rightid=@$gateway_name
    rightsubnet=198.51.100.0/24
    narrowing=yes
    leftupdown=%disabled
CONF
        printf '    %s\n' "$@"
    } >>"$lab/$host/ipsec.conf"
    on "$host" "$libreswan/ipsec/addconn" --config "$lab/$host/ipsec.conf" --ctlsocket "$lab/$host/run/pluto.ctl" "$name" \
        >"$lab/$host/add-$name.log" 2>&1 || fail "libreswan on $host does not take connection $name"
}

# libreswan_key HOST ID KEY
libreswan_key() {
    echo "$2 @$gateway_name : PSK \"$3\"" >>"$lab/$1/ipsec.secrets"
    whack "$1" --rereadsecrets >/dev/null
}

# whack HOST ARGUMENTS…: asks its pluto.
whack() {
    local host=$1
    shift
    on "$host" "$libreswan/ipsec/whack" --rundir "$lab/$host/run" "$@"
}

# pluto_connects HOST NAME: logs in; succeeds once the Child SA is up.
pluto_connects() {
    timeout 20 ip netns exec "$lab_prefix-$1" "$libreswan/ipsec/whack" --rundir "$lab/$1/run" --name "$2" --initiate \
        >"$lab/$1/initiate-$2.log" 2>&1
}

pluto_log() {
    echo "$lab/$1/pluto.log"
}
