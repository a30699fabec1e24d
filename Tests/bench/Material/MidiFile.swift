import Glibc

/// A standard MIDI file of one track (format 0, 480 ticks to a quarter note).
struct MidiFile {
    static let ticksPerBeat = 480

    /// What happens on a channel, with the tick and, for what falls on the same one, the order.
    private var events: [(tick: Int, order: Int, bytes: [UInt8])] = []

    init(beatsPerMinute: Int) {
        let microseconds = 60_000_000 / beatsPerMinute
        add(0, 0, [0xFF, 0x51, 3] + [16, 8, 0].map { UInt8(microseconds >> $0 & 255) })
    }

    private mutating func add(_ tick: Int, _ order: Int, _ bytes: [UInt8]) {
        events.append((tick, order, bytes))
    }

    /// Which of General MIDI's instruments a channel has.
    mutating func instrument(_ program: Int, channel: Int) {
        add(0, 1, [0xC0 | UInt8(channel), UInt8(program)])
    }

    mutating func control(_ number: Int, _ value: Int, channel: Int, beat: Double) {
        add(tick(beat), 2, [0xB0 | UInt8(channel), UInt8(number), UInt8(value)])
    }

    mutating func note(_ key: Int, channel: Int, beat: Double, beats: Double, velocity: Int) {
        add(tick(beat), 4, [0x90 | UInt8(channel), UInt8(key), UInt8(velocity)])
        add(tick(beat + beats), 3, [0x80 | UInt8(channel), UInt8(key), 64])
    }

    private func tick(_ beat: Double) -> Int {
        max(0, Int((beat * Double(Self.ticksPerBeat)).rounded()))
    }

    /// The file, which goes on sounding for `rest` beats behind its last event.
    func bytes(rest: Int) -> [UInt8] {
        var track: [UInt8] = []
        var last = 0
        for event in events.sorted(by: { ($0.tick, $0.order) < ($1.tick, $1.order) }) {
            track += Self.variable(event.tick - last) + event.bytes
            last = event.tick
        }
        track += Self.variable(rest * Self.ticksPerBeat) + [0xFF, 0x2F, 0]
        let header = Array("MThd".utf8) + Self.number(6, 4) + [0, 0, 0, 1]
        return header + Self.number(Self.ticksPerBeat, 2) + Array("MTrk".utf8)
            + Self.number(track.count, 4) + track
    }

    private static func number(_ value: Int, _ bytes: Int) -> [UInt8] {
        (0..<bytes).reversed().map { UInt8(value >> (8 * $0) & 255) }
    }

    /// Seven bits a byte, the highest first.
    private static func variable(_ value: Int) -> [UInt8] {
        var bytes = [UInt8(value & 127)]
        var rest = value >> 7
        while rest > 0 {
            bytes.insert(UInt8(rest & 127) | 128, at: 0)
            rest >>= 7
        }
        return bytes
    }
}
