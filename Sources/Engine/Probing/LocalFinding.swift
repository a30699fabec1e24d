/// What a machine is like in one respect that sound depends on.
package struct LocalFinding: Hashable, Sendable {
    /// The raw values are those of `--json`.
    package enum Verdict: String, Sendable {
        case good
        /// Could be better, and need not.
        case noted
        /// Sound will have gaps, or there will be none.
        case bad
    }

    package var name: String
    package var verdict: Verdict
    package var detail: String
    /// What to do about it; nil where nothing is to be done.
    package var remedy: String?

    init(_ name: String, _ verdict: Verdict, _ detail: String, remedy: String? = nil) {
        self.name = name
        self.verdict = verdict
        self.detail = detail
        self.remedy = remedy
    }
}
