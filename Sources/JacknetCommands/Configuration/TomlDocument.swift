import CToml

/// A TOML document (toml.io, 1.0), as the list of its keys in the order of their lines.
struct TomlDocument {
    struct Key {
        /// From the outermost table to the key itself.
        var path: [String]
        /// From 1; of a table, where it was first named.
        var line: Int
        /// nil for tables.
        var value: ConfigurationValue?
        var isTable: Bool { value == nil }
    }

    /// Why a text is no such document.
    struct Fault: Error {
        /// From 1.
        var line: Int
        var cause: String
    }

    let keys: [Key]

    init(parsing text: [UInt8]) throws(Fault) {
        var line: Int32 = 0
        var cause: [CChar] = Array(repeating: 0, count: 256)
        let document = text.withUnsafeBytes { bytes in
            cause.withUnsafeMutableBufferPointer { cause in
                jn_toml_parse(
                    bytes.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }, bytes.count,
                    &line, cause.baseAddress, cause.count)
            }
        }
        guard let document else {
            let bytes = cause.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            throw Fault(line: max(1, Int(line)), cause: String(decoding: bytes, as: UTF8.self))
        }
        defer { jn_toml_free(document) }
        keys = (0..<jn_toml_count(document)).map { index in
            Key(
                path: (0..<jn_toml_depth(document, index)).map {
                    String(jn_toml_part(document, index, $0))
                },
                line: Int(jn_toml_line(document, index)),
                value: Self.value(document, index))
        }.sorted { ($0.line, $0.path.count) < ($1.line, $1.path.count) }
    }

    private static func value(_ document: OpaquePointer, _ key: Int) -> ConfigurationValue? {
        let values = (0..<jn_toml_value_count(document, key)).map {
            ConfigurationValue(jn_toml_value_at(document, key, $0))
        }
        switch jn_toml_kind_at(document, key) {
        case jn_toml_table: return nil
        case jn_toml_array: return .list(values)
        default: return values.first
        }
    }
}

extension ConfigurationValue {
    fileprivate init(_ value: jn_toml_value) {
        switch value.kind {
        case jn_toml_string: self = .text(String(value.text))
        case jn_toml_integer: self = .integer(value.integer)
        case jn_toml_float: self = .number(value.number)
        case jn_toml_boolean: self = .flag(value.flag)
        case jn_toml_array: self = .other("a list")
        case jn_toml_table: self = .other("a table")
        default: self = .other("a date or a time")
        }
    }
}

extension String {
    fileprivate init(_ text: jn_toml_text) {
        let bytes = UnsafeRawBufferPointer(start: text.bytes, count: text.length)
        self.init(decoding: bytes, as: UTF8.self)
    }
}
