package import Text

/// What a link sends (JSON-RPC 2.0).
package enum ControlMessage: Equatable, Sendable {
    case result(id: Int, JSONValue)
    /// `id` is nil where the link could not tell which request was wrong.
    case error(id: Int?, code: Int, message: String, data: JSONValue?)
    /// What was subscribed to.
    case notification(method: String, JSONValue)

    /// Nil where the line is none of them.
    init?(_ line: [UInt8]) {
        guard let text = String(validating: line, as: UTF8.self),
            let value = JSONValue(parsing: text)
        else { return nil }
        let id = value["id"]?.number.flatMap { Int(exactly: $0) }
        if let method = value["method"]?.text {
            self = .notification(method: method, value["params"] ?? .null)
        } else if let result = value["result"], let id {
            self = .result(id: id, result)
        } else if let error = value["error"], let message = error["message"]?.text,
            let code = error["code"]?.number.flatMap({ Int(exactly: $0) })
        {
            self = .error(id: id, code: code, message: message, data: error["data"])
        } else {
            return nil
        }
    }
}
