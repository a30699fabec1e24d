internal import Glibc

/// Lines as the terminal or a pipe hands them out.
package final class PlainEditor: LineEditor {
    package let descriptor: Int32
    private let showsPrompt: Bool
    private var prompt = ""
    private var bytes: [UInt8] = []
    /// Longer lines are cut; a pipe may hold anything.
    private static let limitBytes = 65_536

    package init(showsPrompt: Bool, descriptor: Int32 = STDIN_FILENO) {
        self.showsPrompt = showsPrompt
        self.descriptor = descriptor
    }

    package func begin(prompt: String) {
        self.prompt = prompt
        write(prompt)
    }

    package func change(prompt: String) { self.prompt = prompt }

    package func read() -> [TypedLine] {
        var piece = [UInt8](repeating: 0, count: 4096)
        let count = Glibc.read(descriptor, &piece, piece.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        bytes += piece[..<max(count, 0)]
        var lines: [TypedLine] = []
        while let end = bytes.firstIndex(of: 0x0A) {
            lines.append(.line(String(decoding: bytes[..<end], as: UTF8.self)))
            bytes.removeFirst(end + 1)
        }
        if bytes.count > Self.limitBytes || (count <= 0 && !bytes.isEmpty) {
            lines.append(.line(String(decoding: bytes, as: UTF8.self)))
            bytes = []
        }
        return count <= 0 ? lines + [.end] : lines
    }

    package func show(above text: String) { write("\n" + text + prompt) }

    package func clear() { write("\n" + prompt) }

    package func resize() {}

    package func suspend() {}

    package func resume() { write(prompt) }

    package func end() {}

    private func write(_ text: String) {
        guard showsPrompt else { return }
        var text = text
        text.withUTF8 { _ = Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
