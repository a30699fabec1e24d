extension String {
    /// As HTML and XML want it within an element; what would deceive the eye is shown escaped.
    package var markup: String {
        var safe = ""
        for character in escaped {
            switch character {
            case "&": safe += "&amp;"
            case "<": safe += "&lt;"
            case ">": safe += "&gt;"
            default: safe.append(character)
            }
        }
        return safe
    }
}
