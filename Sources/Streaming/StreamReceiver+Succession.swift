import DSP
import RTP
import RealTime

/// How a stream goes on where another one, of the same session, ends.
extension StreamReceiver {
    /// Whether `datagram` is of this stream, or told to it by its sender: by its SSRC, which is never
    /// encrypted (RFC 3711 §3.1).
    package func isMeant(by datagram: UnsafeRawBufferPointer) -> Bool {
        let place = isRTCP(datagram) ? 4 : 8
        guard datagram.count >= place + 4 else { return false }
        let bits = datagram.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        let source = UInt32(bigEndian: bits)
        return source == ssrc || (source == repairSsrc && repairSsrc != 0)
    }

    /// Takes what was learnt of the way and of the sender's clock from `other`, a stream before this one.
    package mutating func goOn(from other: borrowing StreamReceiver) {
        arrivals.goOn(from: other.arrivals)
        shared.pointee.link.store(arrivals.snapshot.words)
        repair.chooser = other.repair.chooser
        repair.losses = other.repair.losses
        repair.playoutNeed = other.repair.playoutNeed
        repair.hasNews = true
        reports.goOn(from: other.reports)
        senderDisturbed = other.senderDisturbed
    }

    /// Has losses repaired as `wish` says from now on, which may leave the part `residual` missing.
    package mutating func setRepair(_ wish: RepairChooser.Wish, residual: Double) {
        repair.chooser = RepairChooser(wish, residual: residual)
        repair.hasNews = true
        repair.nextLook = .min
    }
}
