import Text

/// One fact in the live line.
struct LiveField {
    /// 0 is shown first when there is little room.
    let rank: Int
    /// From the longest to the shortest.
    let forms: [[LiveLine.Piece]]

    init(rank: Int, _ forms: [[LiveLine.Piece]]) {
        self.rank = rank
        self.forms = forms
    }

    /// A fact that is not known takes no room.
    var isShown: Bool { (forms.first?.columns ?? 0) > 0 }
}
