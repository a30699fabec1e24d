// Impairments as text: back and forth, and what strangers may type.
import Testing
import Units

@testable import Simulation

@Suite struct ImpairmentTextTests {
    @Test(arguments: [
        "loss=2%,burst=3,delay=20ms,jitter=5ms,reorder=1%",
        "loss=0.07%", "loss=7%,burst=3.5,burst-model=time", "delay=1.5ms", "delay=300us",
        "delay=0.25us", "delay=2s", "jitter=2ms,distribution=exponential,order=kept",
        "duplicate=0.5%,rate=2M,queue=50ms", "rate=1.5G", "rate=123", "rate=33.6k",
        "outage=3s/60s", "outage=3s/90s,stall=10ms/100ms,seed=7",
    ])
    func aDescriptionMakesTheSameAgain(text: String) throws {
        let impairment = try Impairment(text)
        let again = try Impairment(impairment.description)
        #expect(again == impairment, "\(impairment)")
        #expect(again.description == impairment.description)
    }

    @Test func descriptionsAreCanonical() throws {
        #expect(try Impairment("delay=0.02s,loss=0.02").description == "loss=2%,delay=20ms")
        #expect(try Impairment("outage=3s").description == "outage=3s/60s")
        #expect(Impairment().description == "loss=0%")
        #expect(try Impairment(Impairment().description) == Impairment())
    }

    @Test(arguments: [
        ("loss=2", "2%"), ("jitter=ms", "20ms"), ("color=red", "loss, burst"),
        ("distribution=flat", "exponential"), ("stall=1s/1s", "3s/60s"), ("loss", "loss=2%"),
        ("burst=3", "loss=2%"), ("rate=0", "2M"),
    ])
    func errorsSayWhatWouldDo(text: String, remedy: String) {
        let error = #expect(throws: InvalidImpairment.self) { try Impairment(text) }
        guard let description = error?.description else { return }
        #expect(description.contains(remedy), "\(description)")
        #expect(!description.contains("\n"))
    }

    @Test(arguments: [
        "loss=\u{0}", "loss=∞", "loss=0x1p-1%%", "delay=1e9999s", "delay=nans", "delay=-0.1us",
        "rate=infM", "queue=-1s", "stall=", "stall=/", "outage=//", "seed=18446744073709551616",
        "burst=1e99,loss=1%", "====", "loss==1%", "loss=1%,", ",loss=1%", "\u{202E}=1",
        String(repeating: "a", count: 100_000), String(repeating: ",", count: 10_000),
        "loss=" + String(repeating: "9", count: 10_000),
    ])
    func hostileTextIsRefused(text: String) {
        #expect(throws: InvalidImpairment.self) { try Impairment(text) }
    }

    /// Bits of good text, put together at random: whatever is taken can be written and taken again, and
    /// a network of it can be used.
    @Test func randomTextNeverTraps() {
        var random = SeededRandom(seed: 5)
        let bits = [
            "1", "50", "3", "%", "ms", "us", "s", "/60s", "M", "-", ".", ",", "time", "pareto",
            "e9",
            "e-300",
        ]
        var taken = 0
        for _ in 0..<20_000 {
            let members = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                let value = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                    bits.randomElement(using: &random)!
                }
                return Impairment.members.randomElement(using: &random)! + "=" + value.joined()
            }
            let text = members.joined(separator: ",")
            guard let impairment = try? Impairment(text) else { continue }
            taken += 1
            #expect((try? Impairment(impairment.description)) == impairment, "\(text)")
            var netem = Netem(impairment, seed: 1)
            for step in 0..<20 {
                _ = netem.pass(65_507, now: (1 << 60) + Int64(step) * 1_000_000)
            }
        }
        #expect(taken > 150)
    }
}
