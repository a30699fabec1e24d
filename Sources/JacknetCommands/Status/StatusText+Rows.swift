import Text

extension StatusText {
    typealias Cell = (JSONValue) -> String

    /// What is shown of each end, in this order; a cell is `-` where it is not known.
    static func rows(sign: String) -> [(label: String, text: Cell)] {
        [
            ("uptime", { seconds($0["uptimeSeconds"]) }),
            ("format", format),
            ("transport", transport),
            ("rate", { $0["bytesPerSecond"]?.number.map { $0.scaled("B/s") } ?? "-" }),
            ("latency", { latency($0, sign: sign) }),
            ("asked for", { milliseconds($0["latencyTargetMs"]) }),
            ("least", { milliseconds($0["latencyFloorMs"]) }),
            ("round trip", { milliseconds($0["roundTripMs"]) }),
            ("jitter ms", jitter),
            ("clock", { ppm($0["clockRatioPpm"], sign: true) }),
            ("wander", { ppm($0["clockWanderPpm"], sign: false) }),
            ("repair", { word($0["repair"]) }),
            ("sent", { count($0["packetsSent"]) }),
            ("received", { count($0["packetsReceived"]) }),
            ("lost", { count($0["packetsLost"]) }),
            ("repaired", { count($0["packetsRepaired"]) }),
            ("late", { count($0["packetsLate"]) }),
            ("concealed", { count($0["concealedFrames"], "frames") }),
            ("xruns", { count($0["xruns"]) }),
        ]
    }

    /// What is shown where an end tells it, and else is not there.
    static var rowsAtWish: [(label: String, text: Cell)] {
        [
            ("silence", { $0["silent"]?.flag.map { $0 ? "yes" : "no" } ?? "-" }),
            ("backup", { word($0["backup"]) }),
        ]
    }

    private static func word(_ value: JSONValue?) -> String { value?.text?.escaped ?? "-" }

    private static func count(_ value: JSONValue?, _ unit: String = "") -> String {
        guard let number = value?.number else { return "-" }
        return unit.isEmpty ? number.fixed(0) : number.fixed(0) + " " + unit
    }

    private static func milliseconds(_ value: JSONValue?) -> String {
        value?.number.map { $0.fixed(1) + " ms" } ?? "-"
    }

    private static func ppm(_ value: JSONValue?, sign: Bool) -> String {
        guard let number = value?.number else { return "-" }
        return (sign && number >= 0 ? "+" : "") + number.fixed(2) + " ppm"
    }

    /// `f32 2ch 48k`
    private static func format(_ end: JSONValue) -> String {
        let channels = end["channels"]?.number.map { $0.shortest + "ch" }
        let rate = end["rateHz"]?.number.map { ($0 / 1000).shortest + "k" }
        let known = [end["codec"]?.text?.escaped, channels, rate].compactMap(\.self)
        return known.isEmpty ? "-" : known.joined(separator: " ")
    }

    /// `udp, AES-256-GCM`, `udp, open`
    private static func transport(_ end: JSONValue) -> String {
        guard let way = end["transport"]?.text?.escaped else { return "-" }
        switch end["protection"]?.text {
        case nil: return way
        case "none"?: return way + ", open"
        case "AEAD_AES_256_GCM"?: return way + ", AES-256-GCM"
        case let other?: return way + ", " + other.escaped
        }
    }

    /// `20.1±0.6 ms`, as measured.
    private static func latency(_ end: JSONValue, sign: String) -> String {
        guard let actual = end["latencyActualMs"]?.number else { return "-" }
        let doubt = end["latencyUncertaintyMs"]?.number.map { sign + $0.fixed(1) } ?? ""
        return actual.fixed(1) + doubt + " ms"
    }

    /// `0.1/0.4/0.9`: percentiles 50, 95 and 99.
    private static func jitter(_ end: JSONValue) -> String {
        let shown = ["jitter50Ms", "jitter95Ms", "jitter99Ms"].compactMap {
            end[$0]?.number?.fixed(1)
        }
        return shown.count == 3 ? shown.joined(separator: "/") : "-"
    }

    /// `42 s`, `3 min 20 s`, `2 h 05 min`, `12 d 3 h`
    static func seconds(_ value: JSONValue?) -> String {
        guard let whole = value?.number.flatMap({ Int(exactly: $0.rounded(.down)) }), whole >= 0
        else { return "-" }
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return "\(whole / 60) min \(whole % 60) s"
        case ..<86_400: return "\(whole / 3600) h \(whole / 60 % 60) min"
        default: return "\(whole / 86_400) d \(whole / 3600 % 24) h"
        }
    }
}
