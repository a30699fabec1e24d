// Datagrams over loopback: batches, families, and what goes wrong without ending a socket.
import Testing
import Units

@testable import NetworkIO

@Suite struct UDPSocketTests {
    private func fill(_ batch: inout DatagramBatch, _ lengths: [Int], to place: SocketAddress) {
        batch.removeAll()
        for (index, length) in lengths.enumerated() {
            batch.nextDatagram()?.initializeMemory(as: UInt8.self, repeating: UInt8(index))
            batch.append(length: length, to: place)
        }
    }

    /// Receives until `count` came or a second has passed.
    private func receive(_ socket: inout UDPSocket, _ count: Int) -> [[UInt8]] {
        var batch = DatagramBatch()
        return receive(&socket, count, into: &batch)
    }

    private func receive(
        _ socket: inout UDPSocket, _ count: Int, into batch: inout DatagramBatch
    ) -> [[UInt8]] {
        var poll = PollSet()
        _ = poll.add(socket.fileDescriptor)
        var datagrams: [[UInt8]] = []
        for _ in 0..<20 where datagrams.count < count {
            _ = poll.wait(until: Nanoseconds(clockNow() + 50_000_000))
            while socket.receive(into: &batch) > 0 {
                for index in 0..<batch.count { datagrams.append(Array(batch.datagram(index))) }
            }
        }
        return datagrams
    }

    @Test(arguments: ["127.0.0.1", "::1"])
    func aBatchArrives(host: String) throws {
        var receiver = try UDPSocket(bindingTo: try #require(SocketAddress(ip: host, port: 0)))
        var sender = try UDPSocket(bindingTo: try #require(SocketAddress(ip: host, port: 0)))
        let lengths = [0, 1, 1_000, 1_472]
        var batch = DatagramBatch()
        fill(&batch, lengths, to: receiver.localAddress)
        #expect(sender.send(batch) == 4)
        let datagrams = receive(&receiver, 4)
        #expect(datagrams.map(\.count) == lengths)
        #expect(datagrams.last == [UInt8](repeating: 3, count: 1_472))
    }

    /// Runs of one length go and come as one through the kernel, and are what they were at the end.
    @Test(arguments: ["127.0.0.1", "::1"], [true, false])
    func runsAreJoinedAndPartedAgain(host: String, isJoined: Bool) throws {
        var options = UDPSocketOptions()
        options.joinsArrivals = isJoined
        let place = try #require(SocketAddress(ip: host, port: 0))
        var receiver = try UDPSocket(bindingTo: place, options: options)
        var sender = try UDPSocket(bindingTo: place)
        let lengths = [900, 900, 900, 300, 900, 900, 0, 5, 900, 1_000, 1_000, 1_000]
        var batch = DatagramBatch()
        fill(&batch, lengths, to: receiver.localAddress)
        #expect(sender.send(batch) == lengths.count)
        var joined = DatagramBatch(capacity: 8, bytesPerDatagram: 65_536, isJoined: isJoined)
        let datagrams = receive(&receiver, lengths.count, into: &joined)
        #expect(datagrams.map(\.count) == lengths)
        let isWhole = datagrams.enumerated().allSatisfy { index, datagram in
            datagram.allSatisfy { $0 == UInt8(index) }
        }
        #expect(isWhole)
        #expect(sender.errors.total() == 0)
    }

    /// Segments that are longer than the way takes are told as single datagrams are.
    @Test func joinedOnesThatAreTooLongAreCounted() throws {
        let loopback = try #require(SocketAddress(ip: "127.0.0.1", port: 0))
        let receiver = try UDPSocket(bindingTo: loopback)
        var sender = try UDPSocket(bindingTo: loopback)
        var batch = DatagramBatch(bytesPerDatagram: 65_536)
        fill(&batch, [65_530, 65_530], to: receiver.localAddress)
        #expect(sender.send(batch) == 0)
        #expect(sender.errors.tooLarge == 2)
    }

    @Test func oneSocketHearsBothFamilies() throws {
        var receiver = try UDPSocket(bindingTo: .any(port: 0))
        let port = receiver.localAddress.port
        for host in receiver.isDualStack ? ["127.0.0.1", "::1"] : ["127.0.0.1"] {
            let place = try #require(SocketAddress(ip: host, port: port))
            var sender = try UDPSocket(bindingTo: .any(port: 0))
            var batch = DatagramBatch()
            fill(&batch, [7], to: place)
            #expect(sender.send(batch) == 1)
            #expect(receive(&receiver, 1).count == 1)
        }
    }

    /// Half a packet is none.
    @Test func whatIsTooLongIsCountedAndEmptied() throws {
        let loopback = try #require(SocketAddress(ip: "127.0.0.1", port: 0))
        var receiver = try UDPSocket(bindingTo: loopback)
        var sender = try UDPSocket(bindingTo: loopback)
        var batch = DatagramBatch(bytesPerDatagram: 4_096)
        fill(&batch, [3_000], to: receiver.localAddress)
        #expect(sender.send(batch) == 1)
        #expect(receive(&receiver, 1) == [[]])
        #expect(receiver.errors.tooLarge == 1)
    }

    @Test func aPeerThatIsGoneIsCounted() throws {
        let loopback = try #require(SocketAddress(ip: "127.0.0.1", port: 0))
        let place: SocketAddress
        do {
            let gone = try UDPSocket(bindingTo: loopback)
            place = gone.localAddress
        }
        var sender = try UDPSocket(bindingTo: loopback)
        try sender.connect(to: place)
        var batch = DatagramBatch()
        fill(&batch, [7], to: place)
        for _ in 0..<3 { _ = sender.send(batch) }
        #expect(sender.errors.refused > 0)
        #expect(sender.errors.total() == sender.errors.refused)
    }

    @Test func whatCannotBeHadSaysWhy() throws {
        let loopback = try #require(SocketAddress(ip: "127.0.0.1", port: 0))
        let taken = try UDPSocket(bindingTo: loopback)
        let place = taken.localAddress
        #expect(throws: UDPSocketError.self) { _ = try UDPSocket(bindingTo: place) }
        var options = UDPSocketOptions()
        options.dscp = 64
        #expect(throws: UDPSocketError.invalidDSCP(64)) {
            _ = try UDPSocket(bindingTo: loopback, options: options)
        }
        options.dscp = 46
        options.interface = "no-such-if"
        #expect(throws: UDPSocketError.self) {
            _ = try UDPSocket(bindingTo: loopback, options: options)
        }
    }

    @Test func aShortBufferNamesItsLimit() throws {
        let buffers = SocketBuffers(
            receiveAsked: 8_388_608, receiveGranted: 212_992, sendAsked: 1, sendGranted: 1)
        let words = try #require(buffers.shortage)
        #expect(words.contains("net.core.rmem_max=8388608"))
        #expect(!words.contains("wmem_max"))
    }
}
