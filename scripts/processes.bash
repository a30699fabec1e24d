#!/bin/bash
# What scripts with processes and JACK servers of their own share; they name the jacknet binary
# and soundjudge before they source it. All that was started ends with the script.

: "${jacknet:?}" "${soundjudge:?}"

work=$(mktemp -d)
pids=()

# The configuration and the keys of whoever runs the script are none of its own.
export XDG_CONFIG_HOME=$work XDG_CONFIG_DIRS=$work XDG_STATE_HOME=$work

say() { printf '\n%s\n' "$*"; }
fail() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# Ends what this script started, newest first: clients before their servers.
end_all() {
    local index
    for ((index = ${#pids[@]} - 1; index >= 0; index--)); do
        end "${pids[index]}" || true
    done
    pids=()
}

leave() {
    end_all
    rm -rf "$work"
}

# SIGTERM, then the process's status; SIGKILL if it has not ended after 5 s.
end() {
    local pid=$1 status=0
    kill -TERM "$pid" 2>/dev/null || true
    for _ in {1..100}; do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.05
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || status=$?
    return "$status"
}

forget() { # PID: it has been waited for
    local pid kept=()
    for pid in "${pids[@]}"; do [[ $pid == "$1" ]] || kept+=("$pid"); done
    pids=("${kept[@]}")
}

trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# until_true SECONDS COMMAND…: tries until it succeeds.
until_true() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < deadline)) || return 1
        sleep 0.05
    done
}

# start_server NAME RATE PERIOD: a JACK server without a sound card.
start_server() {
    # A virtual processor that falls idle is lent to others, and comes back late.
    if [[ -z ${awake-} ]] || ! kill -0 "$awake" 2>/dev/null; then
        "$soundjudge" awake &
        awake=$!
        pids+=("$awake")
    fi
    jackd -R -n "$1" -d dummy -r "$2" -p "$3" >"$work/$1.log" 2>&1 &
    pids+=($!)
    until_true 10 "$jacknet" ports --jack-server "$1" ||
        fail "no JACK server: $(tail -n 1 "$work/$1.log")"
}

# number FILE KEY [highest]: the last value, or the highest, that FILE, of JSON, gives to KEY.
number() {
    local order=cat
    [[ ${3-} != highest ]] || order='sort -g'
    sed -n "s/.*\"$2\" *: *\(-\{0,1\}[0-9][0-9.eE+-]*\).*/\1/p" "$1" | $order | tail -n 1
}

has_port() { [[ $("$jacknet" ports --jack-server "$1" "$2") == *"$2"* ]]; }

# Below Linux's ephemeral ports; both protocols are refused where nobody listens, so TCP tells.
free_port() {
    local port
    for _ in {1..50}; do
        port=$((20000 + RANDOM % 12000))
        if ! (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            printf '%s\n' "$port"
            return
        fi
    done
    fail "no free TCP port"
}
