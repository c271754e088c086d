# OpenIKED as a client: one iked per host. It wants its SAs in the kernel, by PF_KEY; see paper-ipsec.c.

# openiked_start HOST CERTIFICATE LINE…: its iked with that certificate of $pki, and with these lines as its configuration. It
# does not start without a certificate, even if all it has is a pre-shared key. A policy that is `active` logs in at once, and again whenever it has no SA.
openiked_start() {
    local host=$1 certificate=$2 directory=$lab/$1
    shift 2
    paper_ipsec
    mkdir -p "$directory/run" "$directory"/iked/{ca,certs,crls,private,ocsp} "$directory"/iked/pubkeys/{ipv4,ipv6,fqdn,ufqdn}
    cp "$pki/ca.pem" "$directory/iked/ca/ca.crt"
    cp "$pki/$certificate.pem" "$directory/iked/certs/$certificate.crt"
    cp "$pki/$certificate.key" "$directory/iked/private/local.key"
    chmod 600 "$directory/iked/private/local.key"
    (umask 077 && printf '%s\n' "$@" >"$directory/iked.conf")
    openiked_run "$host"
}

# openiked_run HOST: it has no other place for its keys than /etc/iked.
openiked_run() {
    local directory=$lab/$1
    become "$1" bash -c '
        mount --bind "$1/iked" /etc/iked
        mount --bind "$1/run" /run
        LD_PRELOAD=$2 exec iked -d -vv -f "$1/iked.conf" -s "$1/run/iked.sock"' iked "$directory" "$paper" \
        >"$(iked_log "$1")" 2>&1 &
    iked_process=$!
    disown "$iked_process"
}

# ike_control HOST ARGUMENTS…: asks its iked.
ike_control() {
    local host=$1
    shift
    on "$host" ikectl -s "$lab/$host/run/iked.sock" "$@"
}

iked_log() {
    echo "$lab/$1/iked.log"
}

# openiked_expire HOST SPI: says in the kernel's place that this SA of ESP grows old, for it is the kernel that keeps time for iked.
openiked_expire() {
    on "$1" perl -MSocket -e '
        open my $sockets, "<", "/proc/net/unix" or die;
        my ($name) = map { m{@(paper-ipsec/key/\S+)} } <$sockets>;
        # sadb_msg of SADB_EXPIRE for ESP, sadb_sa, sadb_lifetime of the soft kind.
        my $message = pack("CCCCSSLL", 2, 8, 0, 3, 8, 0, 0, 0)
            . pack("SSNCCCCL", 2, 1, hex $ARGV[0], 0, 0, 0, 0, 0)
            . pack("SSLQQQ", 4, 4, 0, 0, 0, 0);
        socket my $to, PF_UNIX, SOCK_DGRAM, 0 or die;
        send $to, $message, 0, pack_sockaddr_un("\0$name") or die "$name: $!";' "$2"
}
