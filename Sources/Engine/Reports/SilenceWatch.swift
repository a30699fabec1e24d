import Text
import Units

/// Tells silence from sound by the levels of one report after another. Sans-IO: it is told the time.
struct SilenceWatch {
    /// A click is no sound: so many reports with sound end a silence, none of them longer than this after
    /// the one before.
    private static let reports = 3
    private static let pause = Nanoseconds(1_000_000_000)

    private(set) var isSilent = false
    /// The last instant with sound, or that at which one began to listen.
    private var quietSince: Nanoseconds?
    private var loudReports = 0
    private var loudAt = Nanoseconds.zero

    /// Takes `report`, and puts into it whether there is silence; returns what is to be told of it. `isMeasured`
    /// says whether its levels are those of the sound: where they are not, nothing changes.
    mutating func take(
        _ report: inout LinkReport, _ alarm: SilenceAlarm?, isMeasured: Bool = true,
        _ now: Nanoseconds
    ) -> LinkEvent? {
        guard let alarm else {
            self = SilenceWatch()
            return nil
        }
        defer { report.isSilent = isSilent }
        let peak = report.peaks.max() ?? Decibels(-.infinity)
        guard isMeasured, let since = quietSince else {
            if !isSilent { quietSince = now }
            return nil
        }
        if isSilent { return listen(isLoud: peak > alarm.threshold, since, now) }
        if peak > alarm.threshold { quietSince = now }
        guard now - since >= alarm.patience, peak <= alarm.threshold else { return nil }
        isSilent = true
        loudReports = 0
        let seconds = (now - since).seconds
        return LinkEvent(
            .warning, "sound.silent",
            "silence: no channel was above \(alarm.threshold.value.shortest) dBFS for "
                + "\(seconds.fixed(1)) s",
            fields: ["seconds": .number(seconds)])
    }

    private mutating func listen(
        isLoud: Bool, _ since: Nanoseconds, _ now: Nanoseconds
    ) -> LinkEvent? {
        if now - loudAt > Self.pause { loudReports = 0 }
        guard isLoud else { return nil }
        loudAt = now
        loudReports += 1
        guard loudReports >= Self.reports else { return nil }
        isSilent = false
        quietSince = now
        let seconds = (now - since).seconds
        return LinkEvent(
            .info, "sound.recovered", "sound again, after \(seconds.fixed(1)) s of silence",
            fields: ["seconds": .number(seconds)])
    }
}
