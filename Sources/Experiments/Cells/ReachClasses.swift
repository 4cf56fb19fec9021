/// Defects in classes of like reach: on how many devices they can show.
///
/// At first each reach makes a class of its own. While there are too many, the two neighbours are joined that lose the least by
/// it: the sum of the squares of distances to the mean of the class, weighted (J. H. Ward, "Hierarchical grouping to optimize an
/// objective function", Journal of the American Statistical Association 58, 1963).
struct ReachClasses {
    /// Places of defects by class, from the least reach to the greatest.
    let classes: [[Int]]

    private struct Group {
        var places: [Int]
        var weight: Double
        var mean: Double

        func loss(with other: Group) -> Double {
            let sum = weight + other.weight
            let distance = mean - other.mean
            return sum > 0 ? weight * other.weight / sum * distance * distance : 0
        }

        func joined(with other: Group) -> Group {
            let sum = weight + other.weight
            let mean = sum > 0 ? (weight * mean + other.weight * other.mean) / sum : (mean + other.mean) / 2
            return Group(places: places + other.places, weight: sum, mean: mean)
        }
    }

    init(_ reach: [Double], weights: [Double], most: Int) {
        var groups: [Group] = []
        for place in reach.indices.sorted(by: { (reach[$0], $0) < (reach[$1], $1) }) {
            let one = Group(places: [place], weight: weights[place], mean: reach[place])
            if let last = groups.last, last.mean == one.mean {
                groups[groups.count - 1] = Group(
                    places: last.places + [place],
                    weight: last.weight + one.weight,
                    mean: last.mean
                )
            } else {
                groups.append(one)
            }
        }
        while groups.count > max(1, most) {
            let losses = zip(groups, groups.dropFirst()).map { $0.loss(with: $1) }
            guard let least = losses.indices.min(by: { (losses[$0], $0) < (losses[$1], $1) }) else { break }
            groups[least] = groups[least].joined(with: groups[least + 1])
            groups.remove(at: least + 1)
        }
        classes = groups.map(\.places)
    }
}
