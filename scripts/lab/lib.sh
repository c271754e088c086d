# What every scenario sources. It opens a laboratory that belongs to this scenario alone, and takes it down on any exit.
#
#   source "$(dirname "$0")/../lib.sh"
#   lab_open
#
# Afterwards there are: $lab, a private directory for everything; namespaces `gateway`, `aaa` and `switch` (see
# lib/network.sh); and functions to start peers and to hold them to something. Nothing here sleeps for a guess:
# `eventually` polls a condition until a deadline.
#
# LAB_LOGS  where logs are kept after the end (default: target/lab/SCENARIO)
# LAB_KEEP  if set, a failed scenario waits for Enter before it takes everything down
set -euo pipefail
# A rehearsal after each change of a source would take longer than most scenarios.
export GATEHOUSE_REHEARSAL=${GATEHOUSE_REHEARSAL:-no}
shopt -s inherit_errexit

scenario_directory=$(cd "$(dirname "$0")" && pwd)
scenario=$(basename "$scenario_directory")
lab_home=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$lab_home/../.." && pwd)

source "$lab_home/lib/check.sh"
source "$lab_home/lib/network.sh"
source "$lab_home/lib/pki.sh"
source "$lab_home/lib/freeradius.sh"
source "$lab_home/lib/strongswan.sh"
source "$lab_home/lib/libreswan.sh"
source "$lab_home/lib/openiked.sh"
source "$lab_home/lib/gatehouse.sh"
source "$lab_home/lib/traffic.sh"

lab_open() {
    "$lab_home/setup" >/dev/null || exit $?
    # Short: the path of a Unix domain socket has 107 characters at most.
    lab=$(mktemp -d /tmp/lab.XXXXXX)
    trap lab_close EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    network_open
    pki_open
}

lab_close() {
    local status=$?
    trap '' INT TERM
    set +e
    if ((status != 0)); then
        echo "$scenario: FAILED (status $status); the ends of the logs:" >&2
        tail -n 12 "$lab"/*/{charon,pluto,iked,gatehouse,client,radius}.log >&2 2>/dev/null
        if [[ -n ${LAB_KEEP:-} && -t 0 ]]; then
            read -rp "the lab is in $lab, its namespaces begin with $lab_prefix; Enter takes it down " _
        fi
    fi
    network_close
    local logs=${LAB_LOGS:-$repository/target/lab/$scenario}
    rm -rf "$logs"
    mkdir -p "$logs"
    (cd "$lab" && find . \( -name "*.log" -o -name detail -o -name result.json \) -exec cp --parents {} "$logs" \;)
    rm -rf "$lab"
    exit "$status"
}
