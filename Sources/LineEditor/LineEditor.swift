/// Reads the lines that a person types, and shows what comes meanwhile above them. One thread, which
/// polls `descriptor`.
package protocol LineEditor: AnyObject {
    /// What to poll for input.
    var descriptor: Int32 { get }

    /// Shows the prompt and takes a line; it is called again after each line.
    func begin(prompt: String)

    /// Shows another prompt, and what was typed so far after it.
    func change(prompt: String)

    /// Reads what was typed. Called when `descriptor` has input; waits for nothing.
    func read() -> [TypedLine]

    /// Writes whole lines above the one that is being typed.
    func show(above text: String)

    /// Throws away what was typed, and begins anew: Ctrl-C.
    func clear()

    /// The terminal has another size now.
    func resize()

    /// Gives the terminal to another program for a while: Ctrl-Z. What was typed is kept.
    func suspend()

    /// Takes the terminal again.
    func resume()

    /// Gives the terminal back.
    func end()
}

/// What came of the keys.
package enum TypedLine: Equatable, Sendable {
    case line(String)
    /// Ctrl-D, or the end of the pipe.
    case end
}

/// What may stand in the place of a word.
///
/// `words` are those before it, without their quotation marks; `start` is the word's beginning.
package typealias Completer = (_ words: [String], _ start: String) -> [String]

/// The editor of a terminal: GNU Readline's where it was built in.
///
/// `application` is what `$if` in `~/.inputrc` asks for; `history` the file of what was typed.
package func terminalEditor(
    application: String, history: HistoryFile?, complete: @escaping Completer
) -> any LineEditor {
    #if canImport(CReadline)
        ReadlineEditor(application: application, history: history, complete: complete)
    #else
        PlainEditor(showsPrompt: true)
    #endif
}
