package import NetworkIO
package import Simulation

extension Values {
    /// What `--impair` does to a network.
    package static func impairment(_ text: String) throws(InvalidValue) -> Impairment {
        do throws(InvalidImpairment) { return try Impairment(text) } catch {
            throw InvalidValue(
                error.description, allowed: Impairment.members.joined(separator: ", "))
        }
    }

    /// `auto`, `none`, `nack`, `dup:1`, `dup:2` or `rs:K+M`.
    package static func repair(_ text: String) throws(InvalidValue) -> RepairWish {
        switch text {
        case "auto": return .auto
        case "none": return .none
        case "nack": return .nack
        case "dup:1": return .duplicates(1)
        case "dup:2": return .duplicates(2)
        default: break
        }
        let numbers = text.dropFirst(3).split(separator: "+", omittingEmptySubsequences: false)
        if text.hasPrefix("rs:"), numbers.count == 2, let data = Int(numbers[0]),
            let parity = Int(numbers[1]), (1...32).contains(data), (1...16).contains(parity)
        {
            return .reedSolomon(data: data, parity: parity)
        }
        throw InvalidValue(
            "no such repair", allowed: "auto, none, nack, dup:1, dup:2, rs:K+M (K to 32, M to 16)")
    }

    /// `HOST`, `HOST:PORT`, `V6` or `[V6]:PORT`.
    package static func peer(_ text: String) throws(InvalidValue) -> HostAndPort {
        let allowed = "HOST, HOST:PORT, [IPV6]:PORT"
        let address = try split(text, allowed: allowed)
        if address.host == nil { throw InvalidValue("no host", allowed: allowed) }
        if let port = address.port { try check(port: port, from: 1) }
        return address
    }

    /// `PORT`, `ADDR:PORT`, `[V6]:PORT`; port 0 is any free one.
    package static func listen(_ text: String) throws(InvalidValue) -> HostAndPort {
        let allowed = "PORT, ADDR:PORT, [IPV6]:PORT"
        var address = try split(text, allowed: allowed)
        if address.port == nil, let host = address.host {
            guard host.utf8.allSatisfy(isDigit) else {
                throw InvalidValue("no port", allowed: allowed)
            }
            address = HostAndPort(host: nil, port: host)
        }
        if let port = address.port { try check(port: port, from: 0) }
        return address
    }

    /// `192.0.2.0/24`, `2001:db8::/32`, or one address.
    package static func addressRange(_ text: String) throws(InvalidValue) -> AddressRange {
        let allowed = "an IP address, or ADDRESS/BITS (192.0.2.0/24, 2001:db8::/32)"
        do throws(AddressRange.Fault) { return try AddressRange(text) } catch {
            switch error {
            case .address: throw InvalidValue("no IP address", allowed: allowed)
            case .length(let most):
                throw InvalidValue("no number of bits behind /", allowed: "0 to \(most)")
            case .hostBits(let range):
                throw InvalidValue(
                    "the address has more bits than count", allowed: "\(range), or no /")
            }
        }
    }

    /// The longest IP packet: 576 is what every IPv4 host takes (RFC 791), 65535 loopback's most.
    package static func mtu(_ text: String) throws(InvalidValue) -> Int {
        try integer(text, in: 576...65_535, unit: " (bytes)")
    }

    private static func split(
        _ text: String, allowed: String
    ) throws(InvalidValue) -> HostAndPort {
        if text.isEmpty { throw InvalidValue("empty", allowed: allowed) }
        if text.contains(where: { $0 == "/" || $0.isWhitespace }) || !isPrintable(text) {
            throw InvalidValue("contains /, spaces or control characters", allowed: allowed)
        }
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else {
                throw InvalidValue("[ without ]", allowed: allowed)
            }
            let host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            guard host.contains(":"), !host.contains("[") else {
                throw InvalidValue("no IPv6 address between [ and ]", allowed: allowed)
            }
            guard rest.isEmpty || rest.hasPrefix(":") else {
                throw InvalidValue("no : after ]", allowed: allowed)
            }
            return HostAndPort(
                host: String(host), port: rest.isEmpty ? nil : String(rest.dropFirst()))
        }
        if text.contains(where: { $0 == "[" || $0 == "]" }) {
            throw InvalidValue("[ or ] within the host", allowed: allowed)
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        // Two colons and more are a bare IPv6 address, which cannot carry a port.
        if parts.count != 2 { return HostAndPort(host: text, port: nil) }
        return HostAndPort(
            host: parts[0].isEmpty ? nil : String(parts[0]), port: String(parts[1]))
    }

    private static func check(port: String, from least: Int) throws(InvalidValue) {
        let allowed = "a port number, \(least) to 65535"
        guard !port.isEmpty, port.utf8.count <= 5, port.utf8.allSatisfy(isDigit),
            let number = Int(port), (least...65_535).contains(number)
        else { throw InvalidValue("port \"\(port)\" is none", allowed: allowed) }
    }
}
