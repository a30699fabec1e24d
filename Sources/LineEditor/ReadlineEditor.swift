#if canImport(CReadline)
    internal import CReadline
    internal import Glibc

    /// Lines by GNU Readline's callback interface. There is one in a process, for its state is global.
    final class ReadlineEditor: LineEditor {
        let descriptor = STDIN_FILENO
        private let history: HistoryFile?
        private let complete: Completer
        private var prompt = ""
        private var typed: [TypedLine] = []
        private var isReading = false
        private var isDumb = false
        /// What could not be shown while a search had the line.
        private var held = ""
        private static let heldLimit = 65_536

        /// Readline's functions are C's and carry no context. The editor's thread.
        private nonisolated(unsafe) static weak var current: ReadlineEditor?

        init(application: String, history: HistoryFile?, complete: @escaping Completer) {
            self.history = history
            self.complete = complete
            setlocale(LC_CTYPE, "")
            Self.current = self
            isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? true
            // Readline keeps the name for as long as the process lives.
            jn_readline_prepare(
                strdup(application), { _, start, _ in ReadlineEditor.matches(from: Int(start)) })
            using_history()
            if let history {
                history_truncate_file(history.path, Int32(HistoryFile.limit))
                read_history(history.path)
            }
            stifle_history(Int32(HistoryFile.limit))
        }

        func begin(prompt: String) {
            self.prompt = prompt
            isReading = true
            rl_callback_handler_install(prompt) { line in
                // With the terminal as it was before.
                ReadlineEditor.current?.take(line.map { String(cString: $0) })
                free(line)
            }
            jn_readline_flush()
        }

        private func take(_ line: String?) {
            rl_callback_handler_remove()
            isReading = false
            guard let line else {
                typed.append(.end)
                return
            }
            remember(line)
            typed += line.split(separator: "\n", omittingEmptySubsequences: false)
                .map { .line(String($0)) }
        }

        private func remember(_ typed: String) {
            let line = String(typed.reversed().drop(while: \.isWhitespace).reversed())
            guard !line.isEmpty, !line.contains("\n") else { return }
            if let last = jn_history_last(), String(cString: last) == line { return }
            add_history(line)
            if let history { append_history(1, history.path) }
        }

        func read() -> [TypedLine] {
            typed = []
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            while isReading, poll(&entry, 1, 0) > 0 {
                rl_callback_read_char()
                if entry.revents & Int16(POLLHUP | POLLERR) != 0, isReading {
                    end()
                    typed.append(.end)
                }
            }
            if !held.isEmpty, jn_readline_is_busy() == 0 {
                let text = held
                held = ""
                show(above: text)
            }
            return typed
        }

        func change(prompt: String) {
            guard prompt != self.prompt else { return }
            self.prompt = prompt
            guard isReading, jn_readline_is_busy() == 0 else { return }
            // On a terminal that cannot go back, the prompt changes with the next line.
            if isDumb { return }
            rl_clear_visible_line()
            rl_set_prompt(prompt)
            redraw()
        }

        func show(above text: String) {
            guard isReading else {
                jn_readline_print(text)
                return
            }
            if jn_readline_is_busy() != 0 {
                if held.utf8.count < Self.heldLimit { held += text }
                return
            }
            if isDumb { rl_crlf() } else { rl_clear_visible_line() }
            jn_readline_flush()
            jn_readline_print(text)
            rl_set_prompt(prompt)
            redraw()
        }

        private func redraw() {
            rl_on_new_line()
            rl_redisplay()
            jn_readline_flush()
        }

        func clear() {
            guard isReading else { return }
            jn_readline_print("^C")
            rl_callback_sigcleanup()
            rl_free_line_state()
            rl_callback_handler_remove()
            jn_readline_print("\n")
            begin(prompt: prompt)
        }

        func suspend() {
            guard isReading else { return }
            rl_deprep_terminal()
            jn_readline_print("\n")
        }

        func resume() {
            guard isReading else { return }
            rl_prep_terminal(1)
            rl_forced_update_display()
            jn_readline_flush()
        }

        func resize() { rl_resize_terminal() }

        func end() {
            guard isReading else { return }
            isReading = false
            rl_callback_handler_remove()
        }

        // MARK: - Completion

        private static func matches(
            from start: Int
        ) -> UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? {
            guard let editor = current, let buffer = jn_readline_line() else { return nil }
            let line = Array(String(cString: buffer).utf8)
            let end = min(Int(jn_readline_point()), line.count)
            let begin = min(start, end)
            let before = String(decoding: line[..<begin], as: UTF8.self)
            let word = String(decoding: line[begin..<end], as: UTF8.self)
            // A quotation mark that the word begins with belongs to it, not to what is before.
            let isQuoted = before.last == "\"" || before.last == "'"
            let words = Words(isQuoted ? String(before.dropLast()) : before).words
            let found = editor.complete(words, word).filter { $0.hasPrefix(word) }
            jn_readline_completing(found.contains { $0.contains(" ") } ? 1 : 0)
            guard let first = found.first else { return nil }
            let common = found.dropFirst().reduce(first) { $0.commonPrefix(with: $1) }
            let all = found.count == 1 ? found : [common] + found
            let size = MemoryLayout<UnsafeMutablePointer<CChar>?>.stride * (all.count + 1)
            // Readline frees the list and its words.
            guard let memory = malloc(size) else { return nil }
            let list = memory.bindMemory(
                to: UnsafeMutablePointer<CChar>?.self, capacity: all.count + 1)
            for (index, word) in all.enumerated() { list[index] = strdup(word) }
            list[all.count] = nil
            return list
        }
    }

    extension String {
        fileprivate func commonPrefix(with other: String) -> String {
            String(zip(self, other).prefix { $0 == $1 }.map(\.0))
        }
    }
#endif
