import Text

/// Numbers of shards, as Slurm lists the tasks of an array: `7`, `0-119`, `3,9-11`.
package enum ShardList {
    /// - Parameters:
    ///   - text: as it was typed.
    ///   - count: how many shards there are; a range that goes past the last one ends there.
    /// - Throws: `Failure` if it is no list, or names what there is not.
    package static func numbers(_ text: String, of count: Int) throws -> [Int] {
        var numbers: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { number($0) }
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else {
                throw Failure("'\(text)' is not a list of shards; expected numbers such as 7, 0-119 or 3,9-11")
            }
            guard first < count else {
                throw Failure(
                    "there is no shard \(first): the plan has \(count == 1 ? "shard 0 only" : "the shards 0 to \(count - 1)")"
                )
            }
            numbers += Array(first...min(last, count - 1))
        }
        var known: Set<Int> = []
        return numbers.filter { known.insert($0).inserted }
    }

    private static func number(_ digits: Substring) -> Int? {
        digits.utf8.allSatisfy { (48...57).contains($0) } ? Int(digits) : nil
    }

    /// The shortest list of these numbers, ascending.
    package static func text(_ numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers.sorted() {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }
}
