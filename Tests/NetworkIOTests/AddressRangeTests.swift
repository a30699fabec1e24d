// Ranges of addresses: what is one, and who is in it.
import Testing

@testable import NetworkIO

@Suite struct AddressRangeTests {
    @Test(
        arguments: [
            ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false),
            ("192.0.2.0/24", "::ffff:192.0.2.7", true), ("192.0.2.128/25", "192.0.2.127", false),
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
            ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true), ("::/0", "203.0.113.9", false),
            ("::/0", "::ffff:203.0.113.9", false), ("::ffff:192.0.2.0/120", "192.0.2.9", true),
            ("2001:db8::/32", "2001:db8:ffff::1", true), ("2001:db8::/32", "2001:db9::", false),
            ("2001:db8::/64", "2001:db8::ffff:0:0:1", true),
            ("2001:db8::/65", "2001:db8::8000:0:0:0", false),
            ("2001:db8::1", "2001:db8::1", true), ("2001:db8::1", "2001:db8::2", false),
            ("fe80::/10", "fe80::1%1", true), ("::1", "::1", true), ("::1", "127.0.0.1", false),
            ("127.0.0.0/8", "::1", false), ("10.0.0.0/7", "11.255.0.0", true),
        ] as [(String, String, Bool)])
    func whoIsIn(_ text: String, _ address: String, _ isIn: Bool) throws {
        let range = try AddressRange(text)
        #expect(range.contains(try #require(SocketAddress(ip: address, port: 9))) == isIn)
    }

    @Test(arguments: [
        "192.0.2.0/24", "192.0.2.1", "0.0.0.0/0", "::/0", "2001:db8::/32", "::1", "fe80::/10",
        "128.0.0.0/1", "8000::/1", "192.0.2.2/31", "2001:db8::2/127",
    ])
    func textComesBack(_ text: String) throws {
        #expect(try AddressRange(text).description == text)
        #expect(try AddressRange(AddressRange(text).description) == AddressRange(text))
    }

    @Test(arguments: [
        ("192.0.2.1/32", "192.0.2.1"), ("::1/128", "::1"), ("10.0.0.0/08", "10.0.0.0/8"),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
    ])
    func otherWaysToWriteIt(_ text: String, _ usual: String) throws {
        #expect(try AddressRange(text).description == usual)
    }

    @Test(
        arguments: [
            ("", .address), ("host", .address), ("/8", .address), ("192.0.2/24", .address),
            ("fe80::1%lo", .address), ("[::1]", .address), (" ::1", .address), ("::1\0", .address),
            ("192.0.2.0/33", .length(most: 32)), ("192.0.2.0/", .length(most: 32)),
            ("192.0.2.0/-1", .length(most: 32)), ("192.0.2.0/+8", .length(most: 32)),
            ("192.0.2.0/8/8", .length(most: 32)), ("::/129", .length(most: 128)),
            ("::/9999999999999999999999", .length(most: 128)),
            ("192.0.2.5/24", .hostBits(range: "192.0.2.0/24")),
            ("2001:db8::5/64", .hostBits(range: "2001:db8::/64")),
            ("::ffff:10.0.0.0/64", .hostBits(range: "::/64")),
        ] as [(String, AddressRange.Fault)])
    func whatIsNone(_ text: String, _ fault: AddressRange.Fault) {
        #expect(throws: fault) { try AddressRange(text) }
    }
}
