import ArgumentParser
import Engine
import Glibc
import KeyIO
import LineEditor
import Session

/// A token from standard input: what is piped in, or a line typed or pasted on a terminal, which does not show it.
enum TokenInput {
    private static let name = "standard input"

    static func token(of receiver: KeyName) throws -> KeyToken {
        let isTerminal = isatty(STDIN_FILENO) == 1
        let typed = isTerminal ? try line(receiver) : nil
        do throws(KeyStoreError) {
            guard let typed else {
                return try KeyToken(readingFrom: STDIN_FILENO, called: Self.name)
            }
            return try KeyToken(oneIn: typed, called: Self.name)
        } catch {
            throw LinkFailure(error)
        }
    }

    private static func line(_ receiver: KeyName) throws -> [UInt8] {
        let prompt = "token of \(receiver.text), which is not shown: "
        let output = Output(descriptor: STDERR_FILENO)
        let typed = HiddenLine.read(from: STDIN_FILENO) {
            _ = output.write(prompt, patienceMilliseconds: 1000)
        }
        // Whatever ends it but a line's end leaves the cursor behind the prompt.
        if case .line = typed {} else { _ = output.write("\n", patienceMilliseconds: 1000) }
        switch typed {
        case .line(let bytes): return bytes
        case .ended: return []
        case .interrupted: throw ExitCode(ExitStatus.interruptedTwice.rawValue)
        case .failed(let code):
            throw LinkFailure(.inputOutput, "\(Self.name): \(String(cString: strerror(code)))")
        }
    }
}
