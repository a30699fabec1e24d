import Glibc
import KeyIO
import Session
import Text

/// Keys as a table for people.
struct KeyTable {
    /// Each line ends; empty where there are no keys.
    let text: String

    /// What is left out first where there is no room: the id, then when it was made.
    private static let dispensable = [2, 3]

    /// In lines of `width` columns, as far as names allow it.
    init(_ entries: [KeyEntry], width: Int = .max) {
        guard !entries.isEmpty else {
            text = ""
            return
        }
        let rows =
            [["NAME", "SIDE", "KEY", "CREATED", "LAST USED"]]
            + entries.map { entry in
                [
                    entry.name.escaped, entry.side?.rawValue ?? "local", entry.id.abbreviated,
                    Self.time(entry.created) ?? "-", Self.lastUse(of: entry),
                ]
            }
        let widths = (0..<rows[0].count).map { column in
            rows.map { $0[column].columns }.max() ?? 0
        }
        var shown = Array(widths.indices)
        for column in Self.dispensable
        where shown.map({ widths[$0] + 2 }).reduce(-2, +) > width {
            shown.removeAll { $0 == column }
        }
        text = rows.map { row in
            let cells = shown.dropLast().map { row[$0].padded(to: widths[$0]) }
            return (cells + [row[row.count - 1]]).joined(separator: "  ") + "\n"
        }.joined()
    }

    private static func lastUse(of entry: KeyEntry) -> String {
        let time = time(entry.lastUsed) ?? "never"
        return entry.previous.map { "\(time); until then \($0.abbreviated) is accepted" } ?? time
    }

    /// In this machine's time zone.
    private static func time(_ seconds: Int64?) -> String? {
        guard let seconds else { return nil }
        var time = time_t(seconds)
        var parts = tm()
        localtime_r(&time, &parts)
        var bytes = [CChar](repeating: 0, count: 32)
        let count = strftime(&bytes, bytes.count, "%Y-%m-%d %H:%M", &parts)
        return String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
