// Which new connections are let in, in virtual time.
import Testing
import Units

@testable import NetworkIO

@Suite struct ConnectionGateTests {
    /// Of a host that is told by its number.
    private func v4(_ number: Int) -> SocketAddress {
        SocketAddress(high: 0, low: 0xffff_0a00_0000 + UInt64(number), scope: 0, port: 1)
    }

    private func v6(net: UInt64, host: UInt64) -> SocketAddress {
        SocketAddress(high: 0x2001_0db8 << 32 + net, low: host, scope: 0, port: 1)
    }

    private func at(_ milliseconds: Int64) -> Nanoseconds { Nanoseconds(milliseconds * 1_000_000) }

    private func taken(_ verdict: ConnectionVerdict) -> ConnectionPass? {
        if case .admitted(let pass, _) = verdict { pass } else { nil }
    }

    /// Whether it may stay once it has shown a key.
    private func shows(_ pass: ConnectionPass, _ gate: inout ConnectionGate) -> Bool {
        gate.authenticate(pass)
    }

    @Test func onlyWhoIsAllowed() throws {
        var gate = ConnectionGate(allowed: [
            try AddressRange("10.0.0.0/24"), try AddressRange("::1"),
        ])
        #expect(taken(gate.admit(v4(7), now: .zero)) != nil)
        #expect(gate.admit(v4(256), now: .zero) == .refused(.notAllowed))
        #expect(gate.admit(v6(net: 0, host: 1), now: .zero) == .refused(.notAllowed))
        // Who is refused by address leaves no trace.
        #expect(gate.size.addresses == 1)
    }

    @Test func anAddressHasSoManyAtOnce() throws {
        var gate = ConnectionGate(allowed: [])
        let passes = (0..<8).compactMap { _ in taken(gate.admit(v4(1), now: .zero)) }
        #expect(passes.count == 8)
        #expect(gate.admit(v4(1).with(port: 9), now: .zero) == .refused(.tooManyAtOnce))
        #expect(taken(gate.admit(v4(2), now: .zero)) != nil)
        gate.release(try #require(passes.first))
        gate.release(try #require(passes.first))  // which changes nothing
        #expect(taken(gate.admit(v4(1), now: .zero)) != nil)
        #expect(gate.admit(v4(1), now: .zero) == .refused(.tooManyAtOnce))
    }

    @Test func aSubscriberIsOneAddress() {
        var gate = ConnectionGate(allowed: [])
        for host in 0..<8 {
            #expect(taken(gate.admit(v6(net: 1, host: UInt64(host) << 40), now: .zero)) != nil)
        }
        #expect(gate.admit(v6(net: 1, host: 99), now: .zero) == .refused(.tooManyAtOnce))
        #expect(taken(gate.admit(v6(net: 2, host: 99), now: .zero)) != nil)
        #expect(gate.size.addresses == 2)
    }

    @Test func anAddressComesSoOften() throws {
        var gate = ConnectionGate(allowed: [])
        func tries(_ count: Int, at now: Nanoseconds) -> Int {
            var admitted = 0
            for _ in 0..<count {
                guard let pass = taken(gate.admit(v4(1), now: now)) else { continue }
                admitted += 1
                gate.release(pass)
            }
            return admitted
        }
        #expect(tries(100, at: .zero) == 20)
        #expect(gate.admit(v4(1), now: at(99)) == .refused(.tooOften))
        #expect(tries(100, at: at(100)) == 1)
        #expect(tries(100, at: at(600)) == 5)
        #expect(tries(100, at: at(60_000)) == 20)
    }

    /// A sender that has the key may come and go as fast as it likes.
    @Test func aKeyIsWorthItsConnection() throws {
        var gate = ConnectionGate(allowed: [])
        for _ in 0..<1_000 {
            let pass = try #require(taken(gate.admit(v4(1), now: .zero)))
            #expect(shows(pass, &gate))
            gate.release(pass)
        }
        #expect(gate.size.pending == 0)
    }

    @Test func whoHasAKeyHasSoMany() throws {
        var gate = ConnectionGate(allowed: [])
        var passes: [ConnectionPass] = []
        for host in 0..<32 {
            let pass = try #require(taken(gate.admit(v4(host), now: .zero)))
            #expect(shows(pass, &gate))
            #expect(!shows(pass, &gate), "once")
            passes.append(pass)
        }
        let last = try #require(taken(gate.admit(v4(99), now: .zero)))
        #expect(!shows(last, &gate))
        gate.release(passes[3])
        let next = try #require(taken(gate.admit(v4(99), now: .zero)))
        #expect(shows(next, &gate))
    }

    /// Whoever holds all places keeps nobody out.
    @Test func theOldestGivesWay() throws {
        var gate = ConnectionGate(allowed: [])
        var passes: [ConnectionPass] = []
        for host in 0..<64 { passes.append(try #require(taken(gate.admit(v4(host), now: .zero)))) }
        gate.release(passes[0])
        passes.append(try #require(taken(gate.admit(v4(100), now: .zero))))
        #expect(shows(passes[1], &gate))
        passes.append(try #require(taken(gate.admit(v4(101), now: .zero))))
        for number in 2..<10 {
            guard case .admitted(let pass, let evicted) = gate.admit(v4(200 + number), now: .zero)
            else {
                Issue.record("not admitted")
                return
            }
            #expect(evicted == passes[number])
            #expect(!shows(passes[number], &gate), "too late")
            passes.append(pass)
            #expect(gate.size.pending == 64)
        }
    }

    /// Twenty thousand strangers, each from an address of its own, take no more memory than a thousand.
    @Test func whatIsRememberedIsBounded() throws {
        var gate = ConnectionGate(allowed: [])
        var (admitted, most) = (0, 0)
        for number in 0..<20_000 {
            let address = number.isMultiple(of: 2) ? v4(number) : v6(net: UInt64(number), host: 1)
            if taken(gate.admit(address, now: at(Int64(number) / 100))) != nil { admitted += 1 }
            most = max(most, gate.size.addresses)
        }
        #expect(admitted == 20_000 && most == 1_024 && gate.size.pending == 64)
        // Whom it knows to come too often, it still knows.
        for _ in 0..<20 {
            if let pass = taken(gate.admit(v4(1), now: at(200))) { gate.release(pass) }
        }
        #expect(gate.admit(v4(1), now: at(200)) == .refused(.tooOften))
    }
}
