import Glibc
import HostIO
import NetworkIO
import Simulation

/// netem LISTEN TARGET HOW
///
/// Passes on to TARGET what comes to LISTEN (both `address:port`) through the network that HOW
/// describes, as jacknet's `--impair` does: for links that cannot impair themselves. Runs until it is
/// killed; never installed.
@main struct Main {
    static func main() {
        let words = CommandLine.arguments
        guard words.count == 4, let listen = SocketAddress(words[1]),
            let target = SocketAddress(words[2])
        else { fail("usage: netem ADDRESS:PORT ADDRESS:PORT HOW") }
        do {
            let impairment = try Impairment(words[3])
            // As jacknet's own media threads, which impair what they send.
            var thread = try RealTimeThread(name: "netem", priority: 60) {
                do throws(UDPSocketError) {
                    var forwarder = try Forwarder(from: listen, to: target, impairment)
                    _ = write(STDOUT_FILENO, "ready\n", 6)
                    while true { forwarder.step() }
                } catch { fail("\(error)") }
            }
            thread.join()
        } catch { fail("\(error)") }
    }

    private static func fail(_ reason: String) -> Never {
        var text = "netem: \(reason)\n"
        _ = text.withUTF8 { write(STDERR_FILENO, $0.baseAddress, $0.count) }
        exit(1)
    }
}
