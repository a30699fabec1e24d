// Gain, mute and map: bit for bit where nothing is asked, and never a click on the way elsewhere.
import DSP
import Glibc
import Testing
import Units

@Suite struct ChannelMixerTests {
    private typealias Way = ChannelMixer.Way

    /// Channels in memory that does not move.
    private final class Block {
        let pointers: UnsafeMutablePointer<UnsafeMutablePointer<Float>>
        let channels: Int
        let frames: Int

        init(_ samples: [[Float]]) {
            channels = samples.count
            frames = samples.first?.count ?? 0
            pointers = .allocate(capacity: channels)
            for (channel, line) in samples.enumerated() {
                let memory = UnsafeMutablePointer<Float>.allocate(capacity: frames)
                memory.initialize(from: line, count: frames)
                (pointers + channel).initialize(to: memory)
            }
        }

        deinit {
            for channel in 0..<channels { pointers[channel].deallocate() }
            pointers.deallocate()
        }

        var samples: [[Float]] {
            (0..<channels).map {
                Array(UnsafeBufferPointer(start: pointers[$0], count: frames))
            }
        }
    }

    private func identity(_ gain: Double = 1) -> [Way] {
        (0..<64).map { Way(source: $0, gain: gain) }
    }

    /// Mixes all of `input` in cycles; `change` may set ways before one. Elsewhere, or in place.
    private func mixed(
        _ input: [[Float]], _ ways: [Way], rate: Int = 48_000, period: Int = 128,
        inPlace: Bool = true, channels: Int? = nil,
        change: (Int, borrowing ChannelMixer) -> Void = { _, _ in }
    ) -> [[Float]] {
        var mixer = ChannelMixer(ways, sampleRate: SampleRate(hertz: rate)!)
        let channels = channels ?? input.count
        let frames = input[0].count
        let lines = max(channels, input.count)
        let filled =
            input
            + Array(
                repeating: [Float](repeating: 7, count: frames), count: lines - input.count)
        let source = Block(filled)
        let result =
            inPlace ? source : Block(filled.map { _ in [Float](repeating: 7, count: frames) })
        for start in stride(from: 0, to: frames, by: period) {
            change(start, mixer)
            let sources =
                (0..<input.count).map { UnsafePointer(source.pointers[$0] + start) }
                as [UnsafePointer<Float>?]
            let results = (0..<channels).map { result.pointers[$0] + start }
            let length = min(period, frames - start)
            if mixer.begin() {
                mixer.process(
                    sources, count: input.count, into: results, channels: channels, frames: length)
            } else if !inPlace {
                for channel in 0..<channels {
                    results[channel].update(from: sources[channel]!, count: length)
                }
            }
        }
        return Array(result.samples.prefix(channels))
    }

    /// −1 dBFS.
    private func sine(
        _ hertz: Double, _ rate: Int, _ frames: Int, phase: Double = 0
    ) -> [Float] {
        (0..<frames).map {
            Float(0.891_25 * sin(2 * .pi * hertz * Double($0) / Double(rate) + phase))
        }
    }

    /// The largest discontinuity of a sine.
    private func discontinuity(_ samples: [Float], _ hertz: Double, _ rate: Int) -> Double {
        let turn = 2 * cos(2 * .pi * hertz / Double(rate))
        var worst = 0.0
        var (before, last) = (Double(samples[0]), Double(samples[1]))
        for sample in samples.dropFirst(2) {
            let bend = Double(sample) - turn * last + before
            worst = max(worst, bend.magnitude)
            (before, last) = (last, Double(sample))
        }
        return worst
    }

    @Test func nothingAskedIsNothingTouched() {
        var mixer = ChannelMixer(identity(), sampleRate: .dat)
        let begins1 = mixer.begin()
        #expect(!begins1)
        mixer.wanted.pointee.set(identity())
        let begins2 = mixer.begin()
        #expect(!begins2)
        mixer.wanted.pointee.set(identity(0.5))
        let begins3 = mixer.begin()
        #expect(begins3)
    }

    @Test(arguments: [true, false])
    func equalGainPassesBitForBit(inPlace: Bool) {
        var random = TestBits(seed: 1)
        let input = (0..<3).map { _ in
            (0..<1_000).map { _ in
                Float(bitPattern: UInt32.random(in: 0...UInt32.max, using: &random))
            }
        }
        let swapped = mixed(
            input, [1, 0, 2].map { Way(source: $0, gain: 1) }, period: 300, inPlace: inPlace)
        for (result, source) in [(0, 1), (1, 0), (2, 2)] {
            #expect(swapped[result].map(\.bitPattern) == input[source].map(\.bitPattern))
        }
    }

    @Test(arguments: [true, false])
    func holdsFromTheFirstFrame(inPlace: Bool) {
        let input = [sine(440, 48_000, 1_000), sine(550, 48_000, 1_000)]
        let output = mixed(
            input, [Way(source: 1, gain: 0.5), Way(source: nil, gain: 1), Way(source: 9, gain: 1)],
            inPlace: inPlace, channels: 3)
        #expect(output[0] == input[1].map { $0 * 0.5 })
        #expect(output[1].allSatisfy { $0 == 0 })
        #expect(output[2].allSatisfy { $0 == 0 })
    }

    /// Every step of what a link can be told, one after the other and within one another.
    @Test(
        arguments: [44_100, 48_000, 96_000],
        [(16, true), (64, false), (128, true), (1_000, false), (1_024, true), (4_096, false)])
    func noChangeClicks(_ rate: Int, _ use: (period: Int, inPlace: Bool)) {
        var random = TestBits(seed: UInt64(rate + use.period))
        for hertz in [50.0, 997, 5_000] {
            // The worst that a map can do is to turn the phase.
            let input = [0, Double.pi, 2].map { sine(hertz, rate, rate, phase: $0) }
            var next = 0
            var changes = 0
            let output = mixed(
                input, identity(), rate: rate, period: use.period, inPlace: use.inPlace
            ) { start, mixer in
                guard start >= next else { return }
                changes += 1
                next = start + Int.random(in: 0...rate / 10, using: &random)
                mixer.wanted.pointee.set(
                    (0..<3).map { channel in
                        let gains = [0, 0, 0.5, 1, 1, 1, 2, 15.85, 1e-5]
                        let sources = [0, 1, 2, channel, channel, nil]
                        return Way(
                            source: sources[Int.random(in: 0..<6, using: &random)],
                            gain: gains[Int.random(in: 0..<9, using: &random)])
                    })
            }
            #expect(changes > 8)
            for (channel, samples) in output.enumerated() {
                let worst = discontinuity(samples, hertz, rate)
                #expect(worst < 2e-3, "\(hertz) Hz, channel \(channel): \(worst)")
            }
        }
    }

    @Test func aChangeTakesFiftyMilliseconds() {
        let ones = [[Float](repeating: 1, count: 9_600)]
        let output = mixed(ones, identity(), period: 96) { start, mixer in
            if start == 960 { mixer.wanted.pointee.set([Way(source: 0, gain: 0)]) }
        }[0]
        #expect(output[..<960].allSatisfy { $0 == 1 })
        #expect(output[960] < 1 && output[960 + 2_399] > 0)
        #expect((output[960 + 1_200] - 0.5).magnitude < 1e-3)
        #expect(output[(960 + 2_400)...].allSatisfy { $0 == 0 })
        #expect(zip(output, output.dropFirst()).allSatisfy { $0 >= $1 })
    }

    @Test func whatIsSetMeanwhileIsTakenWhenTheChangeIsOver() {
        let ones = [[Float](repeating: 1, count: 9_600)]
        let output = mixed(ones, identity(), period: 96) { start, mixer in
            if start == 0 { mixer.wanted.pointee.set([Way(source: 0, gain: 0)]) }
            if start == 96 { mixer.wanted.pointee.set([Way(source: 0, gain: 0.25)]) }
            if start == 192 { mixer.wanted.pointee.set([Way(source: 0, gain: 0.5)]) }
        }[0]
        #expect(output[2_399] < 1e-6)
        #expect(output[4_800...].allSatisfy { $0 == 0.5 })
    }

    @Test(arguments: [16, 300, 4_096], [true, false])
    func periodsDoNotMatter(_ period: Int, _ inPlace: Bool) {
        let input = [sine(440, 48_000, 9_000), sine(700, 48_000, 9_000)]
        func run(_ period: Int, _ inPlace: Bool) -> [[Float]] {
            mixed(input, identity(), period: period, inPlace: inPlace) { start, mixer in
                if start == 0 {
                    mixer.wanted.pointee.set([1, 0].map { Way(source: $0, gain: 0.3) })
                }
            }
        }
        #expect(run(period, inPlace) == run(9_000, false))
    }

    @Test func whatIsNoNumberStaysInsideOfSilence() {
        let wild: [Float] = [.nan, .infinity, -.infinity, .signalingNaN]
        let input = [(0..<9_600).map { wild[$0 % 4] }, [Float](repeating: 0.5, count: 9_600)]
        for map in [[0, 1], [1, 0], [nil, 1]] {
            let output = mixed(input, identity(0)) { start, mixer in
                if start == 128 { mixer.wanted.pointee.set(map.map { Way(source: $0, gain: 0.5) }) }
                if start == 4_992 { mixer.wanted.pointee.set(map.map { Way(source: $0, gain: 0) }) }
            }
            #expect(output.allSatisfy { $0.allSatisfy { $0.isFinite && $0.magnitude <= 0.25 } })
            #expect(output.allSatisfy { $0.prefix(128).allSatisfy { $0 == 0 } })
            #expect(output.allSatisfy { $0.suffix(1_000).allSatisfy { $0 == 0 } })
        }
        let loud = mixed([[.greatestFiniteMagnitude]], identity(10))
        #expect(loud == [[0]])
    }

    @Test func whatChangesInSilenceIsTakenAtOnce() {
        var mixer = ChannelMixer(identity(), sampleRate: .dat)
        let begins4 = mixer.begin()
        #expect(!begins4)
        mixer.wanted.pointee.set([])
        mixer.settle()
        let block = Block([[1, 1, 1]])
        let begins5 = mixer.begin()
        #expect(begins5)
        mixer.process(
            [UnsafePointer(block.pointers[0])], count: 1, into: block.pointers, channels: 1,
            frames: 3)
        #expect(block.samples == [[0, 0, 0]])
        mixer.wanted.pointee.set(identity())
        mixer.prepare(sampleRate: .cd)
        let begins6 = mixer.begin()
        #expect(!begins6)
    }

    @Test func waysAreHeldWithinReason() {
        for (gain, held) in [(-1.0, Float(0)), (.nan, 0), (100, 15.848_932), (0.5, 0.5)] {
            #expect(Way(source: 0, gain: gain).gain == held)
        }
    }
}
