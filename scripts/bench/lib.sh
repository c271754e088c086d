# What every benchmark sources: the laboratory, and `gatehouse load` as the clients of whichever gateway.
# What is measured starts as it does for everybody.
export GATEHOUSE_REHEARSAL=yes
source "$(dirname "${BASH_SOURCE[0]}")/../lab/lib.sh"

# load NAME ADDRESS PROCESS ARGUMENTS…: clients on the laptop log in at that address; the report is in NAME.json. Processor time of
# that process is told. Everybody must get in.
load() {
    load_some "$@" || {
        tail -n 30 "$lab/laptop/$1.log" >&2
        fail "not every login at $1 succeeded"
    }
}

# load_some …: the same; succeeds if everybody got in.
load_some() {
    local name=$1 address=$2 process=$3
    shift 3
    rm -f "$lab/laptop/$name.json"
    on laptop "$repository/scripts/gatehouse" load --config "$lab/laptop/gatehouse.yaml" --state "$lab/laptop/state" \
        --server "$address" --name "$gateway_name" --ca "$pki/ca.pem" --watch "$process" --quiet \
        --json "$lab/laptop/$name.json" "$@" >"$lab/laptop/$name.log" 2>&1
}

# laptop_host: the clients' host; everybody's password is in its file `password`.
laptop_host() {
    client_host laptop 11
    echo '{}' >"$lab/laptop/gatehouse.yaml"
    (umask 077 && echo pass >"$lab/laptop/password" && echo "$radius_secret" >"$lab/aaa/secret")
}

# rival_host NAME NUMBER: a host for another gateway, at 192.0.2.NUMBER and 198.51.100.NUMBER.
rival_host() {
    host_add "$1"
    host_plug "$1" outer "192.0.2.$2/24"
    host_plug "$1" inner "198.51.100.$2/24"
}

# stub_start METHOD [PREFIX MILLISECONDS]: on host aaa, a RADIUS server that costs next to nothing, instead of FreeRADIUS; LoginStub
# says what the arguments are.
stub_start() {
    rm -f "$lab/aaa/stub.log"
    # What follows them on the command line is of the script that starts it.
    local method=$1 slow="${2:-nobody} ${3:-0}"
    become aaa env GATEHOUSE_JAVA_OPTIONS="-XX:TieredStopAtLevel=4 -cp $repository/target/test-classes:$repository/target/gatehouse.jar:$repository/target/lib/* gatehouse.server.LoginStub $method $lab/aaa/secret $lab/laptop/password $pki/aaa.pem $pki/aaa.key $pki/ca.pem $slow" \
        "$repository/scripts/gatehouse" >"$lab/aaa/stub.log" 2>&1 &
    radius_process=$!
    disown "$radius_process"
    eventually 20 says "$lab/aaa/stub.log" "^ready"
}

# delay_start: host `far` at 198.51.100.20, by which the RADIUS server is as far away as `delay_set` says. (These kernels have no
# netem; see delay.c.)
delay_start() {
    radius_address=198.51.100.20
    host_add far
    host_plug far inner "$radius_address/24"
    gcc -O2 -Wall -o "$lab/delay" "$(dirname "${BASH_SOURCE[0]}")/delay.c"
    echo 0 >"$lab/far/delay"
    become far "$lab/delay" "$radius_address" "$aaa_address" "$lab/far/delay" >"$lab/far/delay.log" 2>&1 &
    delay_process=$!
    disown "$delay_process"
    eventually 5 says "$lab/far/delay.log" "^ready"
}

# delay_set MILLISECONDS: from now on. Sets most_access and most_accounting, the most requests that were on their way at the same
# time since the last call.
delay_set() {
    rm -f "$lab/far/delay.seen"
    echo "$1" >"$lab/far/delay"
    kill -HUP "$delay_process"
    eventually 5 test -s "$lab/far/delay.seen"
    # shellcheck disable=SC2034 # whoever calls wants them
    read -r most_access most_accounting _ <"$lab/far/delay.seen"
}

# reported NAME FIELD: a number of the report, by its name; the first of that name.
reported() {
    sed -nE "/^ *\"$2\" : [0-9.]+,?\$/{ s/.* : ([0-9.]+).*/\1/p; q }" "$lab/laptop/$1.json"
}

# counted NAME WHAT: how often that was counted in the report, like `in` or `failed`.
counted() {
    jq --arg what "$2" '.counts[$what] // 0' "$lab/laptop/$1.json"
}

# percentile NAME p50|p90|p99: of a login in the report, in milliseconds; endless if there was none.
percentile() {
    jq --arg which "$2" '[.milliseconds[] | select(.what == "login") | .[$which]] | first // 1e9' "$lab/laptop/$1.json"
}

# rate_between NAME FROM TO: logins per second of the report, in the seconds from FROM to TO after it began to count.
rate_between() {
    jq --argjson from "$2" --argjson to "$3" '
        [.course[] | select(.at >= $from and .at <= $to + 0.3)]
        | if length < 2 then 0 else ([.[1:][].logins] | add) / (.[-1].at - .[0].at) end' "$lab/laptop/$1.json"
}

# quotient A B [FORMAT]
quotient() {
    awk -v a="$1" -v b="$2" -v format="${3:-%.2f}" 'BEGIN { printf(format "\n", (b > 0 ? a / b : 0)) }'
}
