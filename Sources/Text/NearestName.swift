/// The candidate with the least distance to `word`, the first of several; nil if all are too far away to have been meant.
///
/// A third of the longer word may differ, at least one letter and at most four; capitals count as the small letters.
package func nearestName(to word: String, among candidates: some Sequence<String>) -> String? {
    let letters = Array(word.lowercased().unicodeScalars.prefix(64))
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != word {
        let other = Array(candidate.lowercased().unicodeScalars.prefix(64))
        let threshold = min(4, max(1, max(letters.count, other.count) / 3))
        let limit = min(threshold, best.map { $0.distance - 1 } ?? threshold)
        guard limit >= 0, abs(letters.count - other.count) <= limit else { continue }
        let distance = editDistance(letters, other)
        if distance <= limit { best = (candidate, distance) }
    }
    return best?.name
}

/// ` (did you mean "name"?)` of the name that was probably meant, to stand behind one that does not exist; empty if there is none.
package func didYouMean(_ word: String, among candidates: some Sequence<String>) -> String {
    nearestName(to: word, among: candidates).map { " (did you mean \"\($0)\"?)" } ?? ""
}

/// The number of insertions, deletions, substitutions and transpositions of neighbours that turn `left` into `right`
/// (the restricted Damerau–Levenshtein distance: no stretch is edited twice).
package func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (i, a) in left.enumerated() {
        var row = [i + 1]
        row.reserveCapacity(right.count + 1)
        for (j, b) in right.enumerated() {
            var cost = min(last[j + 1] + 1, row[j] + 1, last[j] + (a == b ? 0 : 1))
            if i > 0, j > 0, a == right[j - 1], left[i - 1] == b { cost = min(cost, beforeLast[j - 1] + 1) }
            row.append(cost)
        }
        beforeLast = last
        last = row
    }
    return last[right.count]
}
