/// The text of a file of keys: tokens, one a line, empty lines, and comments that begin with `#`. What `jacknet key
/// new` prints is one.
package struct KeyFile: Equatable, Sendable {
    /// No file that is longer is read: it holds some 640 keys.
    package static let mostBytes = 65_536

    /// When the key was made, in seconds since 1970; nil where the file does not say.
    package var created: Int64?
    /// One at least; of a key that was rotated the new one first.
    package var tokens: [KeyToken]

    package init(tokens: [KeyToken], created: Int64? = nil) {
        self.tokens = tokens
        self.created = created
    }

    /// Of bytes from outside.
    package init(parsing bytes: [UInt8]) throws(KeyFileError) {
        guard bytes.count <= Self.mostBytes else { throw .tooLong }
        tokens = []
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            guard let first = line.first(where: { !Self.isSpace($0) }) else { continue }
            if first == UInt8(ascii: "#") {
                created = created ?? Self.created(in: line)
                continue
            }
            do throws(KeyTokenError) {
                tokens.append(try KeyToken(parsing: line))
            } catch {
                throw .wrongLine(index + 1, error)
            }
        }
        if tokens.isEmpty { throw .empty }
    }

    /// What `init(parsing:)` takes.
    package var text: String {
        let head = created.map { "\(Self.createdMark)\(UTCTime.text(of: $0))\n" } ?? ""
        return head + tokens.map { $0.text + "\n" }.joined()
    }

    private static let createdMark = "# created "

    private static func created(in line: ArraySlice<UInt8>) -> Int64? {
        guard line.starts(with: createdMark.utf8) else { return nil }
        let rest = line.dropFirst(createdMark.utf8.count)
        return UTCTime.seconds(of: rest.prefix { !isSpace($0) })
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || (0x09...0x0D).contains(byte)
    }
}

/// Why a text is no file of keys.
package enum KeyFileError: Error, Hashable, Sendable {
    case tooLong
    /// There is no token in it.
    case empty
    /// From 1.
    case wrongLine(Int, KeyTokenError)

    /// What is wrong, as in "FILE …".
    package var description: String {
        switch self {
        case .tooLong: "is longer than the \(KeyFile.mostBytes) bytes that a file of keys can have"
        case .empty: "holds no token; paste one, as jacknet key new prints it"
        case .wrongLine(let line, let error): "line \(line) \(error.description)"
        }
    }
}
