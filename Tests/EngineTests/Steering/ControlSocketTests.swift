// A link's control socket as it is: a thread that owns the link, a server, and many clients, some of
// which misbehave.
import ControlIO
import ControlTestKit
import Testing
import Text

@testable import Engine

@Suite struct ControlSocketTests {
    private func request(_ method: String, _ parameters: String = "{}", id: Int = 1) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(parameters)}"# + "\n"
    }

    private func answer(_ client: TestClient) -> JSONValue? {
        client.line().flatMap { JSONValue(parsing: $0) }
    }

    /// 62 that listen 20 times a second, one of which asks besides; one that listens and never reads;
    /// one that sends a line of 100 MB; one that sends broken JSON.
    @Test func badClientsCostGoodOnesNothing() throws {
        let served = try ServedLink()
        let listen = request("link.subscribe", #"{"intervalMs":50,"what":["statistics"]}"#)
        var good: [TestClient] = []
        for _ in 0..<61 {
            let client = try #require(TestClient(served.path))
            client.write(listen)
            #expect(answer(client)?["result"] == .object([]))
            good.append(client)
        }
        let deaf = try #require(TestClient(served.path))
        for _ in 0..<100 { deaf.write(listen) }
        let endless = try #require(TestClient(served.path))
        let block = [UInt8](repeating: 0x5B, count: 1 << 20)
        var sent = 0
        while sent < 100, endless.write(block) { sent += 1 }
        #expect(sent < 100)
        let broken = try #require(TestClient(served.path))
        for line in ["{\n", "\u{7f}\n", "[]\n", "{}\n", "\"\\ud800\"\n"] {
            broken.write(line)
            #expect(answer(broken)?["error"] != nil)
        }
        // Every beat reaches everybody, in the same words, in order: each hears a run of all beats, from its
        // own first on, without a gap.
        let heard = try good.map { client in
            try (0..<10).map { _ in try #require(client.line()) }
        }
        let beats = try Set(heard.joined()).map { line in
            let told = try #require(JSONValue(parsing: line))
            #expect(told["method"] == .text("link.statistics"))
            return (line: line, uptime: try #require(told["params"]?["uptimeSeconds"]?.number))
        }.sorted { $0.uptime < $1.uptime }.map(\.line)
        for lines in heard {
            let first = try #require(beats.firstIndex(of: lines[0]))
            #expect(Array(beats[first...].prefix(10)) == lines)
        }
        broken.write(request("link.status", id: 7))
        #expect(answer(broken)?["id"] == .integer(7))
    }

    /// A link that is asked for long keeps answering, in order, and one client at a time is busy.
    @Test func requestsThatCrowdAreAnsweredInOrder() throws {
        let served = try ServedLink()
        let clients = (0..<8).compactMap { _ in TestClient(served.path) }
        #expect(clients.count == 8)
        let codecs = ["f32", "s24", "s16", "opus"]
        for (number, client) in clients.enumerated() {
            var text = ""
            for id in 0..<100 {
                let codec = codecs[(number + id) % codecs.count]
                text += request("link.set", #"{"codec":"\#(codec)"}"#, id: id)
            }
            client.write(text)
        }
        for (number, client) in clients.enumerated() {
            for id in 0..<100 {
                let reply = try #require(answer(client))
                #expect(reply["id"] == .integer(Int64(id)))
                #expect(reply["result"]?["codec"] == .text(codecs[(number + id) % codecs.count]))
            }
        }
    }

    @Test func aLiveNameIsRefusedAndADefaultOneMakesRoom() throws {
        let directory = TemporaryDirectory()
        let place = SocketPlace(directory: directory.path + "/jacknet")
        let mailbox = try Mailbox()
        let first = try ControlDoor("a", isDefault: true, for: mailbox, in: place)
        let second = try ControlDoor("a", isDefault: true, for: mailbox, in: place)
        let third = try ControlDoor("a", isDefault: true, for: mailbox, in: place)
        #expect([first.name, second.name, third.name] == ["a", "a-2", "a-3"])
        do throws(LinkFailure) {
            _ = try ControlDoor("a-2", isDefault: false, for: mailbox, in: place)
            Issue.record("taken")
        } catch {
            #expect(error.status == .unavailable)
            #expect(error.message.contains("process"))
        }
        second.close()
        let again = try ControlDoor("a", isDefault: true, for: mailbox, in: place)
        #expect(again.name == "a-2")
        #expect(place.names == ["a", "a-2", "a-3"])
    }
}
