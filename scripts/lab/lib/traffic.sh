# Traffic through a tunnel: files whose SHA-256 is compared, and datagrams whose numbers are.

# demand_data_plane: skips the scenario where the gateway carries nothing.
demand_data_plane() {
    if says "$(gatehouse_log)" 'event=no-data-plane'; then
        echo "$scenario: this gateway carries no traffic (event=no-data-plane)"
        exit 77
    fi
    eventually 10 says "$(gatehouse_log)" 'event=data-plane-started'
}

# random_file NAME MEGABYTES
random_file() {
    head -c "$2M" /dev/urandom >"$lab/$1"
}

digest() {
    sha256sum <"$1"
}

# fetch_file CLIENT HOST ADDRESS PORT FILE: CLIENT fetches FILE of the lab from HOST, and has the same.
fetch_file() {
    local began giver
    become "$2" "$lab_home/lib/flow" give "$4" "$lab/$5" &
    giver=$!
    eventually 5 listens "$2" "$4"
    began=$(milliseconds)
    check "$1 fetches $5 from $3" on "$1" timeout 120 "$lab_home/lib/flow" fetch "$3" "$4" "$lab/$1/fetched"
    speed "$lab/$5" "$began"
    check "SHA-256 is the same" test "$(digest "$lab/$5")" = "$(digest "$lab/$1/fetched")"
    wait "$giver"
}

# put_file CLIENT HOST ADDRESS PORT FILE: the other way.
put_file() {
    local began taker
    become "$2" "$lab_home/lib/flow" take "$4" "$lab/$2/taken" &
    taker=$!
    eventually 5 listens "$2" "$4"
    began=$(milliseconds)
    check "$1 sends $5 to $3" on "$1" timeout 120 "$lab_home/lib/flow" put "$3" "$4" "$lab/$5"
    speed "$lab/$5" "$began"
    wait "$taker"
    check "SHA-256 is the same" test "$(digest "$lab/$5")" = "$(digest "$lab/$2/taken")"
}

speed() {
    local took=$(($(milliseconds) - $2))
    say "    $(($(stat -c %s "$1") * 8 / 1000 / (took > 0 ? took : 1))) Mbit/s"
}

listens() {
    on "$1" ss -Hltn "sport = :$2" | grep -q .
}

hears() {
    on "$1" ss -Hlun "sport = :$2" | grep -q .
}

# numbers_begin FROM TO ADDRESS PORT SECONDS: numbered datagrams on their way, in the background.
numbers_begin() {
    become "$2" "$lab_home/lib/flow" count "$4" >"$lab/$2/numbers-$4.log" &
    eventually 5 hears "$2" "$4"
    become "$1" "$lab_home/lib/flow" number "$3" "$4" "$5" >"$lab/$1/numbers-$4.log" &
}

# numbers_arrived FROM TO PORT SECONDS: none was lost, none came twice.
numbers_arrived() {
    eventually "$4" says "$lab/$2/numbers-$3.log" received
    eventually 5 says "$lab/$1/numbers-$3.log" sent
    local sent
    sent=$(sed -n 's/^sent //p' "$lab/$1/numbers-$3.log")
    check "enough were sent: $sent" test "$sent" -gt 1000
    check_equal "datagrams from $1 to $2" "received $sent, twice 0" "$(<"$lab/$2/numbers-$3.log")"
}
