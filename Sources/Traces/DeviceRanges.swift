/// Numbers of devices as a user writes them: `3,10-19`.
package struct DeviceRanges: Sendable, Hashable, CustomStringConvertible {
    /// In the order given.
    package var ranges: [ClosedRange<Int>]

    /// The shortest list of ranges for some devices.
    package init(_ devices: some Sequence<Int>) {
        ranges = []
        for device in Set(devices).sorted() {
            if let last = ranges.last, last.upperBound == device - 1 {
                ranges[ranges.count - 1] = last.lowerBound...device
            } else {
                ranges.append(device...device)
            }
        }
    }

    /// Nil if the text is no list of numbers and ascending ranges.
    package init?(_ text: some StringProtocol) {
        ranges = []
        if text.isEmpty { return }
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1], first <= last
            else { return nil }
            ranges.append(first...last)
        }
    }

    package var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }
}
