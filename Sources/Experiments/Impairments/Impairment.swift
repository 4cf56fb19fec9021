public import EventEngine
import PatchSimulator

/// How a policy is made worse on purpose, to see whether a suite's worlds show it.
public enum Impairment: Sendable, Hashable {
    /// Every decision is made so many seconds after it was due: whatever the policy wants to look at, it sees that much later.
    case late(Tick)
    /// With that chance, a rollout's failures are never heard of: neither stop nor gate sees them.
    case deaf(Double)
    /// With that chance, all of a rollout's devices that report seem to be in trouble: good patches are stopped.
    case jumpy(Double)
    /// The first ring of every rollout is so many times as large.
    case wide(Double)

    /// What can be done to a policy, without how much.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case late
        case deaf
        case jumpy
        case wide

        /// From no harm to the greatest that makes sense: lateness up to the whole time simulated, every rollout, the whole fleet.
        ///
        /// - Parameters:
        ///   - strength: in [0, 1]; more is worse.
        ///   - horizon: seconds that are simulated.
        public func impairment(_ strength: Double, horizon: Tick) -> Impairment {
            let strength = min(1, max(0, strength))
            switch self {
            case .late: return .late(Tick((strength * Double(horizon)).rounded()))
            case .deaf: return .deaf(strength)
            case .jumpy: return .jumpy(strength)
            case .wide: return .wide(1 + strength * (Self.widest - 1))
            }
        }

        /// A first ring of a thousandth becomes the whole fleet.
        private static let widest = 1000.0
    }

    public var kind: Kind {
        switch self {
        case .late: .late
        case .deaf: .deaf
        case .jumpy: .jumpy
        case .wide: .wide
        }
    }
}

extension Impairment: CustomStringConvertible {
    /// `late: 6h`, `deaf: 0.25`, `jumpy: 0.02`, `wide: 4`
    public var description: String {
        switch self {
        case .late(let ticks):
            ticks % 3600 == 0 ? "late: \(ticks / 3600)h" : ticks % 60 == 0 ? "late: \(ticks / 60)m" : "late: \(ticks)s"
        case .deaf(let chance): "deaf: \(Self.short(chance))"
        case .jumpy(let chance): "jumpy: \(Self.short(chance))"
        case .wide(let factor): "wide: \(Self.short(factor))"
        }
    }

    private static func short(_ value: Double) -> String {
        let rounded = (value * 1000).rounded() / 1000
        return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
    }
}
