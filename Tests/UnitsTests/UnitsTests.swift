// Conversions between frames, nanoseconds and decibels.
import Testing

@testable import Units

@Suite struct UnitsTests {
    @Test func framesToTimeAndBackForADay() {
        for rate in [SampleRate.cd, .dat] {
            for frames: Int64 in [0, 1, 127, 128, 44_099, 4_147_200_001, -1, -4_147_200_001] {
                #expect(rate.frames(in: rate.duration(ofFrames: frames)) == frames)
            }
        }
    }

    @Test func refusesRatesThatNoCardHas() {
        #expect(SampleRate(hertz: 0) == nil)
        #expect(SampleRate(hertz: -48_000) == nil)
        #expect(SampleRate(hertz: Int.max) == nil)
    }

    @Test func refusesTimesThatAreNoTimes() {
        #expect(Nanoseconds(milliseconds: .nan) == nil)
        #expect(Nanoseconds(milliseconds: .infinity) == nil)
        #expect(Nanoseconds(milliseconds: 2.5)?.count == 2_500_000)
    }

    @Test func decibels() {
        #expect(Decibels(amplitude: 1).value == 0)
        #expect((Decibels(amplitude: 0.5).value + 6.0206).magnitude < 1e-4)
        #expect(Decibels(amplitude: 0).value == -.infinity)
        #expect(Decibels(-.infinity).amplitude == 0)
    }
}
