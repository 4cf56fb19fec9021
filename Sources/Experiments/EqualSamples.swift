/// Samples that are the same place by place, but for rounding, put together.
///
/// Comparing each with each would take time that grows with the square of their number. Instead all are ordered by one number
/// made of a sample's values, a sum with weights that no two places share: equal samples have equal sums, and are neighbours.
///
/// - Parameters:
///   - places: the samples to look at.
///   - values: all samples, of the same length.
/// - Returns: the places of each group ascending, the groups in the order of their first. Complexity: O(k (n + log k)) for k
///   samples of n values, unless many different ones happen to have the same sum.
func groupsOfEquals(_ places: [Int], _ values: [[Double]]) -> [[Int]] {
    let weights = (0..<(values.first?.count ?? 0)).map { place in
        // The golden ratio's multiples leave gaps of the same order between all their fractions.
        1 + (Double(place) * 0.618_033_988_749_894_9).truncatingRemainder(dividingBy: 1)
    }
    let sums = places.map { place in zip(values[place], weights).reduce(0) { $0 + $1.0 * $1.1 } }
    let reach = zip(places, sums).reduce(0.0) { most, one in
        max(most, values[one.0].reduce(0) { $0 + abs($1) })
    }
    let tolerance = 64 * Double.ulpOfOne * reach
    var groups: [(sum: Double, members: [Int])] = []
    for number in places.indices.sorted(by: { (sums[$0], $0) < (sums[$1], $1) }) {
        var candidate = groups.count - 1
        while candidate >= 0, sums[number] - groups[candidate].sum <= tolerance {
            if isSame(values[places[number]], values[groups[candidate].members[0]]) { break }
            candidate -= 1
        }
        if candidate >= 0, sums[number] - groups[candidate].sum <= tolerance {
            groups[candidate].members.append(places[number])
        } else {
            groups.append((sums[number], [places[number]]))
        }
    }
    return groups.map { $0.members.sorted() }.sorted { $0[0] < $1[0] }
}

/// Whether two samples are the same in every replication, but for rounding.
private func isSame(_ one: [Double], _ other: [Double]) -> Bool {
    differences(one, other).allSatisfy { $0 == 0 }
}
