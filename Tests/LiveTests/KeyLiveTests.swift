// Who is let in, between two users or machines.
import ControlTestKit
import Glibc
import Testing

extension Live {
    @Suite(.serialized) struct KeyLiveTests {
        private let here = TemporaryDirectory()
        private let there = TemporaryDirectory()
        private static let port = Cable.port + 1

        /// jacknet, as somebody else who keeps state in `state`.
        private func jacknet(_ state: TemporaryDirectory, _ words: [String]) throws -> Child {
            try Child(["env", "XDG_STATE_HOME=\(state.path)", try #require(binary)] + words)
        }

        private func shell(_ state: TemporaryDirectory, _ script: String) throws -> (Int32?, String)
        {
            let child = try Child([
                "env", "XDG_STATE_HOME=\(state.path)",
                "PATH=\(path(of: try #require(binary))):/usr/bin:/bin",
                "sh", "-c", script,
            ])
            defer { child.end() }
            let status = child.wait()
            return (status, child.output)
        }

        private func path(of binary: String) -> String {
            String(binary[..<(binary.lastIndex(of: "/") ?? binary.startIndex)])
        }

        private func receiver(_ options: [String] = []) throws -> Child {
            let child = try jacknet(
                there,
                [
                    "recv", "--listen", "127.0.0.1:\(Self.port)", "--to", "null", "--name",
                    "studio",
                ] + options)
            try #require(hears(child, "waiting for a sender"), "\(child.output)")
            return child
        }

        private func sender(_ state: TemporaryDirectory, _ options: [String] = []) throws -> Child {
            try jacknet(
                state,
                ["send", "127.0.0.1:\(Self.port)", "--from", "tone:440", "--name", "desk"] + options
            )
        }

        /// `child` is refused, with 77 and `words`, and the receiver says so too.
        private func isRefused(_ child: Child, _ words: String, by receiver: Child) {
            defer { child.end() }
            #expect(child.wait() == 77, "\(child.output)")
            #expect(child.output.contains(words), "\(child.output)")
            #expect(hears(receiver, "refused"), "\(receiver.output)")
        }

        @Test func onOneMachineNothingIsToDo() throws {
            let receiver = try receiver()
            defer { receiver.end() }
            let sender = try sender(there)
            defer { sender.end() }
            #expect(hears(sender, "connected to studio"), "\(sender.output)")
        }

        @Test func anotherSenderNeedsAKey() throws {
            let receiver = try receiver()
            defer { receiver.end() }
            isRefused(try sender(here), "jacknet key new", by: receiver)
            let (made, token) = try shell(there, "jacknet key new desk 2>/dev/null")
            #expect(made == 0, "\(token)")
            let added = try shell(here, "echo '\(token.dropLast())' | jacknet key add studio")
            #expect(added.0 == 0, "\(added.1)")
            let sender = try sender(here)
            defer { sender.end() }
            #expect(hears(sender, "connected to studio"), "\(sender.output)")
            // Shut out: what runs ends.
            let removed = try shell(there, "jacknet key remove desk")
            #expect(removed.0 == 0, "\(removed.1)")
            #expect(sender.wait(seconds: 5) == 77, "\(sender.output)")
            #expect(sender.output.contains("not accepted there any more"), "\(sender.output)")
            isRefused(try self.sender(here), "does not accept our key", by: receiver)
            // The others are not.
            let local = try self.sender(there)
            defer { local.end() }
            #expect(hears(local, "connected to studio"), "\(local.output)")
        }

        @Test func theEndsMustAgreeOnBeingOpen() throws {
            let closed = try receiver()
            isRefused(try sender(there, ["--open"]), "key", by: closed)
            closed.end()
            let open = try receiver(["--open"])
            defer { open.end() }
            #expect(open.output.contains("nothing is encrypted"))
            isRefused(try sender(there), "does not encrypt", by: open)
            let sender = try sender(here, ["--open"])
            defer { sender.end() }
            #expect(hears(sender, "connected to studio"), "\(sender.output)")
        }
    }
}
