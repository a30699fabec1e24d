import Units

/// Levels as one character a channel, or one for several channels where there is no room.
struct LevelMeter {
    let terminal: Terminal

    /// The characters from low to high, with the colour that each is shown in.
    func cells(_ peaks: [Decibels], room: Int) -> [LiveLine.Piece] {
        guard !peaks.isEmpty, room > 0 else { return [] }
        let channelsPerCell = (peaks.count + room - 1) / room
        return stride(from: 0, to: peaks.count, by: channelsPerCell).map { first in
            let group = peaks[first..<min(first + channelsPerCell, peaks.count)]
            // A level that is not a number must not hide the others.
            let level = group.map(\.value).filter { !$0.isNaN }.max() ?? -.infinity
            return LiveLine.Piece(String(glyph(level)), colour(level))
        }
    }

    /// 60 dB in eight steps; below is silence.
    private func glyph(_ level: Double) -> Character {
        if level < -60 { return terminal.isUnicode ? "·" : "." }
        let step = Int(min(max((level + 60) / 7.5, 0), 7))
        let glyphs: [Character] = Array(terminal.isUnicode ? "▁▂▃▄▅▆▇█" : ":-=+*#%@")
        return glyphs[step]
    }

    private func colour(_ level: Double) -> LiveLine.Colour {
        if level >= -0.1 { return .red }
        if level >= -9 { return .yellow }
        return level < -60 ? .plain : .green
    }
}
