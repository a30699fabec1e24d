import Glibc

/// Times of day as a file says them: `2026-11-24T08:30:00Z` (RFC 3339, whole seconds, in UTC).
package enum UTCTime {
    /// Of seconds since 1970, in the years 1 to 9999.
    package static func text(of seconds: Int64) -> String {
        var seconds = time_t(seconds)
        var parts = tm()
        gmtime_r(&seconds, &parts)
        let date = [
            padded(parts.tm_year + 1900, 4), padded(parts.tm_mon + 1), padded(parts.tm_mday),
        ]
        let clock = [padded(parts.tm_hour), padded(parts.tm_min), padded(parts.tm_sec)]
        return "\(date.joined(separator: "-"))T\(clock.joined(separator: ":"))Z"
    }

    /// Nil where `text` is no such time.
    static func seconds(of text: some Collection<UInt8>) -> Int64? {
        let pattern = "dddd-dd-ddTdd:dd:ddZ".utf8
        guard text.count == pattern.count else { return nil }
        var numbers: [Int32] = [0]
        for (byte, expected) in zip(text, pattern) {
            if expected == UInt8(ascii: "d") {
                guard (0x30...0x39).contains(byte) else { return nil }
                numbers[numbers.count - 1] = numbers[numbers.count - 1] * 10 + Int32(byte - 0x30)
            } else if byte == expected {
                numbers.append(0)
            } else {
                return nil
            }
        }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (
            numbers[0] - 1900, numbers[1] - 1, numbers[2]
        )
        (parts.tm_hour, parts.tm_min, parts.tm_sec) = (numbers[3], numbers[4], numbers[5])
        let seconds = Int64(timegm(&parts))
        // timegm(3) takes the 40th of a month too.
        return self.text(of: seconds).utf8.elementsEqual(text) ? seconds : nil
    }

    private static func padded(_ number: Int32, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
