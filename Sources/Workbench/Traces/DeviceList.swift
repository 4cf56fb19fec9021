package import PatchModel
package import Traces

/// Which devices are meant: `all`, or numbers and ranges such as `3,10-19`.
package enum DeviceList: Sendable {
    case all
    case some(DeviceRanges)

    package init?(argument: String) {
        if argument == "all" {
            self = .all
        } else if !argument.isEmpty, let ranges = DeviceRanges(argument) {
            self = .some(ranges)
        } else {
            return nil
        }
    }

    /// The devices' numbers, ascending, each once.
    ///
    /// - Throws: `Failure` if there are not so many devices, or more are meant than a trace can hold.
    package func devices(among count: Int) throws -> [Int] {
        let ranges =
            switch self {
            case .all: [0...count - 1]
            case .some(let list): list.ranges
            }
        if let last = ranges.map(\.upperBound).max(), last >= count {
            throw Failure("there is no device \(last): the scenario has \(count), numbered from 0 to \(count - 1)")
        }
        guard ranges.reduce(0, { $0 + $1.count }) <= Self.limit else {
            throw Failure("a trace can hold at most \(Self.limit) devices: name fewer with --devices")
        }
        return Set(ranges.flatMap { Array($0) }).sorted()
    }

    private static let limit = 100_000

    /// The first device of each group, of at most 20.
    package static func firstOfGroups(_ scenario: Scenario) -> [Int] {
        var first = 0
        var result: [Int] = []
        for group in scenario.groups.prefix(20) {
            result.append(first)
            first += group.count
        }
        return result
    }
}
