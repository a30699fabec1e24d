import ControlTestKit
import Glibc
import Testing

/// A PipeWire without sound cards, and links in it by its libjack.
final class PipeWire {
    /// All that it takes is installed.
    static let isThere = ["pipewire", "wireplumber", "pw-jack", "pw-metadata", "dbus-daemon"]
        .allSatisfy { access("/usr/bin/" + $0, X_OK) == 0 }
    /// PipeWire takes a JACK server's name for that of its socket.
    static let server = "pipewire-0"

    private let directory = TemporaryDirectory()
    private let session: Child

    init() throws {
        let package = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        session = try Child([package + "/scripts/pipewire", directory.path])
        let isUp = eventually(20) { () -> Bool? in
            let ports = try? output(of: [binary!, "ports"])
            return ports?.contains("Null Sink: A:playback_FR") == true ? true : nil
        }
        let told = session.output
        if isUp != true { end() }
        try #require(isUp == true, "\(told)")
    }

    /// It has nothing to keep.
    func end() {
        session.signal(SIGKILL)
        session.end()
    }

    /// Starts what uses JACK with PipeWire's libjack.
    func start(_ arguments: [String]) throws -> Child {
        try Child(["env", "PIPEWIRE_RUNTIME_DIR=" + directory.path, "pw-jack"] + arguments)
    }

    func output(of arguments: [String]) throws -> String {
        let child = try start(arguments)
        defer { child.end() }
        _ = child.wait()
        return child.output
    }

    /// Changes what the graph runs at: `clock.force-quantum`, `clock.force-rate`.
    func set(_ key: String, _ value: Int) throws {
        _ = try output(of: ["pw-metadata", "-n", "settings", "0", key, "\(value)"])
    }

    /// What soundjudge says of two seconds through a link from `sender`'s ports, on PipeWire or on the JACK
    /// server of that name, to those of the receiver here; the best of three, since machines stand still.
    func verdict(from sender: String? = nil) throws -> Verdict {
        var best: Verdict?
        for _ in 0..<3 {
            let verdict = try listen(from: sender)
            if let verdict, verdict.wrongChannels == 0, verdict.discontinuities == 0, verdict.tells
            {
                return verdict
            }
            best = verdict ?? best
        }
        let told = try #require(best, "no sound came out, three times")
        // As much as a link between two JACK servers is allowed.
        if told.unrest > 18 {
            print("nothing is judged, the machine stands still again and again: \(told)")
            try Test.cancel("the machine stands still again and again")
        }
        return told
    }

    private func listen(from sender: String?) throws -> Verdict? {
        let judge = try #require(judge)
        let (played, recorded) = (directory.path + "/played", directory.path + "/recorded")
        let recorder = try start([
            judge, "record", Self.server, "2", "jacknet-recv:out_%d", "2", recorded,
        ])
        defer { recorder.end() }
        try #require(hears(recorder, "ready"), "\(recorder.output)")
        let play = ["2", "jacknet-send:in_%d", "2", played]
        let player =
            if let sender {
                try Child([judge, "play", sender] + play)
            } else {
                try start([judge, "play", Self.server] + play)
            }
        defer { player.end() }
        guard player.wait(seconds: 20) == 0, recorder.wait(seconds: 20) == 0 else { return nil }
        let analysis = try Child([judge, "analyse", played, recorded])
        defer { analysis.end() }
        guard analysis.wait(seconds: 60) == 0 else { return nil }
        return Verdict(json: analysis.output)
    }
}
