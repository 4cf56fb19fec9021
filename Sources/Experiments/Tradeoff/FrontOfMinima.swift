/// Which points of three coordinates no other one dominates: none is nowhere greater and somewhere less. Equal points leave
/// each other on the front.
///
/// In the order of the first coordinate a point can be dominated by earlier ones only, and of those only the steps count, with
/// the third coordinate falling as the second rises: H. T. Kung, F. Luccio and F. P. Preparata, "On finding the maxima of a set
/// of vectors", Journal of the ACM 22 (1975). Complexity: O(k log k) comparisons.
///
/// - Parameter points: three numbers each.
func frontOfMinima(_ points: [[Double]]) -> [Bool] {
    var front = points.map { _ in false }
    /// Second and third coordinates: one rises, the other falls.
    var steps: [(y: Double, z: Double)] = []
    var last: Int?
    let order = points.indices.sorted { one, other in
        points[one] == points[other] ? one < other : points[one].lexicographicallyPrecedes(points[other])
    }
    for place in order {
        let point = points[place]
        if let last, points[last] == point {
            front[place] = front[last]
            continue
        }
        last = place
        let (y, z) = (point[1], point[2])
        let next = firstIndex(below: steps.count) { steps[$0].y > y }
        guard next == 0 || steps[next - 1].z > z else { continue }
        front[place] = true
        // Steps that are no better than the new one any more.
        let begin = next > 0 && steps[next - 1].y == y ? next - 1 : next
        var end = next
        while end < steps.count, steps[end].z >= z { end += 1 }
        steps.replaceSubrange(begin..<end, with: [(y, z)])
    }
    return front
}
