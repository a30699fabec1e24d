import CPeers
import Glibc
import HostIO
import Protection

/// What SRTP costs a link, beside AES-256-GCM alone over the same bytes, in the same run: OpenSSL's, which keeps
/// the expanded key from packet to packet.
enum ProtectionBench {
    /// What one packet took, ns.
    private struct Times {
        var going: [Double] = []
        var coming: [Double] = []

        var both: Double { median(zip(going, coming).map { $0 + $1 }) }
    }

    private static let rounds = 15
    private static let batches = 100
    /// The clock costs as much as a packet, so it is read for many at once.
    private static let packetsPerBatch = 64
    /// Of a second of playout delay at 64 channels.
    private static let window = 14_000

    /// Prints the table; true where every bar is met.
    static func run() throws -> Bool {
        var table = Table(columns: ["SRTP", "AES-GCM", "ratio"])
        try measure(channels: 64, bar: .most(10), &table)
        try measure(channels: 2, bar: nil, &table)
        return table.conclude()
    }

    private static func measure(
        channels: Int, bar: Table.Bar?, _ table: inout Table
    ) throws {
        let period = try PeriodPackets(channels: channels, periodFrames: 128, mtu: 1_500)
        let bytes = period.packets.reduce(0) { $0 + $1.count } / period.packets.count
        table.head(
            "\(channels) channels of f32, 48 kHz, 128 frames: \(Int(period.perSecond)) packets/s "
                + "of \(bytes) bytes on average")
        let link = try ProtectedLink(window: window)
        let bare = try BareLink()
        var (srtp, gcm) = (Times(), Times())
        for round in -1..<rounds {
            let first = try time(period) {
                try link.protect(&$0)
            } coming: {
                try link.unprotect(&$0)
            }
            let second = try time(period) {
                try bare.protect(&$0)
            } coming: {
                try bare.unprotect(&$0)
            }
            // The first is for warming up.
            guard round >= 0 else { continue }
            srtp.going.append(first.going)
            srtp.coming.append(first.coming)
            gcm.going.append(second.going)
            gcm.coming.append(second.coming)
        }
        row("protect, ns per packet", median(srtp.going), median(gcm.going), &table)
        row("unprotect, ns per packet", median(srtp.coming), median(gcm.coming), &table)
        let percent = period.perSecond * 1e-9 * 100
        row("both, % of a core", bar: bar, srtp.both * percent, gcm.both * percent, &table)
    }

    private static func row(
        _ label: String, bar: Table.Bar? = nil, _ srtp: Double, _ gcm: Double,
        _ table: inout Table
    ) {
        table.row(label, bar: bar, [srtp, gcm, srtp / gcm], digits: 2)
    }

    /// What a packet takes there and back, ns on average: some periods are protected, then uncovered.
    private static func time(
        _ period: PeriodPackets, going: (inout [UInt8]) throws -> Void,
        coming: (inout [UInt8]) throws -> Void
    ) throws -> (going: Double, coming: Double) {
        var spent: (going: Int64, coming: Int64) = (0, 0)
        let periods = packetsPerBatch / period.packets.count + 1
        for _ in 0..<batches {
            // Room for the tag, and memory of their own.
            var packets = (0..<periods).flatMap { _ in
                period.packets.map { $0 + [UInt8](repeating: 0, count: 16) }
            }
            let start = ThreadTime.now()
            for index in packets.indices { try going(&packets[index]) }
            let middle = ThreadTime.now()
            for index in packets.indices { try coming(&packets[index]) }
            spent.going += middle - start
            spent.coming += ThreadTime.now() - middle
        }
        let count = Double(batches * periods * period.packets.count)
        return (Double(spent.going) / count, Double(spent.coming) / count)
    }
}
