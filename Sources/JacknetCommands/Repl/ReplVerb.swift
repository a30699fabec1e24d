import Text

/// A command of the repl; a new one is a case here and its deed in `ReplSession`.
enum ReplVerb: String, CaseIterable {
    case help, show, get, set, mute, gain, ports, connect, disconnect, stats, watch, events
    case links, use, save, stop, quit

    /// What follows the command.
    var arguments: String {
        switch self {
        case .help: "[CMD] [SETTING]"
        case .show: "[NAME…]"
        case .get: "[NAME…]"
        case .set: "NAME VALUE… | NAME=VALUE…"
        case .mute: "[on|off]"
        case .gain: "DB"
        case .connect: "PORT OTHER"
        case .disconnect: "PORT [OTHER]"
        case .events: "on|off"
        case .use: "LINK"
        case .save: "NAME"
        case .ports, .stats, .watch, .links, .stop, .quit: ""
        }
    }

    /// One line, for the list of all.
    var summary: String {
        switch self {
        case .help: "what there is to say"
        case .show: "the settings with their units"
        case .get: "the settings' bare values"
        case .set: "change settings of both ends"
        case .mute: "silence, or sound again"
        case .gain: "louder or softer, in dB"
        case .ports: "JACK ports, connected to what"
        case .connect: "connect a port of the link"
        case .disconnect: "disconnect from one or all"
        case .stats: "how both ends of the link are"
        case .watch: "meters and graphs until a key"
        case .events: "tell what happens, or not"
        case .links: "the links that run"
        case .use: "go to another link"
        case .save: "write settings as a profile"
        case .stop: "end the link"
        case .quit: "leave; the link goes on"
        }
    }

    /// What more `help CMD` says.
    var details: String {
        switch self {
        case .set:
            """
            All of it changes, or nothing. `set codec=opus bitrate=96k` changes two at once;
            `set connect A B` gives a list, and null takes back what was set.
            `help set NAME` tells what a setting takes.
            """
        case .get: "One NAME: its value alone."
        case .mute: "Without a word: mute."
        case .connect, .disconnect: "PORT is one of the link's own, such as out_1."
        case .events: "They are shown above the line that is being typed."
        case .save: "It is started with jacknet send @NAME or jacknet recv @NAME."
        default: ""
        }
    }

    var usage: String { arguments.isEmpty ? rawValue : rawValue + " " + arguments }

    /// The command that `word` is, or the only one that it begins.
    init(word: String) throws(ReplError) {
        if let verb = ReplVerb(rawValue: word) {
            self = verb
            return
        }
        let found = ReplVerb.allCases.filter { !word.isEmpty && $0.rawValue.hasPrefix(word) }
        if found.count == 1 {
            self = found[0]
            return
        }
        if found.count > 1 {
            let names = found.map(\.rawValue).joined(separator: ", ")
            throw .usage("'\(word)' may be \(names): type more of it")
        }
        let near = Text.nearest(to: word, among: ReplVerb.allCases.map(\.rawValue))
        let hint = near.map { "did you mean \($0)? " } ?? ""
        throw .usage("'\(word)' is no command: \(hint)`help` lists them")
    }
}
