/// A small piece of our own, for what the benchmarks listen to: alone the instruments that are easy and
/// hard to make up, and all of them together.
struct Score {
    /// The movements, each a file.
    static let movements: [(name: String, parts: [Part], bars: Int)] = [
        ("ensemble", Part.allCases, 12), ("piano", [.piano], 4), ("violin", [.violin], 4),
        ("guitar", [.guitar], 4), ("drums", [.drums], 4), ("chords", [.strings, .bass], 4),
    ]

    enum Part: Int, CaseIterable {
        case piano, bass, strings, violin, guitar
        case drums = 9

        /// As General MIDI counts them.
        var program: Int {
            switch self {
            case .piano, .drums: 0
            case .bass: 33
            case .strings: 48
            case .violin: 40
            case .guitar: 25
            }
        }
    }

    /// Root, third, fifth and seventh of a bar each, as distances from C.
    private static let chords = [
        [2, 5, 9, 12], [10, 14, 17, 21], [5, 9, 12, 16], [0, 4, 7, 10],
        [7, 10, 14, 17], [2, 5, 9, 14], [3, 7, 10, 14], [9, 13, 16, 19],
    ]
    /// Of the violin, two bars of it: steps of the chord, and how many beats each lasts.
    private static let melody: [(step: Int, beats: Double)] = [
        (2, 1.5), (3, 0.5), (1, 1), (0, 1), (2, 0.5), (1, 0.5), (3, 2), (2, 1),
    ]

    private var file = MidiFile(beatsPerMinute: 104)
    private var state: UInt32 = 7

    static func bytes(_ parts: [Part], bars: Int) -> [UInt8] {
        var score = Score()
        for part in parts {
            if part != .drums { score.file.instrument(part.program, channel: part.rawValue) }
            for bar in 0..<bars { score.play(part, bar: bar) }
        }
        return score.file.bytes(rest: 1)
    }

    private mutating func play(_ part: Part, bar: Int) {
        let chord = Self.chords[bar % Self.chords.count]
        switch part {
        case .piano: playPiano(chord, bar)
        case .bass: playBass(chord, bar)
        case .strings: playStrings(chord, bar)
        case .violin: if bar % 2 == 0 { playViolin(bar) }
        case .guitar: playGuitar(chord, bar)
        case .drums: playDrums(bar)
        }
    }

    /// Nobody plays as by the clock, nor each note as loud.
    private mutating func note(
        _ part: Part, _ key: Int, _ beat: Double, _ beats: Double, _ velocity: Int
    ) {
        let shift = Double(random(21) - 10) / 1_000
        file.note(
            key, channel: part.rawValue, beat: max(0, beat + shift), beats: beats,
            velocity: min(127, max(1, velocity + random(15) - 7)))
    }

    private mutating func random(_ count: UInt32) -> Int {
        state = state &* 1_664_525 &+ 1_013_904_223
        return Int((state >> 16) % count)
    }

    private mutating func playPiano(_ chord: [Int], _ bar: Int) {
        let start = Double(4 * bar)
        note(.piano, 36 + chord[0], start, 3.8, 80)
        for (index, step) in [0, 1, 2, 3, 2, 1, 3, 2].enumerated() {
            note(.piano, 60 + chord[step], start + Double(index) / 2, 0.9, 70)
        }
        for step in 1...3 { note(.piano, 72 + chord[step], start + 2.5, 1.2, 62) }
    }

    private mutating func playBass(_ chord: [Int], _ bar: Int) {
        for (index, key) in [0, 0, 2, 0, 3, 2, 0, 2].enumerated() {
            note(.bass, 28 + chord[key], Double(4 * bar) + Double(index) / 2, 0.45, 90)
        }
    }

    private mutating func playStrings(_ chord: [Int], _ bar: Int) {
        for tone in chord { note(.strings, 55 + tone, Double(4 * bar), 3.9, 66) }
    }

    private mutating func playViolin(_ bar: Int) {
        var beat = Double(4 * bar)
        for (step, beats) in Self.melody {
            let chord = Self.chords[Int(beat / 4) % Self.chords.count]
            note(.violin, 67 + chord[step], beat, beats * 0.95, 92)
            // A long note gets its vibrato late.
            file.control(1, 0, channel: Part.violin.rawValue, beat: beat)
            if beats >= 1 {
                file.control(1, 70, channel: Part.violin.rawValue, beat: beat + beats / 3)
            }
            beat += beats
        }
    }

    private mutating func playGuitar(_ chord: [Int], _ bar: Int) {
        for (index, step) in [0, 2, 3, 1, 2, 3, 1, 2].enumerated() {
            note(.guitar, 48 + chord[step], Double(4 * bar) + Double(index) / 2, 1.4, 84)
        }
        for (index, tone) in chord.enumerated() {
            note(.guitar, 48 + tone, Double(4 * bar) + 3.5 + Double(index) / 50, 0.5, 76)
        }
    }

    private mutating func playDrums(_ bar: Int) {
        let start = Double(4 * bar)
        for beat in [0, 1.5, 2, 3.25] { note(.drums, 36, start + beat, 0.2, 104) }
        for beat in [1.0, 3] { note(.drums, 38, start + beat, 0.2, 100) }
        for eighth in 0..<8 {
            note(.drums, eighth == 7 ? 46 : 42, start + Double(eighth) / 2, 0.2, 72)
        }
        if bar % 4 == 0 { note(.drums, 49, start, 1, 90) }
        guard bar % 4 == 3 else { return }
        for (index, key) in [50, 48, 47, 45].enumerated() {
            note(.drums, key, start + 3 + Double(index) / 4, 0.2, 96)
        }
    }
}
