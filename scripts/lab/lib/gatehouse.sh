# Gatehouse on host `gateway`.

# gatehouse_start [FILE]: runs it with the scenario's configuration (default: gatehouse.yaml), which finds gateway.pem,
# gateway.key and radius.secret beside it.
gatehouse_start() {
    gatehouse_prepare "${1:-gatehouse.yaml}"
    gatehouse_run --config "$lab/gateway/gatehouse.yaml"
}

# gatehouse_prepare FILE: everything but running it.
gatehouse_prepare() {
    local directory=$lab/gateway
    cp "$scenario_directory/$1" "$directory/gatehouse.yaml"
    cp "$pki/gateway.pem" "$pki/gateway.key" "$directory/"
    chmod 600 "$directory/gateway.key"
    (umask 077 && echo "$radius_secret" >"$directory/radius.secret")
}

# gatehouse_run ARGUMENTS…: `gatehouse run` with a state directory of the lab; returns once it is ready to serve. Without the
# variable `traffic` it carries none: most scenarios are about logins.
gatehouse_run() {
    # Builds the program, if need be, before any deadline runs.
    "$repository/scripts/gatehouse" version >"$lab/gateway/build.log" 2>&1 || fail "the program cannot be built"
    [[ -n ${traffic:-} ]] || set -- --no-dataplane "$@"
    become gateway "$repository/scripts/gatehouse" run --state "$lab/gateway/state" "$@" >>"$(gatehouse_log)" 2>&1 &
    gatehouse_process=$!
    disown "$gatehouse_process"
    eventually 30 gatehouse_ready_or_gone
    gatehouse_ready || fail "Gatehouse does not start"
}

gatehouse_ready_or_gone() {
    gatehouse_ready || ! kill -0 "$gatehouse_process"
}

gatehouse_ready() {
    [[ -S $lab/gateway/state/control.sock ]] && gatehouse status >/dev/null 2>&1
}

# gatehouse_stop: as an operator would, and it must be gone in time.
gatehouse_stop() {
    kill -TERM "$gatehouse_process"
    eventually 20 gatehouse_gone
}

gatehouse_gone() {
    ! kill -0 "$gatehouse_process"
}

# client_start HOST USER PASSWORD ARGUMENTS…: `gatehouse client` on that host, with a TUN device `inside`; returns once that is
# up.
client_start() {
    local host=$1 user=$2
    (umask 077 && echo "$3" >"$lab/$host/password")
    shift 3
    # What an earlier client said would be taken for this one's word.
    : >"$lab/$host/client.log"
    # In the background of a script a program would begin with Ctrl-C switched off.
    become "$host" env --default-signal=INT "$repository/scripts/gatehouse" client --state "$lab/$host/state" \
        --config "$lab/$host/gatehouse.yaml" --server "$gateway_address" --name "$gateway_name" --ca "$pki/ca.pem" \
        --user "$user" --password-file "$lab/$host/password" --tun inside "$@" >"$lab/$host/client.log" 2>&1 &
    client_process=$!
    eventually 30 client_up_or_gone "$host"
    says "$lab/$host/client.log" 'inside is up' || fail "the client's device does not come up"
}

client_up_or_gone() {
    says "$lab/$1/client.log" 'inside is up' || ! kill -0 "$client_process"
}

# client_stop: as its user would; it must say goodbye and succeed.
client_stop() {
    kill -INT "$client_process"
    wait "$client_process"
}

# gatehouse COMMAND ARGUMENTS…: asks the running gateway.
gatehouse() {
    on gateway "$repository/scripts/gatehouse" "$@" --socket "$lab/gateway/state/control.sock"
}

gatehouse_log() {
    echo "$lab/gateway/gatehouse.log"
}

# session USER FIELD: of the user's session, as `gatehouse sessions --json` tells it; nothing if there is none.
session() {
    gatehouse sessions --json | jq -r --arg user "$1" ".[] | select(.user == \$user) | .$2 | if type == \"array\" then .[] else . end"
}

# session_count
session_count() {
    gatehouse sessions --json | jq length
}

no_sessions() {
    [[ $(session_count) == 0 ]]
}
