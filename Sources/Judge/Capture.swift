import Glibc

/// What a station was given, with the instants of its cycles; kept in a file.
package struct Capture {
    package struct Cycle: BitwiseCopyable {
        /// Its first frame, counted by the station.
        package var frame: Int
        /// When that was at the port, µs.
        package var time: Double

        package init(frame: Int, time: Double) {
            self.frame = frame
            self.time = time
        }
    }

    package var rate: Double
    package var channels: Int
    /// Of the sine that is played.
    package var seconds: Double
    package var cycles: [Cycle]
    /// When a processor of the machine stood still; of a recorder only.
    package var standstills: [Double]
    /// When the server told that a client had come late, µs: it goes on with what there was.
    package var xruns: [Double]
    /// Channel by channel; none of a player, whose signal is known.
    package var samples: [[Float]]

    /// When `frame` was at the port, µs. A stamp is late where its cycle was, never early: of the
    /// cycles around, the earliest line tells.
    package func time(of frame: Int) -> Double {
        guard let index = cycles.lastIndex(where: { $0.frame <= frame }) else { return 0 }
        let near = cycles[max(0, index - 40)...min(cycles.count - 1, index + 40)]
        return near.map { $0.time + Double(frame - $0.frame) * 1e6 / rate }.min() ?? 0
    }

    /// The frame that was at the port at `time`, µs.
    func frame(at time: Double) -> Int {
        guard let cycle = cycles.last(where: { $0.time <= time }) else { return 0 }
        return cycle.frame + Int((time - cycle.time) * rate / 1e6)
    }

    /// How far a sine of `hertz` that was at the port at `time`, µs, is behind in phase in what came out
    /// there at that time, in seconds: its latency but for whole periods of it. Of a player, whose sine
    /// begins with its first frame.
    func lag(of phase: Double, hertz: Double, at time: Double) -> Double {
        let frame = frame(at: time)
        let played = Double(frame) / rate + (time - self.time(of: frame)) / 1e6
        return played - phase / (2 * .pi * hertz)
    }

    /// Instants, µs, at which the server itself lost time: later cycles never catch up. The dummy
    /// driver begins its grid anew at any phase, so that a part of a period may be lost as well.
    package var lostCycles: [Double] {
        guard cycles.count > 80 else { return [] }
        func line(_ part: Range<Int>) -> Double {
            cycles[part].map { $0.time - Double($0.frame) * 1e6 / rate }.min() ?? 0
        }
        var found: [Double] = []
        var index = 40
        while index < cycles.count - 40 {
            let isLost = abs(line(index..<index + 40) - line(index - 40..<index)) > 200
            if isLost { found.append(cycles[index].time) }
            // For as long as some of the cycles before it are from before what was lost.
            index += isLost ? 40 : 8
        }
        return found
    }

    package func write(_ path: String) -> Bool {
        guard let file = fopen(path, "w") else { return false }
        defer { fclose(file) }
        let header = [
            rate, Double(channels), seconds, Double(cycles.count),
            Double(samples.first?.count ?? 0), Double(standstills.count), Double(xruns.count),
        ]
        put(header, file)
        put(cycles, file)
        put(standstills, file)
        put(xruns, file)
        for channel in samples { put(channel, file) }
        return true
    }

    private func put<Value: BitwiseCopyable>(_ values: [Value], _ file: UnsafeMutablePointer<FILE>)
    {
        _ = values.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
    }

    package init(
        rate: Double, channels: Int, seconds: Double, cycles: [Cycle], standstills: [Double],
        xruns: [Double], samples: [[Float]]
    ) {
        self.rate = rate
        self.channels = channels
        self.seconds = seconds
        self.cycles = cycles
        self.standstills = standstills
        self.xruns = xruns
        self.samples = samples
    }

    package init?(path: String) {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        func take<Value: BitwiseCopyable>(_ count: Int, _ empty: Value) -> [Value] {
            var values = [Value](repeating: empty, count: count)
            _ = values.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
            return values
        }
        let header = take(7, 0.0)
        rate = header[0]
        channels = Int(header[1])
        seconds = header[2]
        cycles = take(Int(header[3]), Cycle(frame: 0, time: 0))
        standstills = take(Int(header[5]), 0.0)
        xruns = take(Int(header[6]), 0.0)
        let frames = Int(header[4])
        samples = frames == 0 ? [] : (0..<channels).map { _ in take(frames, Float(0)) }
        guard rate > 0 else { return nil }
    }
}
