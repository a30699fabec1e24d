import ArgumentParser
import Text

/// A member of what a link tells, such as `codec` or `remote.packetsLost`.
struct FieldPath {
    let text: String

    /// Its bare value: `-` where it is not known, JSON where it is an object or an array. Throws
    /// where there is no such member.
    func value(in status: JSONValue) throws -> String {
        var value = status
        for key in text.split(separator: ".", omittingEmptySubsequences: false).map(String.init) {
            if case .null = value { return try unknown(in: status) }
            guard let member = value[key] else { return try unknown(in: status) }
            value = member
        }
        return Self.bare(value)
    }

    /// The other end tells what this one does, or nothing as long as there is none.
    private func unknown(in status: JSONValue) throws -> String {
        let own = (status.members ?? []).map(\.0)
        let others = own.filter { $0 != "remote" }.map { "remote." + $0 }
        let told = (status["remote"]?.members ?? []).map { "remote." + $0.0 }
        if others.contains(text) { return "-" }
        let near = nearest(to: text, among: own + others + told)
        let hint = near.map { ", did you mean \($0)?" } ?? ""
        throw ValidationError(
            "the value '\(text)' is invalid for '--field <name>': no such member\(hint); "
                + "allowed: the members of jacknet status --json, remote.NAME among them")
    }

    static func bare(_ value: JSONValue) -> String {
        switch value {
        case .null: "-"
        case .text(let text): text.escaped
        default: value.description
        }
    }
}
