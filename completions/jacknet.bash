# Completion of jacknet's command line for bash 4.1 and later.
# shellcheck shell=bash

# Offers those of its arguments that begin as the word at the cursor does. A colon or an equals sign
# parts words in bash, so what stands before the last one is not offered again; what has spaces is
# quoted. Within quotes neither is so, but for the marks that end them.
_jacknet_words() {
    local word mark head=''
    for mark in : =; do
        if [[ -z $quote && $current == *"$mark"* && $COMP_WORDBREAKS == *"$mark"* ]]; then
            word=${current%"$mark"*}$mark
            if ((${#word} > ${#head})); then head=$word; fi
        fi
    done
    for word; do
        if [[ $word != "$current"* ]]; then continue; fi
        case $quote in
            "'") word=${word//"'"/"'\\''"} ;;
            '"')
                for mark in \\ \" \$ \`; do word=${word//"$mark"/"\\$mark"}; done
                ;;
            *)
                printf -v word %q "${word#"$head"}"
                word=${word//\\,/,}
                ;;
        esac
        COMPREPLY+=("$word")
    done
}

# Sets REPLY to what the shell makes of $1, a word that was typed: without its quotes.
_jacknet_plain() {
    local rest=$1 inside='' mark
    REPLY=
    while [[ -n $rest ]]; do
        mark=${rest:0:1}
        rest=${rest:1}
        if [[ $mark == \\ && $inside != "'" && -n $rest ]]; then
            REPLY+=${rest:0:1}
            rest=${rest:1}
        elif [[ $mark == "$inside" ]]; then
            inside=
        elif [[ -z $inside && $mark == [\'\"] ]]; then
            inside=$mark
        else
            REPLY+=$mark
        fi
    done
}

# Offers the ports of the JACK graph; $1 is --inputs, --outputs or empty.
_jacknet_ports() {
    local -a asked=(jacknet ports) ports=()
    if [[ -n $1 ]]; then asked+=("$1"); fi
    if [[ -n $server ]]; then asked+=(--jack-server "$server"); fi
    mapfile -t ports < <(timeout 0.5 "${asked[@]}" 2>/dev/null)
    _jacknet_words "${ports[@]}"
}

# Offers the profiles that the files of configuration have headers of.
_jacknet_profiles() {
    local directory directories profile
    IFS=: read -r -a directories <<<"${XDG_CONFIG_HOME:-$HOME/.config}:${XDG_CONFIG_DIRS:-/etc/xdg}"
    for directory in "${directories[@]}"; do
        while IFS= read -r profile || [[ -n $profile ]]; do _jacknet_words "$profile"; done < <(
            sed -n -E \
                's/^[[:space:]]*\[[[:space:]]*profile[[:space:]]*\.[[:space:]]*("([^"\\]*)"|'\''([^'\'']*)'\''|([A-Za-z0-9_-]+))[[:space:]]*\].*/@\2\3\4/p' \
                "$directory/jacknet/config.toml" 2>/dev/null
        )
    done
}

# Offers the links of this user that have a control socket.
_jacknet_links() {
    local directory=${XDG_RUNTIME_DIR:-/run/user/$UID}/jacknet link
    if [[ ! -d $directory ]]; then directory=/tmp/jacknet-$UID; fi
    for link in "$directory"/*.sock; do
        if [[ -S $link ]]; then
            link=${link##*/}
            _jacknet_words "${link%.sock}"
        fi
    done
}

# Offers the commands that are programs of their own, jacknet-NAME.
_jacknet_programs() {
    local -a programs=()
    mapfile -t programs < <(compgen -c jacknet- | sort -u)
    _jacknet_words "${programs[@]#jacknet-}"
}

# Offers the names of keys in the directories that are named.
_jacknet_keys() {
    local directory=${XDG_STATE_HOME:-$HOME/.local/state}/jacknet/keys key side
    for side; do
        for key in "$directory/$side"/*.key; do
            if [[ -f $key ]]; then
                key=${key##*/}
                _jacknet_words "${key%.key}"
            fi
        done
    done
}

# Offers the members of what a link tells, of this end and the other.
_jacknet_members() {
    local member
    for member in state reason peer uptimeSeconds codec channels rateHz transport protection key \
        latencyTargetMs latencyActualMs latencyUncertaintyMs latencyFloorMs roundTripMs \
        jitter50Ms jitter95Ms jitter99Ms clockRatioPpm clockWanderPpm repair packetsSent \
        packetsReceived packetsLost packetsRepaired packetsLate packetsHeldUp packetsRefused packetsForged packetsReplayed \
        concealedFrames xruns bytesPerSecond peaksDbfs silent backup; do
        _jacknet_words "$member" "remote.$member"
    done
}

# Offers the programs that a shell would find.
_jacknet_commands() {
    local -a programs=()
    mapfile -t programs < <(compgen -c -- "$current" | sort -u)
    _jacknet_words "${programs[@]}"
}

# Offers files, and a slash for directories.
_jacknet_files() {
    local file
    compopt -o filenames 2>/dev/null
    while IFS= read -r file; do
        COMPREPLY+=("$file")
    done < <(compgen -f -- "$current")
}

# Offers what may come next in a list of impairments.
_jacknet_impairments() {
    local list='' last=${current##*,} value
    local -a values=(loss= burst= burst-model= delay= jitter= distribution= order= reorder=
        duplicate= rate= queue= outage= stall= seed=)
    if [[ $current == *,* ]]; then list=${current%,*},; fi
    case $last in
        burst-model=*) values=(datagrams time) ;;
        distribution=*) values=(uniform exponential gamma normal pareto) ;;
        order=*) values=(free kept) ;;
    esac
    if [[ $last == *=* ]]; then
        if [[ ${values[0]} == *= ]]; then return; fi
        list+=${last%%=*}=
    fi
    compopt -o nospace 2>/dev/null
    for value in "${values[@]}"; do _jacknet_words "$list$value"; done
}

# Offers the values of option $2 of command $1; fails where the option takes none.
_jacknet_value() {
    local direction=''
    if [[ $1 == recv ]]; then direction=--inputs; fi
    if [[ $1 == send ]]; then direction=--outputs; fi
    case $1$2 in
        send--codec | probe--codec) _jacknet_words f32 s24 s16 opus ;;
        send--bitrate | probe--bitrate) _jacknet_words 32k 64k 96k 128k 192k 256k 510k ;;
        send--frame | probe--frame) _jacknet_words 2.5 5 10 20 ;;
        send--application | probe--application) _jacknet_words audio lowdelay voice ;;
        send--transport) _jacknet_words auto udp tcp ;;
        send--mtu | probe--mtu) _jacknet_words 576 1280 1492 1500 9000 ;;
        send--dscp | probe--dscp) _jacknet_words EF VA AF11 AF12 AF13 AF21 AF22 AF23 AF31 AF32 AF33 \
            AF41 AF42 AF43 CS0 CS1 CS2 CS3 CS4 CS5 CS6 CS7 LE DF ;;
        send--interface | probe--interface)
            local interface
            for interface in /sys/class/net/*; do _jacknet_words "${interface##*/}"; done
            ;;
        send--from) _jacknet_words tone:440 - && _jacknet_files ;;
        recv--to) _jacknet_words null - && _jacknet_files ;;
        send--listen | recv--listen) _jacknet_words 54345 ;;
        send--allow | recv--allow) _jacknet_words 127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fd00::/8 fe80::/10 ;;
        recv--latency) _jacknet_words 5 10 20 50 100 auto auto:low auto:normal auto:safe ;;
        recv--clock) _jacknet_words free shared ;;
        recv--repair) _jacknet_words auto none nack dup:1 dup:2 rs:6+4 ;;
        send--silence-alarm | recv--silence-alarm) _jacknet_words 5 10 30 60 10:-50 ;;
        send--on-event | recv--on-event) _jacknet_commands ;;
        recv--backup) _jacknet_files ;;
        recv--ceiling) _jacknet_words -1 -3 -6 -12 ;;
        recv--latency-range) _jacknet_words 0-10000 5-50 20-200 ;;
        send--gain | recv--gain) _jacknet_words -20 -12 -6 -3 0 3 6 ;;
        send--map | recv--map) _jacknet_words 2,1 1,1 2,2 ;;
        send--channels | recv--channels | probe--channels) _jacknet_words 1 2 4 8 16 32 64 ;;
        send--rate | recv--rate) _jacknet_words 44100 48000 88200 96000 192000 ;;
        send--connect | recv--connect) _jacknet_ports "$direction" ;;
        send--duration | recv--duration) _jacknet_words 10s 1m 5m 1h ;;
        send--impair | recv--impair | probe--impair) _jacknet_impairments ;;
        send--key-file | recv--key-file | probe--key-file | probe--svg) _jacknet_files ;;
        probe--latency) _jacknet_words 5 10 20 50 100 ;;
        probe--duration) _jacknet_words 5s 10s 30s 60s ;;
        send--name | recv--name) _jacknet_words "jacknet-$1" ;;
        send--jack-server | recv--jack-server | ports--jack-server | probe--jack-server) _jacknet_words default ;;
        status--field) _jacknet_members ;;
        bench--duration) _jacknet_words 10s 30s 1m 5m ;;
        bench--impair) _jacknet_impairments ;;
        bench--svg | bench--html | bench--compare) _jacknet_files ;;
        repl--command | repl-c)
            _jacknet_words help show get set mute gain ports connect disconnect stats events \
                links use save stop quit
            ;;
        *) return 1 ;;
    esac
    return 0
}

# Offers the options of command $1.
_jacknet_options() {
    case $1 in
        send)
            _jacknet_words --listen --allow --codec --bitrate --frame --application --channels --transport \
                --mtu --dscp --interface --name --exact-name --connect --from --rate \
                --gain --mute --map --silence-alarm --on-event --key-file --open --impair --jack-server \
                --wait --duration --json --print-config
            ;;
        recv)
            _jacknet_words --listen --allow --latency --latency-range --clock --repair --channels --name --exact-name \
                --connect --to --rate --gain --mute --map --ceiling --silence-alarm --on-event --backup --key-file --open --impair --jack-server --wait --once --duration --json \
                --print-config
            ;;
        probe)
            _jacknet_words --local --latency --duration --codec --bitrate --frame --application \
                --channels --mtu --dscp --interface --key-file --open --impair --jack-server \
                --json --svg
            ;;
        ports)
            _jacknet_words --inputs --outputs --physical --connections --latency --json \
                --jack-server
            ;;
        status) _jacknet_words --json --watch --field --prometheus ;;
        repl) _jacknet_words --command --json ;;
        bench)
            _jacknet_words --duration --quick --json --svg --html --compare
            case ${words[2]} in
                codec | resampler | peers) ;;
                *) _jacknet_words --impair ;;
            esac
            ;;
        key)
            case ${words[2]} in
                list) _jacknet_words --json ;;
                remove) _jacknet_words --sender --receiver ;;
                rotate) _jacknet_words --now --local ;;
            esac
            ;;
    esac
    _jacknet_words --version --help
}

# Offers the commands of key, and the names that they take.
_jacknet_key() {
    if ((${#words[@]} == 3)); then
        _jacknet_words new add show list remove rotate
        return
    fi
    case ${words[2]} in
        show | rotate) _jacknet_keys senders ;;
        add) _jacknet_keys receivers ;;
        remove)
            case " ${words[*]} " in
                *' --sender '*) _jacknet_keys senders ;;
                *' --receiver '*) _jacknet_keys receivers ;;
                *) _jacknet_keys senders receivers ;;
            esac
            ;;
    esac
}

# Offers the hosts that ssh has met or has a configuration of, and that /etc/hosts names; after one, the port.
_jacknet_hosts() {
    local word rest
    local -a hosts=() names=()
    if [[ $current == *[!:]: ]]; then
        _jacknet_words "${current}54345"
        return
    fi
    mapfile -t hosts < <(compgen -A hostname)
    while read -r word rest; do
        if [[ $word != [#@\|]* ]]; then
            IFS=, read -r -a names <<<"$word"
            for word in "${names[@]}"; do
                word=${word#[}
                hosts+=("${word%%]*}")
            done
        fi
    done 2>/dev/null <~/.ssh/known_hosts
    while read -r word rest; do
        if [[ ${word,,} == host ]]; then
            for word in $rest; do
                if [[ $word != *[*?!]* ]]; then hosts+=("$word"); fi
            done
        fi
    done 2>/dev/null <~/.ssh/config
    _jacknet_words "${hosts[@]}"
}

_jacknet() {
    local current previous command='' server='' quote='' index word REPLY
    local -a words=()
    COMPREPLY=()

    # Put together again what bash has parted at colons, equals and at signs, up to the cursor.
    local line=${COMP_LINE:0:COMP_POINT}
    for ((index = 0; index <= COMP_CWORD; index++)); do
        word=${COMP_WORDS[index]}
        if ((${#words[@]})) && [[ $line != [[:space:]]* ]] &&
            [[ $word == [:=@]* || ${words[-1]} == *[:=@] ]]; then
            words[-1]+=$word
        else
            words+=("$word")
        fi
        line=${line#*"$word"}
    done

    current=${words[-1]}
    if [[ $current == [\'\"]* ]]; then
        quote=${current:0:1}
        current=${current:1}
    else
        _jacknet_plain "$current"
        current=$REPLY
    fi
    previous=
    if ((${#words[@]} > 1)); then previous=${words[-2]}; fi
    if ((${#words[@]} > 2)); then command=${words[1]}; fi
    for ((index = 2; index < ${#words[@]} - 1; index++)); do
        case ${words[index]} in
            --jack-server) server=${words[index + 1]} ;;
            --jack-server=*) server=${words[index]#*=} ;;
        esac
    done
    _jacknet_plain "$server"
    server=$REPLY

    if [[ -z $command ]]; then
        _jacknet_words send recv probe ports status repl key bench help --version --help
        _jacknet_programs
        return
    fi
    if [[ $command == help ]]; then
        if ((${#words[@]} == 3)); then _jacknet_words send recv probe ports status repl key bench; fi
        return
    fi
    if [[ $current == --*=* ]]; then
        previous=${current%%=*}
        current=${current#*=}
    fi
    if [[ $previous == -* ]] && _jacknet_value "$command" "$previous"; then return; fi
    if [[ $current == -* ]]; then
        _jacknet_options "$command"
    elif [[ $command != probe && $current == @* ]]; then
        _jacknet_profiles
    elif [[ $command == send || $command == recv ]]; then
        _jacknet_profiles
        _jacknet_hosts
    elif [[ $command == probe ]]; then
        _jacknet_hosts
    elif [[ $command == ports ]]; then
        _jacknet_ports ''
    elif [[ $command == status || $command == repl ]]; then
        _jacknet_links
    elif [[ $command == key ]]; then
        _jacknet_key
    elif [[ $command == bench ]]; then
        if ((${#words[@]} == 3)); then _jacknet_words all codec resampler link peers; fi
    fi
}

complete -F _jacknet jacknet
