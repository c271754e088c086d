# To state what must be so, and to wait for it.

# say TEXT…: what is about to be proved.
say() {
    echo "$scenario: $*"
}

# fail TEXT…: ends the scenario, and says where.
fail() {
    echo "$scenario: $* (${BASH_SOURCE[-1]##*/} line ${BASH_LINENO[-2]})" >&2
    exit 1
}

# check TEXT COMMAND…: the command must succeed.
check() {
    local text=$1
    shift
    "$@" || fail "not so: $text: $*"
    echo "$scenario:   $text"
}

# check_equal TEXT EXPECTED ACTUAL
check_equal() {
    [[ $2 == "$3" ]] || fail "not so: $1: expected '$2', is '$3'"
    echo "$scenario:   $1: $3"
}

# eventually SECONDS COMMAND…: polls until the command succeeds, or fails at the deadline.
eventually() {
    local most=$1
    shift
    within "$most" "$@" >/dev/null 2>&1 || fail "did not become so in time: $*"
}

# says FILE REGEX
says() {
    grep -qE -- "$2" "$1"
}

# logs FILE REGEX: like says, of what writes its log in its own time: it has five seconds for it.
logs() {
    within 5 says "$@"
}

# logs_last FILE REGEX: the same of its last lines, where an earlier one would do, too.
logs_last() {
    within 5 last_lines_say "$@"
}

last_lines_say() {
    tail -n 5 "$1" | grep -E -- "$2" >/dev/null
}

# within SECONDS COMMAND…: whether the command succeeds until then.
within() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

# count FILE REGEX: how many lines match.
count() {
    grep -cE -- "$2" "$1" || true
}

# at_least NUMBER COMMAND…: the command prints a number that is not smaller.
at_least() {
    local least=$1
    shift
    (($("$@") >= least))
}

# milliseconds: of a clock that goes on.
milliseconds() {
    local now=${EPOCHREALTIME/[.,]/}
    echo $((now / 1000))
}

# median NUMBER…
median() {
    printf '%s\n' "$@" | sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

# not COMMAND…: the opposite.
not() {
    ! "$@"
}
