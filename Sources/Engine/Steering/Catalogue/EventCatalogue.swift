/// What the events of a link are called, for `link.describe`; each has its entry in jacknet-control(7).
package enum EventCatalogue {
    /// Name and one line, without a full stop; sorted by name.
    package static let entries: [(name: String, help: String)] = [
        ("channels", "The two ends have different numbers of channels"),
        ("codec.changed", "The sound is coded in another way from now on"),
        ("dscp", "The code point that is wanted is not to be had"),
        ("jack.hangs", "The JACK server does not answer"),
        ("jack.lost", "The JACK server is gone; it is waited for"),
        ("jack.xruns", "JACK cycles were late or missed; at most once a second"),
        ("latency.changed", "Another latency holds from now on"),
        ("latency.raised", "The latency asked for is too short for this link"),
        ("memory", "Memory could not be locked"),
        ("packets.late", "Packets came after their time; at most once a second"),
        ("packets.lost", "Packets never came; at most once a second"),
        ("packets.tooLong", "Packets are longer than the way takes"),
        ("peer.connected", "The other end is there, and agrees on a stream"),
        ("peer.left", "The other end said goodbye"),
        ("peer.lost", "The other end is gone without a goodbye"),
        ("peer.refused", "Somebody was refused"),
        ("peer.waiting", "What the link waits for"),
        ("ports.unmatched", "Nothing matches a pattern of connect"),
        ("priority", "A thread has no real-time priority"),
        ("sink.ports", "The receiver has more ports than before"),
        ("sink.ready", "The receiver has where to play"),
        ("sink.slow", "A file or pipe does not take the sound in time"),
        ("socket.buffer", "A receive buffer is small"),
        ("source.dry", "A file or pipe does not give the sound in time"),
        ("source.ready", "The sender has where to take its sound"),
        ("transport.changed", "The sender goes on over another transport"),
        ("transport.fallback", "Datagrams do not arrive; the sender goes on over TCP"),
        ("transport.unheard", "Datagrams do not arrive, and TCP is not allowed"),
    ]
}
