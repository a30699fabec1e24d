// How many channels a machine carries, from known loads.
import Testing

@testable import Benchmark

@Suite struct CapacityTests {
    @Test func whatWasMeasuredIsTakenWhereItIsSafe() throws {
        let found = try #require(
            Capacity.all(of: [
                Samples.load("f32", channels: 64, receive: 30),
                Samples.load("f32", channels: 2, receive: 1),
            ]).first)
        #expect(found.channels == 64)
        #expect(found.load == 30)
        #expect(found.thread == "receive")
    }

    /// 10 % with 16 channels and 90 % with 32: 50 % with 24.
    @Test func betweenTwoMeasurementsItGrowsEvenly() throws {
        let found = try #require(
            Capacity.all(of: [
                Samples.load("opus", frame: 5, channels: 16, receive: 10),
                Samples.load("opus", frame: 5, channels: 32, receive: 90),
                Samples.load("opus", frame: 5, channels: 64, receive: 200),
            ]).first)
        #expect(found.channels == 24)
        #expect(found.load == Capacity.safe)
    }

    @Test func oneThatIsTooMuchIsNone() throws {
        let found = try #require(
            Capacity.all(of: [Samples.load("f32", channels: 1, receive: 80)]).first)
        #expect(found.channels == 0)
    }

    @Test func formatsAreKeptApart() {
        let found = Capacity.all(of: [
            Samples.load("f32", period: 32, channels: 2, receive: 1),
            Samples.load("f32", period: 128, channels: 2, receive: 1),
        ])
        #expect(found.map(\.period) == [32, 128])
    }

    @Test func theAnswerIsOneLine() {
        let loads = [
            Samples.load("f32", period: 32, channels: 64, receive: 33),
            Samples.load("f32", channels: 64, receive: 12.34),
            Samples.load("opus", frame: 5, channels: 16, receive: 10),
            Samples.load("opus", frame: 5, channels: 32, receive: 90),
            Samples.load("s16", channels: 1, receive: 99),
        ]
        #expect(
            Capacity.answer(Capacity.all(of: loads))
                == "This machine carries 64 channels of f32 at 128/48000 with 12 % of a core (receive), "
                + "and down to 32/48000 with 33 %; 24 channels of opus 5 ms at 128/48000 with 50 % of a "
                + "core (receive); not one channel of s16 at 128/48000. Counted as safe: 50 % of a core "
                + "for each thread of an end.")
    }
}
