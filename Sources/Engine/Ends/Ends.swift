import DSP
import JackIO
import Session
import Streaming
import Units

/// What calls a sender's feed, cycle after cycle: a JACK client, or a clock of our own.
protocol CaptureDevice: AnyObject {
    var sampleRate: SampleRate { get }
    var periodFrames: Int { get }

    /// Hands over the feed, nil for none; when it returns, the one before is out of use.
    /// `mediaFlag` is signalled after each cycle.
    func use(capture feed: UnsafeMutablePointer<CaptureFeed>?, mediaFlag: Int32)
}

/// What calls a receiver's feed, cycle after cycle.
protocol PlayoutDevice: AnyObject {
    var sampleRate: SampleRate { get }
    var periodFrames: Int { get }

    /// Hands over the feed, nil for none; when it returns, the one before is out of use.
    func use(playout feed: UnsafeMutablePointer<PlayoutFeed>?)

    /// Hands over what may play in the feed's place, nil for nothing; when it returns, the one before is out of use.
    func use(backup: UnsafeMutablePointer<BackupMixer>?)
}

extension JackClient: CaptureDevice, PlayoutDevice {}

/// What became of an end since it was looked at last.
enum EndNews {
    case none
    /// There is a device now: what to tell of it.
    case ready(String)
    /// The device is gone: why.
    case lost(String)
    /// There is no device: what is waited for.
    case missing(String)
    /// There will be no device in this process any more: why.
    case stuck(String)
    /// The end itself says that the link is over, and that this is well.
    case ended
}

/// Where a link's sound comes from, or where it goes to. Its owner's thread, which polls it.
protocol LinkEnd: AnyObject {
    /// Cycles that were late, or skipped.
    var xruns: Int { get }

    func poll(_ now: Nanoseconds) throws(LinkFailure) -> EndNews

    /// Warnings since the last call.
    func takeWarnings() -> [LinkEvent]

    /// What lies before a source, or behind a sink.
    var graphLatency: GraphLatency { get }

    /// What lies beyond the link: behind the peer's sink, or before its source.
    func tell(beyond latency: GraphLatency)

    /// Has gain, mute and channel map be so, within 50 ms and without a click.
    func mix(_ settings: MixSettings)

    /// Sets a sink's ceiling; nil is none.
    func setCeiling(_ ceiling: Decibels?)

    /// Connects what is in a graph to what matches, from now on; connections that were made for patterns
    /// before, and match no more, are taken away.
    func setConnections(_ patterns: [PortPattern])

    /// Gives everything back.
    func close() throws(LinkFailure)
}

extension LinkEnd {
    var graphLatency: GraphLatency { .none }
    func tell(beyond latency: GraphLatency) {}
    func setCeiling(_ ceiling: Decibels?) {}
    func setConnections(_ patterns: [PortPattern]) {}
}

/// Where a sender's sound comes from.
protocol SendSource: LinkEnd {
    var captureDevice: (any CaptureDevice)? { get }
    /// How many channels there are; known at the latest when there is a device.
    var channels: Int { get }

    /// The peer plays what comes: nothing more is lost on the way.
    func peerPlays()
}

/// Where a receiver's sound goes to.
protocol ReceiveSink: LinkEnd {
    var playoutDevice: (any PlayoutDevice)? { get }
    /// How many channels it takes; 0 before the first stream where that decides.
    var portCount: Int { get }

    /// A stream of `channels` at `rate` comes: the sink takes what was not asked otherwise.
    func prepare(channels: Int, rate: SampleRate) throws(LinkFailure)
}
