import NIOCore
package import Session

/// What a session's connection tells its owner, on the event loop's thread.
package enum ControlEvent: Sendable {
    case message(SessionMessage)
    /// Bytes after the connection became one for media.
    case bytes([UInt8])
    /// Not of this protocol; the connection is closed next.
    case garbage
    case closed
}

/// One TCP connection of a session, or of its media. Any thread.
package final class ControlConnection: Sendable, Equatable {
    private let channel: any Channel
    /// The other end's address, numeric, without a port; "" where the system does not tell.
    package let peerAddress: String
    /// This end's, likewise.
    package let localAddress: String
    /// What the other end has shown that it has; nil where nothing is encrypted.
    package let key: LinkKey?

    init(_ channel: any Channel, key: LinkKey?) {
        self.channel = channel
        self.key = key
        peerAddress = channel.remoteAddress?.ipAddress ?? ""
        localAddress = channel.localAddress?.ipAddress ?? ""
    }

    /// Whether both stand for the same TCP connection.
    package static func == (a: ControlConnection, b: ControlConnection) -> Bool {
        ObjectIdentifier(a.channel) == ObjectIdentifier(b.channel)
    }

    /// Sends a message. A peer that has not read the ones before is cut off.
    package func send(_ message: SessionMessage) {
        guard channel.isWritable else { return channel.close(promise: nil) }
        send(bytes: MessageCoding.encode(message))
    }

    /// Sends raw bytes; where the peer does not read and half a second's worth of `limit` bytes
    /// wait already, they are dropped and false is returned.
    @discardableResult
    package func send(bytes: [UInt8], dropIfBusy: Bool = false) -> Bool {
        guard !dropIfBusy || channel.isWritable else { return false }
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
        return true
    }

    /// Closes once everything sent is out; a peer that does not read is not waited for.
    package func close() {
        let channel = channel
        channel.eventLoop.execute {
            let late = channel.eventLoop.scheduleTask(in: .seconds(1)) {
                channel.close(promise: nil)
            }
            channel.writeAndFlush(ByteBuffer()).whenComplete { _ in
                late.cancel()
                channel.close(promise: nil)
            }
        }
    }
}
