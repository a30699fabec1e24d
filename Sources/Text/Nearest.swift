/// The word that was most likely meant: the shortest that `text` begins, from two letters on, or else
/// one at most two edits away, and fewer than it has letters.
package func nearest(to text: String, among words: [String]) -> String? {
    guard text.utf8.count <= 64 else { return nil }
    let begun = text.count < 2 ? [] : words.filter { $0.hasPrefix(text) }
    if let shortest = begun.min(by: { $0.count < $1.count }) { return shortest }
    let near = words.map { (word: $0, distance: editDistance(text, $0)) }
        .min { $0.distance < $1.distance }
    guard let near, near.distance <= 2, near.distance < near.word.count else { return nil }
    return near.word
}

/// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`.
package func editDistance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
        var row = [i + 1]
        for j in b.indices {
            var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
                least = min(least, beforeLast[j - 1] + 1)
            }
            row.append(least)
        }
        (beforeLast, last) = (last, row)
    }
    return last[b.count]
}
