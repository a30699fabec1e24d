package import Text

/// Lines of JSON-RPC 2.0 that a link writes to its control socket, without their end.
package enum RPCLine {
    package static func result(_ result: JSONValue, id: JSONValue) -> String {
        line([("id", id), ("result", result)])
    }

    package static func error(_ error: RPCError, id: JSONValue) -> String {
        line([("id", id), ("error", error.json)])
    }

    /// Something that nobody asked for just now.
    package static func notification(_ method: String, _ parameters: JSONValue) -> String {
        line([("method", .text(method)), ("params", parameters)])
    }

    private static func line(_ members: [(String, JSONValue)]) -> String {
        JSONValue.object([("jsonrpc", .text("2.0"))] + members).description
    }
}
