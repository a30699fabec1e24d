# Completion of jacknet's command line for fish.

# The ports of the JACK graph, of the server that the line names; arguments are those of ports.
function __jacknet_ports
    set -l tokens (commandline -xpc 2>/dev/null; or commandline -opc)
    set -l server
    if set -l at (contains -i -- --jack-server $tokens)
        set -q tokens[(math $at + 1)]; and set server --jack-server $tokens[(math $at + 1)]
    else
        set server (string match -- '--jack-server=*' $tokens)
    end
    timeout 0.5 jacknet ports $argv $server 2>/dev/null
end

# The profiles that the files of configuration have headers of.
function __jacknet_profiles
    set -l directories ~/.config /etc/xdg
    test -n "$XDG_CONFIG_HOME"; and set directories[1] $XDG_CONFIG_HOME
    test -n "$XDG_CONFIG_DIRS"; and set directories $directories[1] (string split : -- "$XDG_CONFIG_DIRS")
    sed -n -E \
        's/^[[:space:]]*\[[[:space:]]*profile[[:space:]]*\.[[:space:]]*("([^"\\\\]*)"|\'([^\']*)\'|([A-Za-z0-9_-]+))[[:space:]]*\].*/@\2\3\4/p' \
        $directories/jacknet/config.toml 2>/dev/null
end

# The links of this user that have a control socket.
function __jacknet_links
    set -l directory /run/user/(id -u)/jacknet
    set -q XDG_RUNTIME_DIR; and set directory $XDG_RUNTIME_DIR/jacknet
    test -d $directory; or set directory /tmp/jacknet-(id -u)
    set -l links $directory/*.sock
    for link in $links
        test -S $link; and string replace -r '.*/(.*)\.sock$' '$1' $link
    end
end

# The commands that are programs of their own, jacknet-NAME.
function __jacknet_programs
    complete -C jacknet- | string replace -rf '^jacknet-(\S+).*' '$1'
end

# The names of keys in the directories that are named.
function __jacknet_keys
    set -l state ~/.local/state
    test -n "$XDG_STATE_HOME"; and set state $XDG_STATE_HOME
    set -l keys $state/jacknet/keys/$argv/*.key
    string replace -r '.*/(.*)\.key$' '$1' -- $keys
end

# Whether the command is the first argument, and the next one of the others, or none was typed yet where there are none.
function __jacknet_within
    set -l tokens (commandline -xpc 2>/dev/null; or commandline -opc)
    test "$tokens[2]" = $argv[1]; or return 1
    set -e argv[1]
    if test (count $argv) -eq 0
        test (count $tokens) -lt 3
    else
        contains -- "$tokens[3]" $argv
    end
end

# The members of what a link tells, of this end and the other.
function __jacknet_members
    set -l members state reason peer uptimeSeconds codec channels rateHz transport protection key \
        latencyTargetMs latencyActualMs latencyUncertaintyMs latencyFloorMs roundTripMs \
        jitter50Ms jitter95Ms jitter99Ms clockRatioPpm clockWanderPpm repair packetsSent \
        packetsReceived packetsLost packetsRepaired packetsLate packetsHeldUp packetsRefused packetsForged packetsReplayed \
        concealedFrames xruns bytesPerSecond peaksDbfs silent backup
    string join \n $members remote.$members
end

# What may come next in a list of impairments.
function __jacknet_impairments
    set -l token (string replace -r '^--impair=' '' -- (commandline -ct))
    set -l list (string replace -rf '^(.*,).*' '$1' -- $token)
    set -l values loss= burst= burst-model=datagrams burst-model=time delay= jitter= order=free order=kept reorder= \
        duplicate= rate= queue= stall= outage= seed= \
        distribution=uniform distribution=exponential distribution=gamma distribution=normal distribution=pareto
    string replace -r '^' "$list" -- $values
end

# Whether the command is one of the arguments, or none was typed yet where there are none.
function __jacknet_command
    set -l tokens (commandline -xpc 2>/dev/null; or commandline -opc)
    if test (count $argv) -eq 0
        test (count $tokens) -lt 2
    else
        test (count $tokens) -ge 2; and contains -- $tokens[2] $argv
    end
end

complete -c jacknet -f
complete -c jacknet -l version -d 'Show the version'
complete -c jacknet -s h -l help -d 'Show help'

complete -c jacknet -n __jacknet_command -a send -d 'Send sound to another machine'
complete -c jacknet -n __jacknet_command -a recv -d 'Receive sound into this machine'
complete -c jacknet -n __jacknet_command -a probe -d 'Find out whether a link is possible'
complete -c jacknet -n __jacknet_command -a ports -d "List the JACK graph's ports"
complete -c jacknet -n __jacknet_command -a status -d 'Show the links that run here'
complete -c jacknet -n __jacknet_command -a repl -d 'Steer a link that is running'
complete -c jacknet -n __jacknet_command -a key -d 'Keys that let senders in'
complete -c jacknet -n __jacknet_command -a bench -d 'What this machine can carry'
complete -c jacknet -n __jacknet_command -a help -d 'Show the options of a command'
complete -c jacknet -n __jacknet_command -a '(__jacknet_programs)'
complete -c jacknet -n '__jacknet_command help' -a 'send recv probe ports status repl key bench'

set -l link '__jacknet_command send recv'
set -l linkOrProbe '__jacknet_command send recv probe'
complete -c jacknet -n $linkOrProbe -l channels -x -a '1 2 4 8 16 32 64' -d 'How many'
complete -c jacknet -n $link -l name -x -d 'Name of the JACK client and this end'
complete -c jacknet -n $link -l exact-name -d 'Fail if the name is taken'
complete -c jacknet -n $link -l rate -x -a '44100 48000 88200 96000 192000' -d 'Rate without JACK'
complete -c jacknet -n $link -l wait -d 'Wait for a JACK server'
complete -c jacknet -n $link -l duration -x -a '10s 1m 5m 1h' -d 'End after this long'
complete -c jacknet -n $link -l gain -x -a '-20 -12 -6 -3 0 3 6' -d 'Louder or softer, dB'
complete -c jacknet -n $link -l mute -d 'Begin muted'
complete -c jacknet -n $link -l listen -x -a 54345 -d 'Port and address to listen on'
complete -c jacknet -n $link -l allow -x -a '127.0.0.0/8 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fd00::/8 fe80::/10' \
    -d 'Take callers from these addresses only'
complete -c jacknet -n $link -l silence-alarm -x -a '5 10 30 60 10:-50' -d 'Tell of silence, seconds'
complete -c jacknet -n $link -l on-event -x -a '(__fish_complete_command)' -d 'Run this at events'
complete -c jacknet -n $link -l map -x -a '2,1 1,1 2,2' -d 'What each channel takes'
complete -c jacknet -n $linkOrProbe -l impair -x -a '(__jacknet_impairments)' \
    -d 'Lose and delay what this end sends'
complete -c jacknet -n $linkOrProbe -l key-file -r -F -d 'A file of keys'
complete -c jacknet -n $linkOrProbe -l open -d 'No key and no encryption'
complete -c jacknet -n '__jacknet_command send recv probe ports' -l jack-server -x -a default \
    -d 'The JACK server'
complete -c jacknet -n '__jacknet_command send recv probe ports status repl bench' -l json -d 'One JSON object a line'

complete -c jacknet -n $link -l print-config -d 'Show what is in force'
complete -c jacknet -n $link -a '(__jacknet_profiles)' -d Profile

set -l send '__jacknet_command send'
set -l sound '__jacknet_command send probe'
complete -c jacknet -n $sound -a '(__fish_print_hostnames)'
complete -c jacknet -n $sound -l codec -x -a 'f32 s24 s16 opus' -d 'What sound is coded in'
complete -c jacknet -n $sound -l bitrate -x -a '32k 64k 96k 128k 192k 256k 510k' \
    -d 'Of the whole link (Opus)'
complete -c jacknet -n $sound -l frame -x -a '2.5 5 10 20' -d 'Milliseconds a packet (Opus)'
complete -c jacknet -n $sound -l application -x -a 'audio lowdelay voice' -d 'Tuned for (Opus)'
complete -c jacknet -n $send -l transport -x -a 'auto udp tcp' -d 'What carries the sound'
complete -c jacknet -n $sound -l mtu -x -a '576 1280 1492 1500 9000' -d 'The longest IP packet'
complete -c jacknet -n $sound -l dscp -x -d 'DiffServ code point' \
    -a 'EF VA AF11 AF12 AF13 AF21 AF22 AF23 AF31 AF32 AF33 AF41 AF42 AF43
        CS0 CS1 CS2 CS3 CS4 CS5 CS6 CS7 LE DF'
complete -c jacknet -n $sound -l interface -x -a '(command ls /sys/class/net 2>/dev/null)' \
    -d 'Send by this interface'
complete -c jacknet -n $send -l from -r -F -a 'tone:440 -' -d 'Sound from elsewhere than JACK'
complete -c jacknet -n $send -l connect -x -a '(__jacknet_ports --outputs)' \
    -d 'Connect to these ports'

set -l probe '__jacknet_command probe'
complete -c jacknet -n $probe -l local -d 'Look at this machine alone'
complete -c jacknet -n $probe -l latency -x -a '5 10 20 50 100' -d 'Fit for so many milliseconds?'
complete -c jacknet -n $probe -l duration -x -a '5s 10s 30s 60s' -d 'Measure for this long'
complete -c jacknet -n $probe -l svg -r -F -d 'Draw the curve into a file'

set -l recv '__jacknet_command recv'
complete -c jacknet -n $recv -a '(__fish_print_hostnames)'
complete -c jacknet -n $recv -l backup -r -F -d 'Sound file for silence'
complete -c jacknet -n $recv -l clock -x -a 'free shared' -d "What the sender's clock is"
complete -c jacknet -n $recv -l repair -x -a 'auto none nack dup:1 dup:2 rs:6+4' \
    -d 'How losses are repaired'
complete -c jacknet -n $recv -l latency -x -a '5 10 20 50 100 auto auto:low auto:normal auto:safe' \
    -d 'End to end, milliseconds'
complete -c jacknet -n $recv -l latency-range -x -a '0-10000 5-50 20-200' \
    -d 'What the sender may ask for, milliseconds'
complete -c jacknet -n $recv -l to -r -F -a 'null -' -d 'Sound to elsewhere than JACK'
complete -c jacknet -n $recv -l ceiling -x -a '-1 -3 -6 -12' -d 'Hold samples to this level'
complete -c jacknet -n $recv -l once -d 'End after the first goodbye'
complete -c jacknet -n $recv -l connect -x -a '(__jacknet_ports --inputs)' \
    -d 'Connect to these ports'

set -l ports '__jacknet_command ports'
complete -c jacknet -n $ports -l inputs -d 'Only ports that sound goes into'
complete -c jacknet -n $ports -l outputs -d 'Only ports that sound comes out of'
complete -c jacknet -n $ports -l physical -d 'Only ports of sound cards'
complete -c jacknet -n $ports -l connections -d 'What each is connected to'
complete -c jacknet -n $ports -l latency -d 'Latency of each'
complete -c jacknet -n $ports -a '(__jacknet_ports)'

complete -c jacknet -n '__jacknet_command status repl' -a '(__jacknet_links)'
complete -c jacknet -n '__jacknet_within key' -a new -d 'Make a key for a sender'
complete -c jacknet -n '__jacknet_within key' -a add -d "Keep a receiver's token"
complete -c jacknet -n '__jacknet_within key' -a show -d "Print a sender's token"
complete -c jacknet -n '__jacknet_within key' -a list -d 'List the keys'
complete -c jacknet -n '__jacknet_within key' -a remove -d 'Shut out, or forget'
complete -c jacknet -n '__jacknet_within key' -a rotate -d "Make a sender's key anew"
complete -c jacknet -n '__jacknet_within key list' -l json -d 'One JSON object a key'
complete -c jacknet -n '__jacknet_within key add' -a '(__jacknet_keys receivers)' -d Receiver
complete -c jacknet -n '__jacknet_within key show rotate' -a '(__jacknet_keys senders)' -d Sender
complete -c jacknet -n '__jacknet_within key remove' -a '(__jacknet_keys senders)' -d Sender
complete -c jacknet -n '__jacknet_within key remove' -a '(__jacknet_keys receivers)' -d Receiver
complete -c jacknet -n '__jacknet_within key remove' -l sender -d 'The sender of that name'
complete -c jacknet -n '__jacknet_within key remove' -l receiver -d 'The receiver of that name'
complete -c jacknet -n '__jacknet_within key rotate' -l now -d 'Shut the old key out at once'
complete -c jacknet -n '__jacknet_within key rotate' -l local -d "The key of this user's senders here"

set -l status_ '__jacknet_command status'
complete -c jacknet -n $status_ -l watch -d 'Show it again every second'
complete -c jacknet -n $status_ -l field -x -a '(__jacknet_members)' -d 'One bare value'
complete -c jacknet -n $status_ -l prometheus -d 'Metrics in its text format'

complete -c jacknet -n '__jacknet_command repl' -s c -l command -x -d 'Do this and leave' \
    -a 'help show get set mute gain ports connect disconnect stats events links use save stop quit'

set -l bench '__jacknet_command bench'
complete -c jacknet -n '__jacknet_within bench' -a all -d 'Everything, and the answer'
complete -c jacknet -n '__jacknet_within bench' -a codec -d 'What coding costs'
complete -c jacknet -n '__jacknet_within bench' -a resampler -d 'What resampling costs and does'
complete -c jacknet -n '__jacknet_within bench' -a link -d 'What links cost and make of bad networks'
complete -c jacknet -n '__jacknet_within bench' -a peers -d 'Other tools beside jacknet'
complete -c jacknet -n $bench -l duration -x -a '10s 30s 1m 5m' -d 'About how long'
complete -c jacknet -n $bench -l quick -d 'Little, and roughly'
complete -c jacknet -n $bench -l svg -r -F -d 'Diagrams'
complete -c jacknet -n $bench -l html -r -F -d 'A page with diagrams and tables'
complete -c jacknet -n $bench -l compare -r -F -d 'An earlier --json'
complete -c jacknet -n "$bench; and not __jacknet_within bench codec resampler peers" -l impair -x \
    -a 'loss=2% loss=2%,burst=3 delay=20ms,jitter=5ms' -d 'One more network'
