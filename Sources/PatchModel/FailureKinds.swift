/// Several kinds of failures, any of which counts: a set that is asked at every look at the console, and costs a bit each.
public struct FailureKinds: Sendable, Hashable, ExpressibleByArrayLiteral {
    private var bits: UInt8 = 0

    public init(_ kinds: some Sequence<FailureKind>) {
        for kind in kinds { bits |= Self.bit(kind) }
    }

    public init(arrayLiteral kinds: FailureKind...) { self.init(kinds) }

    public var isEmpty: Bool { bits == 0 }

    public func contains(_ kind: FailureKind) -> Bool { bits & Self.bit(kind) != 0 }

    public func union(_ others: Self) -> Self {
        var union = self
        union.bits |= others.bits
        return union
    }

    private static func bit(_ kind: FailureKind) -> UInt8 {
        switch kind {
        case .failed: 1
        case .troubled: 2
        case .unreachable: 4
        case .timedOut: 8
        }
    }
}
