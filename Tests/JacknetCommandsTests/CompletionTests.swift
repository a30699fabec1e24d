// The completions in real shells: bash, fish and zsh ask for words, Tab is pressed in terminals, and a
// pretended `jacknet` lists the ports.
import Foundation
import Testing

@Suite struct CompletionTests {
    /// A directory with a `jacknet` that answers `ports` only, the socket of a link, and keys.
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(
            path: "jacknet-completion-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let program = """
            #!/bin/sh
            case "$*" in
                "ports --inputs") echo system:playback_1; echo system:playback_2; echo "it's mine:in 1" ;;
                "ports --outputs") echo system:capture_1; echo "A B:out 1" ;;
                "ports --outputs --jack-server B") echo other:out ;;
                "ports") echo system:capture_1; echo system:playback_1 ;;
                *) echo "unexpected: $*" ;;
            esac
            """
        let path = directory.appending(path: "jacknet")
        try Data(program.utf8).write(to: path)
        let configuration = directory.appending(path: "jacknet-home/jacknet")
        try FileManager.default.createDirectory(
            at: configuration, withIntermediateDirectories: true)
        let profiles = """
            # [profile.comment]
            [send]
            [profile.studio]
             [ profile . "Bühne 1" ] # [profile.x]
            [profile.'stage']
            """
        try Data(profiles.utf8).write(to: configuration.appending(path: "config.toml"))
        for key in ["senders/A 1", "senders/stage", "receivers/studio", "local"] {
            let file = directory.appending(path: "jacknet-home/jacknet/keys/\(key).key")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data().write(to: file)
        }
        let ssh = directory.appending(path: ".ssh")
        try FileManager.default.createDirectory(at: ssh, withIntermediateDirectories: true)
        try Data("[board.example.org]:2222,192.0.2.7 ssh-rsa AAAA\n".utf8)
            .write(to: ssh.appending(path: "known_hosts"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path.path())
    }

    /// Runs `script` by the shell that its first line names.
    private func run(_ script: String) throws -> [String] {
        let file = directory.appending(path: "script")
        try Data(script.utf8).write(to: file)
        let name = try #require(script.split(separator: "\n").first).dropFirst(2)
        return try output(of: "\(name) '\(file.path())'")
    }

    /// What `command` writes, a home, a link and a pretended `jacknet` around it.
    private func output(of command: String) throws -> [String] {
        let link = FakeLink("büro", runtime: directory.path() + "/run")
        defer { link.end() }
        defer { try? FileManager.default.removeItem(at: directory) }
        let result = try shell(
            """
            export HOME='\(directory.path())'
            export XDG_CONFIG_HOME='\(directory.appending(path: "jacknet-home").path())' LC_ALL=C.UTF-8
            export XDG_STATE_HOME='\(directory.appending(path: "jacknet-home").path())'
            export XDG_RUNTIME_DIR='\(directory.path())/run'
            PATH='\(directory.path()):'$PATH \(command)
            """)
        #expect(result.errors.isEmpty, "\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    /// Tells each line that is wrong, not all of them.
    private func expect(_ lines: [String], _ expected: [String]) {
        #expect(lines.count == expected.count)
        for (line, right) in zip(lines, expected) { #expect(line == right) }
    }

    private static let benchFlags = "--duration --quick --json --svg --html --compare"

    /// Words as bash parts them, and what is offered.
    private static let bashCases: [(line: String, words: String, offers: String)] = [
        (
            "jacknet ", "jacknet ''",
            "send recv probe ports status repl key bench help --version --help"
        ),
        ("jacknet se", "jacknet se", "send"),
        ("jacknet send --co", "jacknet send --co", "--codec --connect"),
        ("jacknet send --codec ", "jacknet send --codec ''", "f32 s24 s16 opus"),
        ("jacknet send --codec=o", "jacknet send --codec = o", "opus"),
        ("jacknet send h --impair lo", "jacknet send h --impair lo", "loss="),
        (
            "jacknet send h --impair loss=2%,de", "jacknet send h --impair loss = 2%,de",
            "2%,delay="
        ),
        (
            "jacknet recv --impair=distribution=", "jacknet recv --impair = distribution =",
            "uniform exponential gamma normal pareto"
        ),
        ("jacknet recv --latency auto:", "jacknet recv --latency auto :", "low normal safe"),
        ("jacknet recv --repair dup:", "jacknet recv --repair dup :", "1 2"),
        ("jacknet send --frame ", "jacknet send --frame ''", "2.5 5 10 20"),
        ("jacknet send --dscp AF4", "jacknet send --dscp AF4", "AF41 AF42 AF43"),
        ("jacknet send --transport u", "jacknet send --transport u", "udp"),
        ("jacknet send --from tone:", "jacknet send --from tone :", "440"),
        ("jacknet send --connect ", "jacknet send --connect ''", "system:capture_1 A\\ B:out\\ 1"),
        (
            "jacknet send --jack-server B --connect o",
            "jacknet send --jack-server B --connect o", "other:out"
        ),
        (
            "jacknet recv --connect sys", "jacknet recv --connect sys",
            "system:playback_1 system:playback_2"
        ),
        (
            "jacknet recv --connect system:", "jacknet recv --connect system :",
            "playback_1 playback_2"
        ),
        (
            "jacknet recv --connect system:p", "jacknet recv --connect system : p",
            "playback_1 playback_2"
        ),
        ("jacknet recv --latency-range 5", "jacknet recv --latency-range 5", "5-50"),
        ("jacknet recv --allow 10", "jacknet recv --allow 10", "10.0.0.0/8"),
        ("jacknet send h --gain -", "jacknet send h --gain -", "-20 -12 -6 -3"),
        ("jacknet send h --map 2", "jacknet send h --map 2", "2,1 2,2"),
        ("jacknet recv --m", "jacknet recv --m", "--mute --map"),
        ("jacknet recv --ceiling -", "jacknet recv --ceiling -", "-1 -3 -6 -12"),
        ("jacknet recv --wait --onc", "jacknet recv --wait --onc", "--once"),
        ("jacknet probe --lo", "jacknet probe --lo", "--local"),
        ("jacknet probe h --codec ", "jacknet probe h --codec ''", "f32 s24 s16 opus"),
        ("jacknet probe h --duration 3", "jacknet probe h --duration 3", "30s"),
        ("jacknet probe h --svg READ", "jacknet probe h --svg READ", "README.md"),
        ("jacknet probe h --impair lo", "jacknet probe h --impair lo", "loss="),
        ("jacknet ports system:c", "jacknet ports system : c", "capture_1"),
        ("jacknet ports --in", "jacknet ports --in", "--inputs"),
        ("jacknet send @", "jacknet send @", "@studio @Bühne\\ 1 @stage"),
        ("jacknet send @st", "jacknet send @ st", "@studio @stage"),
        ("jacknet send --wait @B", "jacknet send --wait @ B", "@Bühne\\ 1"),
        ("jacknet recv @", "jacknet recv @", "@studio @Bühne\\ 1 @stage"),
        ("jacknet recv --print", "jacknet recv --print", "--print-config"),
        ("jacknet help r", "jacknet help r", "recv repl"),
        ("jacknet status ", "jacknet status ''", "büro"),
        ("jacknet status --js", "jacknet status --js", "--json"),
        (
            "jacknet status --field remote.packetsL", "jacknet status --field remote.packetsL",
            "remote.packetsLost remote.packetsLate"
        ),
        ("jacknet repl b", "jacknet repl b", "büro"),
        ("jacknet repl -c ev", "jacknet repl -c ev", "events"),
        ("jacknet bench ", "jacknet bench ''", "all codec resampler link peers"),
        ("jacknet bench codec --", "jacknet bench codec --", benchFlags + " --version --help"),
        ("jacknet bench --i", "jacknet bench --i", "--impair"),
        ("jacknet bench --impair lo", "jacknet bench --impair lo", "loss="),
        ("jacknet bench link --compare READ", "jacknet bench link --compare READ", "README.md"),
        ("jacknet key ", "jacknet key ''", "new add show list remove rotate"),
        ("jacknet key r", "jacknet key r", "remove rotate"),
        ("jacknet key new ", "jacknet key new ''", ""),
        ("jacknet key add ", "jacknet key add ''", "studio"),
        ("jacknet key show ", "jacknet key show ''", "A\\ 1 stage"),
        ("jacknet key remove s", "jacknet key remove s", "stage studio"),
        ("jacknet key remove --receiver s", "jacknet key remove --receiver s", "studio"),
        ("jacknet key rotate --n", "jacknet key rotate --n", "--now"),
        ("jacknet send --op", "jacknet send --op", "--open"),
        ("jacknet send --lis", "jacknet send --lis", "--listen"),
        ("jacknet recv --silence-alarm 10:", "jacknet recv --silence-alarm 10 :", "-50"),
        ("jacknet recv --backup READ", "jacknet recv --backup READ", "README.md"),
        ("jacknet recv --key-file READ", "jacknet recv --key-file READ", "README.md"),
    ]

    @Test(.enabled(if: installed("bash")))
    func bash() throws {
        let script = """
            #!bash
            source '\(repository.path())completions/jacknet.bash'
            COMP_WORDBREAKS=$' \\t\\n"\\'@><=;|&(:'
            try() {
                COMP_LINE=$1; COMP_POINT=${#1}; shift
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
                _jacknet
                echo "$COMP_LINE|${COMPREPLY[*]}"
            }

            """ + Self.bashCases.map { "try '\($0.line)' \($0.words)\n" }.joined()
        expect(try run(script), Self.bashCases.map { "\($0.line)|\($0.offers)" })
    }

    private static let fishCases: [(line: String, offers: String)] = [
        ("jacknet ", "bench help key ports probe recv repl send status"),
        ("jacknet send --co", "--codec --connect"),
        ("jacknet send --codec ", "f32 opus s16 s24"),
        ("jacknet send --codec=o", "--codec=opus"),
        ("jacknet send --transport u", "udp"),
        ("jacknet send --jack-server B --connect o", "other:out"),
        ("jacknet recv --connect sys", "system:playback_1 system:playback_2"),
        ("jacknet probe --lo", "--local"),
        ("jacknet probe --codec ", "f32 opus s16 s24"),
        ("jacknet probe --duration 3", "30s"),
        ("jacknet ports sys", "system:capture_1 system:playback_1"),
        ("jacknet ports --in", "--inputs"),
        ("jacknet recv --onc", "--once"),
        ("jacknet send --sil", "--silence-alarm"),
        ("jacknet recv --mu", "--mute"),
        ("jacknet send --map 1", "1,1"),
        ("jacknet send @st", "@stage @studio"),
        ("jacknet recv @", "@Bühne 1 @stage @studio"),
        ("jacknet recv --print", "--print-config"),
        ("jacknet help r", "recv repl"),
        ("jacknet status ", "büro"),
        ("jacknet status --field packetsLo", "packetsLost"),
        ("jacknet repl b", "büro"),
        ("jacknet repl --command ev", "events"),
        ("jacknet bench ", "all codec link peers resampler"),
        ("jacknet bench --q", "--quick"),
        ("jacknet key ", "add list new remove rotate show"),
        ("jacknet key add ", "studio"),
        ("jacknet key show ", "A 1 stage"),
        ("jacknet key remove s", "stage studio"),
        ("jacknet key rotate --n", "--now"),
        ("jacknet send --op", "--open"),
    ]

    @Test(.enabled(if: installed("fish")))
    func fish() throws {
        let script = """
            #!fish
            source '\(repository.path())completions/jacknet.fish'
            function try
                echo "$argv[1]|"(complete -C "$argv[1]" | string replace -r '\\t.*' '' | sort -u | string join ' ')
            end

            """ + Self.fishCases.map { "try '\($0.line)'\n" }.joined()
        expect(try run(script), Self.fishCases.map { "\($0.line)|\($0.offers)" })
    }

    private static let zshCases: [(line: String, completed: String)] = [
        ("jacknet se", "jacknet send "),
        ("jacknet send --cod", "jacknet send --codec="),
        ("jacknet send --codec=op", "jacknet send --codec=opus "),
        ("jacknet send --transport u", "jacknet send --transport udp "),
        (
            "jacknet send --jack-server B --connect o",
            "jacknet send --jack-server B --connect other:out "
        ),
        ("jacknet recv --connect system:playback_2", "jacknet recv --connect system:playback_2 "),
        ("jacknet pro", "jacknet probe "),
        ("jacknet probe --lo", "jacknet probe --local "),
        ("jacknet probe --codec=op", "jacknet probe --codec=opus "),
        ("jacknet ports system:c", "jacknet ports system:capture_1 "),
        ("jacknet ports --in", "jacknet ports --inputs "),
        ("jacknet recv --onc", "jacknet recv --once "),
        ("jacknet send --mu", "jacknet send --mute "),
        ("jacknet send --map=2,1", "jacknet send --map=2,1 "),
        ("jacknet send @stu", "jacknet send @studio "),
        ("jacknet recv @B", "jacknet recv @Bühne\\ 1 "),
        ("jacknet send --pri", "jacknet send --print-config "),
        ("jacknet help rec", "jacknet help recv "),
        ("jacknet status b", "jacknet status büro "),
        ("jacknet status --field remote.packetsLo", "jacknet status --field remote.packetsLost "),
        ("jacknet repl b", "jacknet repl büro "),
        ("jacknet repl --command ev", "jacknet repl --command events "),
        ("jacknet bench res", "jacknet bench resampler "),
        ("jacknet bench peers --q", "jacknet bench peers --quick "),
        ("jacknet key rem", "jacknet key remove "),
        ("jacknet key add s", "jacknet key add studio "),
        ("jacknet key show A", "jacknet key show A\\ 1 "),
        ("jacknet key remove stu", "jacknet key remove studio "),
        ("jacknet key rotate --n", "jacknet key rotate --now "),
        ("jacknet send --op", "jacknet send --open "),
    ]

    /// Completion works in a line editor only, so a second zsh runs in a terminal of its own and
    /// writes each line as the Tab key left it.
    @Test(.enabled(if: installed("zsh")))
    func zsh() throws {
        let script = """
            #!zsh -f
            zmodload zsh/zpty
            zpty inner 'TERM=dumb zsh -f -i'
            say() { zpty -w inner "$1" }
            say 'PS1= PS2= RPS1=; unsetopt zle_bracketed_paste; stty -echo'
            say 'fpath=(\(repository.path())completions $fpath); autoload -Uz compinit; compinit -u -D'
            mkfifo \(directory.path())result
            exec {results}<>\(directory.path())result
            say 'show() { print -r -- "<<$BUFFER>>" > \(directory.path())result; BUFFER=; zle .accept-line }'
            say 'zle -N show; bindkey "^I" complete-word; bindkey "^X" show'
            try() {
                while zpty -rt inner discarded 2>/dev/null; do :; done
                zpty -w -n inner "$1"$'\\t'$'\\x18'
                line=
                read -r -t 10 -u $results line
                print -r -- "$1|${${line#<<}%>>}"
            }

            """ + Self.zshCases.map { "try '\($0.line)'\n" }.joined() + "zpty -d inner\n"
        expect(try run(script), Self.zshCases.map { "\($0.line)|\($0.completed)" })
    }

    /// Lines before Tab, and after it where all three shells agree; else bash's, zsh's and fish's,
    /// which quote in ways of their own.
    private static let tabCases: [(line: String, completed: [String])] = [
        ("jacknet se", ["jacknet send "]),
        ("jacknet send --codec=op", ["jacknet send --codec=opus "]),
        ("jacknet recv --connect sys", ["jacknet recv --connect system:playback_"]),
        ("jacknet recv --connect system:p", ["jacknet recv --connect system:playback_"]),
        ("jacknet recv --connect 'sys", ["jacknet recv --connect 'system:playback_"]),
        ("jacknet send h --connect A", ["jacknet send h --connect A\\ B:out\\ 1 "]),
        ("jacknet send h --connect A\\ B:", ["jacknet send h --connect A\\ B:out\\ 1 "]),
        ("jacknet send h --connect 'A B:", ["jacknet send h --connect 'A B:out 1' "]),
        ("jacknet send h --connect \"A", ["jacknet send h --connect \"A B:out 1\" "]),
        (
            "jacknet send h --jack-server \"B\" --connect o",
            ["jacknet send h --jack-server \"B\" --connect other:out "]
        ),
        ("jacknet recv --connect it", ["jacknet recv --connect it\\'s\\ mine:in\\ 1 "]),
        (
            "jacknet recv --connect 'it",
            [
                "jacknet recv --connect 'it'\\''s mine:in 1' ",
                "jacknet recv --connect 'it'\\''s mine:in 1' ",
                "jacknet recv --connect 'it\\'s mine:in 1' ",
            ]
        ),
        ("jacknet recv --latency auto:l", ["jacknet recv --latency auto:low "]),
        ("jacknet recv --latency=auto:l", ["jacknet recv --latency=auto:low "]),
        ("jacknet send @stu", ["jacknet send @studio "]),
        ("jacknet send boa", ["jacknet send board.example.org "]),
        ("jacknet send --from READ", ["jacknet send --from README.md "]),
        ("jacknet send h --impair loss=2%,jit", ["jacknet send h --impair loss=2%,jitter="]),
        ("jacknet status b", ["jacknet status büro "]),
        ("jacknet key show A", ["jacknet key show A\\ 1 "]),
        ("jacknet nothing-at-all x", ["jacknet nothing-at-all x"]),
    ]

    /// Tab is pressed in terminals of their own.
    @Test(.enabled(if: installed("expect")), arguments: ["bash", "zsh", "fish"])
    func tab(name: String) throws {
        guard installed(name) else { return }
        let cases = directory.appending(path: "cases")
        try Data(Self.tabCases.map { $0.line }.joined(separator: "\n").utf8).write(to: cases)
        let place = ["bash", "zsh", "fish"].firstIndex(of: name) ?? 0
        expect(
            try output(
                of:
                    "expect -f Tests/terminal/tab.exp \(name) '\(repository.path())completions' '\(cases.path())'"
            ),
            Self.tabCases.map { line, completed in
                "\(line)|\(completed.count == 1 ? completed[0] : completed[place])"
            })
    }

    /// Where JACK is down, hangs, or there is no `jacknet` at all, nothing is offered and nothing said.
    @Test(
        .enabled(if: installed("expect")), arguments: ["bash", "zsh", "fish"],
        ["echo 'JACK: no server is running' >&2; exit 69", "exec sleep 60"])
    func tabIsQuiet(name: String, jacknet: String) throws {
        guard installed(name) else { return }
        let path = directory.appending(path: "jacknet")
        try Data("#!/bin/sh\n\(jacknet)\n".utf8).write(to: path)
        let cases = directory.appending(path: "cases")
        try Data("jacknet recv --connect sys\njacknet ports s".utf8).write(to: cases)
        expect(
            try output(
                of:
                    "expect -f Tests/terminal/tab.exp \(name) '\(repository.path())completions' '\(cases.path())'"
            ),
            ["jacknet recv --connect sys", "jacknet ports s"].map { "\($0)|\($0)" })
    }
}
