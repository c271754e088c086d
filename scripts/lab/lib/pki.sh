# One authority for everything: the gateway, the RADIUS server, and people who log in with a certificate.

gateway_name=gateway.lab.example
aaa_name=aaa.lab.example

pki_open() {
    pki=$lab/pki
    mkdir -p "$pki"
    pki_key ca ec
    openssl req -x509 -new -key "$pki/ca.key" -subj "/O=Gatehouse Lab/CN=Lab Authority" -days 30 -out "$pki/ca.pem" \
        -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign
    pki_certificate gateway "$gateway_name" "DNS:$gateway_name" serverAuth ec
    pki_certificate aaa "$aaa_name" "DNS:$aaa_name" serverAuth ec
}

# pki_person NAME: a certificate for NAME@lab.example.
pki_person() {
    pki_certificate "$1" "$1@lab.example" "email:$1@lab.example" clientAuth ec
}

# pki_key FILE ec|rsa|ed25519
pki_key() {
    case $2 in
        ec) openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$pki/$1.key" ;;
        ed25519) openssl genpkey -quiet -algorithm ED25519 -out "$pki/$1.key" ;;
        rsa) openssl genpkey -quiet -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out "$pki/$1.key" ;;
    esac
}

# pki_certificate FILE COMMON-NAME ALTERNATIVE-NAME USAGE ec|rsa|ed25519
pki_certificate() {
    pki_key "$1" "$5"
    openssl req -new -key "$pki/$1.key" -subj "/O=Gatehouse Lab/CN=$2" |
        openssl x509 -req -CA "$pki/ca.pem" -CAkey "$pki/ca.key" -days 30 -out "$pki/$1.pem" -extfile <(
            echo "basicConstraints=CA:FALSE"
            echo "keyUsage=digitalSignature"
            echo "extendedKeyUsage=$4"
            echo "subjectAltName=$3"
            echo "authorityKeyIdentifier=keyid"
        ) 2>/dev/null
}
