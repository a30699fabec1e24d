import Codec

/// Puts the sound of a stream's packets into the ring at their positions, and makes up what is
/// missing when it must be played: PCM by `PCMWriter`, Opus by `OpusWriter`. The media thread's;
/// nothing allocates after init.
enum RingWriter: ~Copyable {
    case pcm(PCMWriter)
    case opus(OpusWriter)

    init(
        shared: UnsafePointer<PlayoutShared>, configuration: CodecConfiguration,
        lookaheadFrames: Int, packetFrames: Int, budget: Int64
    ) throws(CodecError) {
        if configuration.kind == .opus {
            self = .opus(
                try OpusWriter(
                    shared: shared, configuration: configuration,
                    lookaheadFrames: lookaheadFrames))
        } else {
            self = .pcm(
                try PCMWriter(
                    shared: shared, configuration: configuration, packetFrames: packetFrames,
                    budget: budget))
        }
    }

    /// All channels are complete up to here.
    var end: Int64 {
        switch self {
        case .pcm(let writer): writer.end
        case .opus(let writer): writer.end
        }
    }

    /// Frames that were made up and stayed so.
    var concealedFrames: Int {
        switch self {
        case .pcm(let writer): writer.concealedFrames
        case .opus(let writer): writer.concealedFrames
        }
    }

    /// What making up `gap` frames may take, ns: so long before they are played it must begin.
    func cost(ofGap gap: Int) -> Int64 {
        switch self {
        case .pcm(let writer): writer.cost(ofGap: gap)
        case .opus(let writer): writer.costNanoseconds
        }
    }

    /// Frames known after a gap that help to bridge it; 0 where they do not.
    var usefulFuture: Int {
        switch self {
        case .pcm(let writer): writer.usefulFuture
        case .opus: 0
        }
    }

    /// Shows a packet from behind the gap that `write` will close next.
    mutating func preview(_ payload: UnsafeRawBufferPointer, at position: Int64) {
        switch consume self {
        case .pcm(var writer):
            writer.preview(payload, at: position)
            self = .pcm(writer)
        case .opus(let writer): self = .opus(writer)
        }
    }

    /// Writes the payload whose first frame has `position`, the gap before it bridged. False where its
    /// frames had been played, or made up for good: it came too late.
    mutating func write(_ payload: UnsafeRawBufferPointer, at position: Int64) -> Bool {
        switch consume self {
        case .pcm(var writer):
            let result = writer.write(payload, at: position)
            self = .pcm(writer)
            return result
        case .opus(var writer):
            let result = writer.write(payload, at: position)
            self = .opus(writer)
            return result
        }
    }

    /// Makes up a packet's worth at the end: it is due, and nothing has come. False where the gap has
    /// lasted so long that there is nothing left to go on with.
    mutating func extend() -> Bool {
        switch consume self {
        case .pcm(var writer):
            let result = writer.extend()
            self = .pcm(writer)
            return result
        case .opus(var writer):
            let result = writer.extend()
            self = .opus(writer)
            return result
        }
    }
}
