import Glibc

/// Who this end says it is.
enum Identity {
    static let version = "0.1.0"
    static let software = "jacknet " + version

    /// The same for every run under this name by this user on this machine, so that a sender that
    /// comes back is known for what it is. Reveals nothing: a hash.
    static func stable(name: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(machine)/\(getuid())/\(name)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }

    /// Of this process alone.
    static let instance = token()

    /// Cannot be guessed: for joining a session's media.
    static func token() -> String {
        var generator = SystemRandomNumberGenerator()
        return String(generator.next(), radix: 16) + String(generator.next(), radix: 16)
    }

    private static var machine: String {
        guard let file = fopen("/etc/machine-id", "r") else { return hostName }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = fread(&bytes, 1, bytes.count, file)
        return String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    static var hostName: String {
        var bytes = [CChar](repeating: 0, count: 256)
        guard gethostname(&bytes, bytes.count - 1) == 0 else { return "unknown" }
        return String(
            decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
