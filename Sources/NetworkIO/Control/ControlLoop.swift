import HostIO
import NIOCore
import NIOPosix

/// The thread that all sessions of a process are served by; of ordinary priority.
package final class ControlLoop: Sendable {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    package init() {}

    package func shutdown() { waitOnUtilityQueue(group.shutdownGracefully) }
}
