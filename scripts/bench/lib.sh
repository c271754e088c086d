# What every benchmark sources: the laboratory, and `gatehouse load` as the clients of whichever gateway.
# What is measured starts as it does for everybody.
export GATEHOUSE_REHEARSAL=yes
source "$(dirname "${BASH_SOURCE[0]}")/../lab/lib.sh"

# load NAME ADDRESS PROCESS ARGUMENTS…: clients on the laptop log in at that address; the report is in NAME.json. Processor time of
# that process is told.
load() {
    local name=$1 address=$2 process=$3
    shift 3
    on laptop "$repository/scripts/gatehouse" load --config "$lab/laptop/gatehouse.yaml" --state "$lab/laptop/state" \
        --server "$address" --name "$gateway_name" --ca "$pki/ca.pem" --watch "$process" --quiet \
        --json "$lab/laptop/$name.json" "$@" >"$lab/laptop/$name.log" 2>&1 || {
        tail -n 30 "$lab/laptop/$name.log" >&2
        fail "not every login at $name succeeded"
    }
}

# reported NAME FIELD: a number of the report, by its name; the first of that name.
reported() {
    sed -nE "s/^ *\"$2\" : ([0-9.]+),?\$/\1/p" "$lab/laptop/$1.json" | head -n 1
}

# quotient A B [FORMAT]
quotient() {
    awk -v a="$1" -v b="$2" -v format="${3:-%.2f}" 'BEGIN { printf(format "\n", (b > 0 ? a / b : 0)) }'
}
