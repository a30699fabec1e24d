import Glibc
import KeyIO
import Session
import Text

/// Keys as a table for people.
struct KeyTable {
    /// Each line ends; empty where there are no keys.
    let text: String

    init(_ entries: [KeyEntry]) {
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
        text = rows.map { row in
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: widths[column] - cell.columns)
            }
            return cells.joined(separator: "  ") + "\n"
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
