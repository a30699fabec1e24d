import FileIO
import Units

/// A sound of the material, in planes.
struct Sound {
    static let sampleRate = 48_000
    /// Of every sound, RMS: else the loudest alone would count. −26 dBFS leave room for the drums' peaks.
    private static let level: Float = 0.05

    let name: String
    var channels: [[Float]]
    var frames: Int { channels[0].count }

    /// Reads `name`.wav in `directory`.
    init(_ name: String, in directory: String) throws(FileIOError) {
        let path = directory + "/" + name + ".wav"
        let file = try SoundFileInput(path: path)
        guard file.sampleRate.hertz == Self.sampleRate else {
            throw .notSound(path: path, cause: "it is at \(file.sampleRate.hertz) Hz")
        }
        self.name = name
        channels = Array(repeating: [], count: file.channels)
        var block = [Float](repeating: 0, count: 4_096 * file.channels)
        while let count = try file.read(into: &block, frames: 4_096), count > 0 {
            for channel in channels.indices {
                for frame in 0..<count {
                    channels[channel].append(block[frame * channels.count + channel])
                }
            }
        }
        settleLevel()
    }

    private mutating func settleLevel() {
        let count = channels.count * frames
        let energy = channels.joined().reduce(0) { $0 + Double($1) * Double($1) }
        let gain = Self.level / Float((energy / Double(count)).squareRoot())
        for channel in channels.indices {
            for frame in 0..<frames { channels[channel][frame] *= gain }
        }
    }

    /// A part of `sound` on more channels than it has, each a little later than the one before.
    init(_ sound: Sound, on count: Int, from start: Int, frames: Int) {
        name = sound.name
        channels = (0..<count).map { channel in
            let line = sound.channels[channel % sound.channels.count]
            let first = start + 997 * (channel / sound.channels.count)
            return Array(line[first..<first + frames])
        }
    }
}
