import EventEngine
import PatchModel

/// When devices began to be down without plan, and when they ceased to. The times alone say how many were down at one moment,
/// so that devices may be run one by one.
struct Outages: Sendable {
    private var begins: [Int32] = []
    private var ends: [Int32] = []

    @inline(__always)
    mutating func note(_ time: Tick, isDown: Bool) {
        if isDown { begins.append(Int32(time)) } else { ends.append(Int32(time)) }
    }

    /// The most devices that were down at one moment, counted after everything that happens in the same second.
    var most: Int {
        let ends = ends.sorted()
        var (down, most, next) = (0, 0, 0)
        for begin in begins.sorted() {
            while next < ends.count, ends[next] <= begin {
                next += 1
                down -= 1
            }
            down += 1
            most = max(most, down)
        }
        return most
    }
}
