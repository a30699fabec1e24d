import Glibc
import Testing

/// The first channel of a sound file of 32-bit floats (RIFF WAVE), and what tones are in it.
struct Wave {
    var rate: Int
    var samples: [Float]

    static func sine(hertz: Double, seconds: Double, rate: Int) -> Wave {
        let count = Int(seconds * Double(rate))
        return Wave(
            rate: rate,
            samples: (0..<count).map {
                Float(0.25 * sin(2 * .pi * hertz * Double($0) / Double(rate)))
            })
    }

    init(rate: Int, samples: [Float]) {
        self.rate = rate
        self.samples = samples
    }

    init(contentsOf path: String) throws {
        let file = try #require(fopen(path, "r"), "\(path)")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 20)
        while case let count = fread(&block, 1, block.count, file), count > 0 {
            bytes += block[..<count]
        }
        (rate, samples) = bytes.withUnsafeBytes { raw in
            func word(_ place: Int) -> Int {
                Int(UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
            }
            var (place, channels, rate) = (12, 0, 0)
            while place + 8 <= raw.count {
                let name = String(decoding: raw[place..<place + 4], as: UTF8.self)
                let length = min(word(place + 4), raw.count - place - 8)
                if name == "fmt " {
                    channels = word(place + 10) & 0xffff
                    rate = word(place + 12)
                } else if name == "data" {
                    let step = 4 * channels
                    let samples = stride(from: 0, to: length / step * step, by: step).map {
                        raw.loadUnaligned(fromByteOffset: place + 8 + $0, as: Float.self)
                    }
                    return (rate, samples)
                }
                place += 8 + length + length % 2
            }
            return (rate, [])
        }
    }

    func write(to path: String) throws {
        let file = try #require(fopen(path, "w"), "\(path)")
        defer { fclose(file) }
        var bytes: [UInt8] = []
        func put(_ text: String) { bytes += Array(text.utf8) }
        func put(_ number: UInt32, _ count: Int = 4) {
            for index in 0..<count {
                bytes.append(UInt8(truncatingIfNeeded: number >> (8 * index)))
            }
        }
        let length = UInt32(4 * samples.count)
        put("RIFF")
        put(36 + length)
        put("WAVEfmt ")
        put(16)
        // IEEE floats, one channel.
        put(3, 2)
        put(1, 2)
        put(UInt32(rate))
        put(UInt32(4 * rate))
        put(4, 2)
        put(32, 2)
        put("data")
        put(length)
        for sample in samples { put(sample.bitPattern) }
        #expect(fwrite(bytes, 1, bytes.count, file) == bytes.count)
    }

    /// A letter for each tenth of a second: `h` and `l` for one of the two tones, `x` for both, `-` for none.
    func letters(high: Double, low: Double) -> String {
        let size = rate / 10
        return String(
            stride(from: 0, to: samples.count - size + 1, by: size).map { start -> Character in
                let block = samples[start..<start + size]
                let (high, low) = (level(of: high, in: block), level(of: low, in: block))
                switch (high > 0.01, low > 0.01) {
                case (true, true): return "x"
                case (true, false): return "h"
                case (false, true): return "l"
                case (false, false): return "-"
                }
            })
    }

    private func level(of hertz: Double, in block: ArraySlice<Float>) -> Double {
        var (real, imaginary) = (0.0, 0.0)
        for (index, sample) in block.enumerated() {
            let phase = 2 * .pi * hertz * Double(index) / Double(rate)
            real += Double(sample) * cos(phase)
            imaginary += Double(sample) * sin(phase)
        }
        return 2 * (real * real + imaginary * imaginary).squareRoot() / Double(block.count)
    }

    /// How often the sound is neither of the two tones nor their sum: what is left where both are filtered out.
    func jumps(high: Double, low: Double) -> Int {
        var left = samples.map(Double.init)
        for hertz in [high, low] {
            let turn = 2 * cos(2 * .pi * hertz / Double(rate))
            left = (2..<max(2, left.count)).map { left[$0] - turn * left[$0 - 1] + left[$0 - 2] }
        }
        return left.filter { $0.magnitude > 2e-3 }.count
    }
}
