/// Columns of bytes, which are looked through eight elements at a time.
extension Column {
    /// Calls `body` with each place of the range at which the element is `value`, ascending.
    ///
    /// - Precondition: an element is one byte.
    @inline(__always)
    func forEachPlace(in range: Range<Int>, holding value: Element, _ body: (Int) -> Void) {
        let pattern = UInt64(Self.byte(value)) &* 0x0101_0101_0101_0101
        forEachPlace(
            in: range,
            where: { Self.zeroBytes($0 ^ pattern) },
            where: { Self.byte($0) == Self.byte(value) },
            body
        )
    }

    /// Calls `body` with each place of the range at which the element is not `value`, ascending.
    ///
    /// - Precondition: an element is one byte.
    @inline(__always)
    func forEachPlace(in range: Range<Int>, notHolding value: Element, _ body: (Int) -> Void) {
        let pattern = UInt64(Self.byte(value)) &* 0x0101_0101_0101_0101
        forEachPlace(
            in: range,
            where: { ~Self.zeroBytes($0 ^ pattern) & 0x8080_8080_8080_8080 },
            where: { Self.byte($0) != Self.byte(value) },
            body
        )
    }

    /// - Parameters:
    ///   - matches: of eight elements at once, the highest bit of each byte that matches.
    ///   - isMatch: the same of a single one.
    @inline(__always)
    private func forEachPlace(
        in range: Range<Int>,
        where matches: (UInt64) -> UInt64,
        where isMatch: (Element) -> Bool,
        _ body: (Int) -> Void
    ) {
        var place = range.lowerBound
        while range.upperBound &- place >= 8 {
            var found = matches(word(at: place))
            while found != 0 {
                body(place &+ found.trailingZeroBitCount / 8)
                found &= found &- 1
            }
            place &+= 8
        }
        while place < range.upperBound {
            if isMatch(self[place]) { body(place) }
            place &+= 1
        }
    }

    @inline(__always)
    private static func byte(_ value: Element) -> UInt8 { unsafeBitCast(value, to: UInt8.self) }

    /// The highest bit of each byte that is 0.
    @inline(__always)
    private static func zeroBytes(_ word: UInt64) -> UInt64 {
        let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
        return ~((word & low) &+ low | word | low)
    }
}
