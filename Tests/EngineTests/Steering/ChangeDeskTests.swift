// Changes of a running link, step by step, with peers that do as they like; in virtual time.
import Session
import Testing
import Text
import Units

@testable import Engine

@Suite struct ChangeDeskTests {
    private let host = ChangingHost()
    private let outcomes = Outcomes()

    private final class Outcomes {
        var all: [ChangeRefusal?] = []
    }

    private func change(
        asking wishes: [String: JSONValue] = [:], _ edit: @escaping (inout SendSettings) -> Void
    ) {
        host.desk.change(edit, asking: wishes) { [outcomes] in outcomes.all.append($0) }
    }

    private func ask(_ settings: [String: JSONValue], id: Int = 1) {
        host.desk.take(.request(SettingsRequest(id: id, settings: settings)), host.now)
    }

    /// What the peer was answered.
    private var answers: [SettingsAnswer] {
        host.said.compactMap { if case .answer(let answer) = $0 { answer } else { nil } }
    }

    @Test func aPeerThatLeavesWithinASuccessionLeavesNothingBehind() {
        for isFailed in [false, true] {
            change { $0.codec = .opus }
            if isFailed { host.succession = .failed(ChangeRefusal(.refused, "over")) }
            host.part(returns: true)
            host.pass(50)
            #expect(outcomes.all.last??.code == .timedOut)
            #expect(host.settings.codec == .f32)
            guard case .idle = host.succession else {
                Issue.record("a stream is still to take over")
                return
            }
        }
        change { $0.codec = .opus }
        #expect(host.streams == 3)
        host.succession = .done
        host.pass(50)
        host.pass(1_100)
        #expect(outcomes.all.last == .some(nil))
        #expect(host.settings.codec == .opus)
    }

    @Test func aPeerThatAsksWithoutEndDoesNotHoldUpThisEnd() {
        host.alwaysNeedsStream = true
        for _ in 0..<100 { host.desk.serve({ _ in }, completion: { _ in }) }
        change { $0.codec = .s24 }
        #expect(host.streams == 1)
        host.succession = .done
        host.pass(50)
        #expect(host.streams == 2)
        // The stream that was begun then is this end's.
        host.succession = .done
        host.pass(50)
        #expect(host.settings.codec == .s24)
    }

    @Test func changesThatFollowOneAnotherLeaveThePeerItsTurn() {
        func again(_ count: Int) {
            change { $0.codec = count % 2 == 0 ? .opus : .f32 }
            host.desk.change(
                { $0.codec = count % 2 == 0 ? .s24 : .f32 }, asking: [:],
                completion: { _ in
                    if count < 10 { again(count + 1) }
                })
        }
        again(0)
        ask(["frame": .number(5)])
        host.succession = .done
        host.pass(50)
        host.pass(1_100)
        #expect(answers.map(\.refusal) == [nil])
    }

    @Test func theFloodThatIsTooMuchIsRefused() {
        for id in 0..<400 { ask(["codec": .text(id % 2 == 0 ? "opus" : "s24")], id: id) }
        #expect(answers.count == 400 - 256)
        host.part(returns: false)
        host.pass(50)
        guard case .idle = host.succession else {
            Issue.record("a stream is still to take over")
            return
        }
    }

    @Test func wordsThatNobodyAskedForChangeNothing() {
        for id in [Int.min, -1, 0, 1, 2, 3, Int.max] {
            host.desk.take(.answer(SettingsAnswer(id: id, refusal: nil)), host.now)
            host.desk.take(.noted(SettingsAnswer(id: id, refusal: "no")), host.now)
        }
        change(asking: ["latency": .number(5)]) { $0.mix.gain = Decibels(-3) }
        host.desk.take(.noted(SettingsAnswer(id: 1, refusal: nil)), host.now)
        host.desk.take(.answer(SettingsAnswer(id: 99, refusal: nil)), host.now)
        #expect(outcomes.all.isEmpty)
        #expect(host.settings.mix.gain == Defaults.gain)
        host.pass(20_100)
        #expect(outcomes.all.map(\.?.code) == [.timedOut])
    }

    /// Everything that can happen, in any order: whatever it was, each change has one outcome, which is
    /// true, and afterwards changes go as ever.
    @Test(arguments: 0..<100)
    func anyOrderOfStepsEndsWell(seed: UInt64) {
        var random = Steps(seed: seed)
        let host = host
        var open = 0
        for step in 0..<120 {
            switch random.next(below: 14) {
            case 0...3:
                let gain = Decibels(Double(-step) / 2 - 1)
                let codec = CodecChoice.allCases[random.next(below: 4)]
                let changesCodec = random.next(below: 2) == 0
                let wishes: [String: JSONValue] =
                    random.next(below: 3) == 0 ? ["latency": .number(7)] : [:]
                open += 1
                var isOver = false
                host.desk.change(
                    { settings in
                        settings.mix.gain = gain
                        if changesCodec { settings.codec = codec }
                    }, asking: wishes,
                    completion: { refusal in
                        #expect(!isOver)
                        isOver = true
                        open -= 1
                        #expect((host.settings.mix.gain == gain) == (refusal == nil))
                    })
            case 4, 5:
                let codec = CodecChoice.allCases[random.next(below: 4)].rawValue
                ask(["codec": .text(codec)], id: step)
            case 6: if case .underWay = host.succession { host.succession = .done }
            case 7:
                if case .underWay = host.succession {
                    host.succession = .failed(ChangeRefusal(.refused, "no"))
                }
            case 8: host.part(returns: random.next(below: 2) == 0)
            case 9:
                host.hasPeer = true
                host.desk.greet()
            case 10: reply(&random, refuses: false)
            case 11: reply(&random, refuses: true)
            case 12: host.pass(Int64(random.next(below: 3_000)))
            default: host.pass(Int64(random.next(below: 30)) * 1_000)
            }
            host.desk.turn(host.now)
        }
        // Longer than any step may take, for each that may still wait.
        for _ in 0..<150 { host.pass(20_100) }
        #expect(open == 0)
        guard case .idle = host.succession else {
            Issue.record("a stream is still to take over")
            return
        }
        host.hasPeer = true
        change { $0.codec = $0.codec == .opus ? .s24 : .opus }
        guard case .underWay = host.succession else {
            Issue.record("nothing begins any more")
            return
        }
    }

    /// The peer says what it was waited for, or what it was not.
    private func reply(_ random: inout Steps, refuses: Bool) {
        let refusal = refuses ? "no" : nil
        for message in host.said {
            switch message {
            case .request(let request):
                host.desk.take(
                    .answer(SettingsAnswer(id: request.id, refusal: refusal)), host.now)
            case .settings(let note):
                host.desk.take(.noted(SettingsAnswer(id: note.id, refusal: refusal)), host.now)
            default: break
            }
        }
        host.said = []
        let id = random.next(below: 40)
        host.desk.take(.answer(SettingsAnswer(id: id + 1_000, refusal: refusal)), host.now)
        host.desk.take(.settings(SettingsNote(id: id, settings: ["latency": .null])), host.now)
    }

    /// Steele, Lea and Flood's SplitMix64.
    private struct Steps {
        var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func next(below limit: Int) -> Int {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return Int((value ^ (value >> 31)) % UInt64(limit))
        }
    }
}
