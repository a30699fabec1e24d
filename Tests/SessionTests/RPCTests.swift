// Lines of the control socket: what is a request, and how answers are written.
import Testing
import Text

@testable import Session

@Suite struct RPCTests {
    private func failure(_ line: String) -> RPCRequest.Failure? {
        do throws(RPCRequest.Failure) {
            _ = try RPCRequest(line: Array(line.utf8))
            return nil
        } catch { return error }
    }

    @Test func aRequestIsRead() throws {
        let request = try RPCRequest(
            line: Array(
                #" {"jsonrpc":"2.0","id":"a","method":"link.set","params":{"x":[1]},"more":0} "#
                    .utf8))
        #expect(request.id == .text("a"))
        #expect(request.method == "link.set")
        #expect(request.parameters.count == 1)
        #expect(request.parameters.first?.0 == "x")
        #expect(request.parameters.first?.1 == .array([.integer(1)]))
    }

    @Test(arguments: [
        (#"{"jsonrpc":"2.0","method":"m"}"#, nil),
        (#"{"jsonrpc":"2.0","id":null,"method":"m"}"#, JSONValue.null),
        (#"{"jsonrpc":"2.0","id":-7,"method":"m"}"#, JSONValue.integer(-7)),
    ])
    func anIdIsKept(line: String, id: JSONValue?) throws {
        #expect(try RPCRequest(line: Array(line.utf8)).id == id)
    }

    @Test(arguments: [
        ("", -32_700), ("{", -32_700), ("{}{}", -32_700), ("\u{0}", -32_700), ("nul", -32_700),
        ("[]", -32_600), ("[{}]", -32_600), ("1", -32_600), ("null", -32_600), ("{}", -32_600),
        (#"{"jsonrpc":2.0,"id":1,"method":"m"}"#, -32_600),
        (#"{"jsonrpc":"2.0","id":1}"#, -32_600),
        (#"{"jsonrpc":"2.0","id":1,"method":7}"#, -32_600),
        (#"{"jsonrpc":"2.0","id":1,"method":"m","params":[1]}"#, -32_600),
        (#"{"jsonrpc":"2.0","id":1,"method":"m","params":null}"#, -32_600),
        (#"{"jsonrpc":"2.0","id":1.5,"method":"m"}"#, -32_600),
        (#"{"jsonrpc":"2.0","id":{},"method":"m"}"#, -32_600),
        (#"{"jsonrpc":"2.0","id":true,"method":"m"}"#, -32_600),
    ])
    func whatIsNoRequestSaysSo(line: String, code: Int) {
        #expect(failure(line)?.error.code == code, "\(line)")
    }

    @Test func whatIsNoTextIsRefused() {
        do throws(RPCRequest.Failure) {
            _ = try RPCRequest(line: [0x22, 0xFF, 0x22])
            Issue.record("taken")
        } catch {
            #expect(error.error.code == RPCError.Code.noJSON)
            #expect(error.id == .null)
        }
    }

    @Test func theIdOfWhatIsNoRequestIsToldWhereThereIsOne() {
        #expect(failure(#"{"jsonrpc":"1.0","id":9,"method":"m"}"#)?.id == .integer(9))
        #expect(failure(#"{"id":{},"method":"m"}"#)?.id == .null)
    }

    /// Whatever is nested without end costs a line, not the process.
    @Test(arguments: ["[", "{\"a\":"])
    func deepNestingIsNoJSON(opening: String) {
        let line = String(repeating: opening, count: RPCRequest.longestLine / opening.utf8.count)
        #expect(failure(line)?.error.code == RPCError.Code.noJSON)
    }

    @Test func answersAreOneLine() {
        #expect(
            RPCLine.result(.object([("a", .text("b\nc"))]), id: .integer(1))
                == #"{"jsonrpc":"2.0","id":1,"result":{"a":"b\nc"}}"#)
        #expect(
            RPCLine.error(RPCError(3, "no"), id: .null)
                == #"{"jsonrpc":"2.0","id":null,"error":{"code":3,"message":"no"}}"#)
        #expect(
            RPCLine.error(.wrongParameters("no", name: "n", allowed: "a"), id: .text("x"))
                == #"{"jsonrpc":"2.0","id":"x","error":{"code":-32602,"message":"no","data":{"name":"n","allowed":"a"}}}"#
        )
        #expect(
            RPCLine.notification("link.levels", .object([]))
                == #"{"jsonrpc":"2.0","method":"link.levels","params":{}}"#)
    }
}
