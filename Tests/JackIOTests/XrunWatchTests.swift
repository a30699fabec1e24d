// Xruns as a process callback sees them.
import Testing

@testable import JackIO

@Suite struct XrunWatchTests {
    @Test func steadyCyclesHaveNone() {
        var watch = XrunWatch(delay: 12)
        for cycle in 0..<10 {
            let found = watch.observe(delay: 12, frames: 128, counter: UInt32(cycle * 128))
            #expect(!found)
        }
    }

    @Test func theServersOwnIsSeenOnce() {
        var watch = XrunWatch(delay: 0)
        let found = (0..<4).map { cycle in
            watch.observe(delay: cycle < 2 ? 0 : 350.5, frames: 64, counter: UInt32(cycle * 64))
        }
        #expect(found == [false, false, true, false])
    }

    @Test func missedCyclesAreSeen() {
        var watch = XrunWatch(delay: 0)
        let found = [0, 128, 512, 640].map {
            watch.observe(delay: 0, frames: 128, counter: UInt32($0))
        }
        #expect(found == [false, false, true, false])
    }

    /// JACK's frame counter has 32 bits: 24.8 hours at 48 kHz.
    @Test func theCounterMayWrap() {
        var watch = XrunWatch(delay: 0)
        let found = [UInt32.max - 191, .max - 63, 64].map {
            watch.observe(delay: 0, frames: 128, counter: $0)
        }
        #expect(found == [false, false, false])
    }

    /// A late callback may read the next cycle's times: ahead, and then the same again.
    @Test func aCounterThatStandsIsNone() {
        var watch = XrunWatch(delay: 0)
        let found = [0, 256, 256, 384].map {
            watch.observe(delay: 0, frames: 128, counter: UInt32($0))
        }
        #expect(found == [false, true, false, false])
    }
}
