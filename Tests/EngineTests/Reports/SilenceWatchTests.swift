// When silence is told of, and its end.
import Testing
import Units

@testable import Engine

@Suite struct SilenceWatchTests {
    private let alarm = SilenceAlarm(patience: Nanoseconds(2_000_000_000))

    /// Reports ten times a second, from `start` on; returns when what was told, in tenths of a second.
    private func events(
        _ watch: inout SilenceWatch, _ peaks: [[Double]], from start: Int = 0,
        isMeasured: Bool = true
    ) -> [String] {
        peaks.enumerated().compactMap { index, levels in
            var report = LinkReport()
            report.peaks = levels.map { Decibels($0) }
            let now = Nanoseconds(Int64(start + index) * 100_000_000)
            let event = watch.take(&report, alarm, isMeasured: isMeasured, now)
            #expect(report.isSilent == watch.isSilent)
            return event.map { "\($0.name) \(start + index)" }
        }
    }

    private func times(_ count: Int, _ levels: Double...) -> [[Double]] {
        Array(repeating: levels, count: count)
    }

    @Test func aSilenceIsToldOnceAndSoIsItsEnd() {
        var watch = SilenceWatch()
        let told = events(&watch, times(5, -20, -.infinity) + times(40, -70, -61) + times(10, -30))
        #expect(told == ["sound.silent 24", "sound.recovered 47"])
    }

    @Test func nobodyToHearIsSilenceFromTheStartOn() {
        var watch = SilenceWatch()
        #expect(events(&watch, times(30)) == ["sound.silent 20"])
    }

    @Test func oneLoudChannelIsSound() {
        var watch = SilenceWatch()
        #expect(events(&watch, times(60, -.infinity, -59)).isEmpty)
    }

    @Test func aClickEndsNoSilence() {
        var watch = SilenceWatch()
        let clicks = times(30, -90) + times(2, -3) + times(15, -90) + times(2, -3) + times(15, -90)
        #expect(events(&watch, clicks) == ["sound.silent 20"])
    }

    @Test func whatIsNotMeasuredIsNoSilence() {
        var watch = SilenceWatch()
        #expect(events(&watch, times(50), isMeasured: false).isEmpty)
        #expect(events(&watch, times(30, -90), from: 50) == ["sound.silent 69"])
    }

    @Test func withoutAnAlarmNothingIsKnown() {
        var watch = SilenceWatch()
        _ = events(&watch, times(30, -90))
        var report = LinkReport()
        #expect(watch.take(&report, nil, Nanoseconds(4_000_000_000)) == nil)
        #expect(report.isSilent == nil)
        #expect(!watch.isSilent)
    }
}
