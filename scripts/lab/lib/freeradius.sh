# A private FreeRADIUS on host `aaa`, and what it heard.
#
# People and what they are granted come from the scenario's file `users`. Three names are special, whoever they belong to:
# a user whose name begins with `slow` is answered after 30 seconds, one whose name begins with `silent` never, and one whose
# name begins with `push` has confirmed his login 40 seconds after his proof came (file `phone`: when it rang).

radius_secret=a-secret-of-the-lab-alone

# radius_start: the variable radius_tls may say which version of TLS EAP has at most (default: 1.2), radius_eap which EAP method is
# proposed first (default: mschapv2).
radius_start() {
    radius=$lab/aaa
    mkdir -p "$radius/run"
    cp "$pki/ca.pem" "$pki/aaa.pem" "$pki/aaa.key" "$radius"
    cp "$scenario_directory/users" "$radius/users"
    sed -e "s|@DIRECTORY@|$radius|g" -e "s|@SECRET@|$radius_secret|g" -e "s|@TLS@|${radius_tls:-1.2}|g" \
        -e "s|@EAP@|${radius_eap:-mschapv2}|g" \
        "$lab_home/lib/radiusd.conf" >"$radius/radiusd.conf"
    # What this scenario needs besides.
    if [[ -f $scenario_directory/radiusd.conf ]]; then
        sed -e "s|@DIRECTORY@|$radius|g" -e "s|@SECRET@|$radius_secret|g" -e "s|@PSK@|${psk:-}|g" \
            "$scenario_directory/radiusd.conf" >>"$radius/radiusd.conf"
    fi
    cp "$lab_home/lib/dictionary" "$radius/dictionary"
    touch "$radius/detail"
    radius_run
}

radius_run() {
    become aaa freeradius -f -d "$radius" -l "$radius/radius.log" >"$radius/start.log" 2>&1 &
    radius_process=$!
    disown "$radius_process"
    eventually 10 says "$radius/radius.log" "Ready to process requests"
}

# records [PATTERN…]: accounting records that match every pattern, one a line: Name=value, parted by '|'.
records() {
    local lines pattern
    lines=$(awk '
        /^\t/ { sub(/^\t/, ""); sub(/ = /, "="); gsub(/"/, ""); line = line "|" $0; next }
        /^$/  { if (line != "") print line "|"; line = "" }
    ' "$radius/detail")
    for pattern in "$@"; do
        lines=$(grep -F -- "|$pattern|" <<<"$lines" || true)
    done
    [[ -z $lines ]] || echo "$lines"
}

# has_record PATTERN…
has_record() {
    [[ -n $(records "$@") ]]
}

# field NAME: of the record on standard input; of the last one if there are several. Repeated attributes come one a line.
field() {
    tail -n 1 | tr '|' '\n' | sed -n "s/^$1=//p"
}

# radius_send coa|disconnect ATTRIBUTE…: what the gateway answers, as radclient prints it. `from` may name another host.
radius_send() {
    local kind=$1
    shift
    printf "%s\n" "$@" | on "${from:-aaa}" radclient -x -r 1 -t 5 -D /usr/share/freeradius \
        "$gateway_inner:3799" "$kind" "$radius_secret" 2>&1 || true
}

# radius_stop, radius_restart: an outage. What was recorded stays.
radius_stop() {
    kill "$radius_process"
    eventually 10 not kill -0 "$radius_process"
}

radius_restart() {
    : >"$radius/radius.log"
    radius_run
}
