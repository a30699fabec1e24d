// What waits for a link's owner: how much of it, and in which order.
import ControlIO
import HostIO
import Session
import Testing

@testable import Engine

@Suite struct MailboxTests {
    private func request(_ number: Int) -> LinkInput {
        .steering(
            ControlClientID(number), .request(RPCRequest(id: nil, method: "link.status")))
    }

    /// Or a peer that says much keeps everybody else waiting.
    @Test func someIsTakenAtATimeAndRequestsFirst() throws {
        let mailbox = try Mailbox()
        for _ in 0..<100 { mailbox.post(.reread) }
        for number in 0..<200 { mailbox.post(request(number)) }
        let first = mailbox.take()
        #expect(first.count == 200 + Mailbox.batch)
        for (number, input) in first.prefix(200).enumerated() {
            guard case .steering(ControlClientID(number), _) = input else {
                Issue.record("out of order")
                return
            }
        }
        var rest = 0
        while true {
            let more = mailbox.take()
            if more.isEmpty { break }
            #expect(more.count <= Mailbox.batch)
            rest += more.count
        }
        #expect(rest == 100 - Mailbox.batch)
    }
}
