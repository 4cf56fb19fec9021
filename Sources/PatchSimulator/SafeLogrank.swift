import EventEngine

/// The safe logrank test: whether canaries meet their first trouble more often than devices that wait.
///
/// At each first trouble, let n1 canaries and n0 waiting devices of the stratum be at risk. If the canaries' hazard is ρ times the
/// others', it is a canary's with probability ρ n1 / (ρ n1 + n0). The e-value is the product of these likelihoods over those for
/// ρ = 1, averaged over `ratios`. It is a martingale if the patch adds nothing, whatever the common hazard does in time, so that it
/// ever reaches 1 / level with probability `level` at most (Ville), however often one looks. Strata multiply under each ρ.
///
/// Source: J. ter Schure, M. F. Pérez-Ortiz, A. Ly, P. Grünwald, The safe logrank test, arXiv 2011.06931.
public struct SafeLogrank: Sendable, Hashable {
    /// The hazard ratios that are averaged over, with equal weights: spread evenly on a logarithmic scale.
    public static let ratios: [Double] = {
        let (least, greatest, count) = (1.25, 1000.0, 24)
        let step = naturalLogarithm(greatest / least) / Double(count - 1)
        return (0..<count).map { least * exponential(step * Double($0)) }
    }()

    /// By ratio, the logarithm of the likelihood ratio.
    private var logs = Array(repeating: 0.0, count: Self.ratios.count)
    /// First troubles of canaries.
    public private(set) var canaryEvents = 0
    /// First troubles of waiting devices.
    public private(set) var controlEvents = 0

    public init() {}

    /// A device meets its first trouble.
    ///
    /// - Parameters:
    ///   - isCanary: whose trouble it is.
    ///   - canaries: at risk in its stratum just before, the device included if it is one.
    ///   - waiting: the same of waiting devices.
    public mutating func add(isCanary: Bool, canaries: Int, waiting: Int) {
        if isCanary { canaryEvents += 1 } else { controlEvents += 1 }
        // Where only one of the two is at risk nothing is learnt.
        guard canaries > 0, waiting > 0 else { return }
        let (n1, n0) = (Double(canaries), Double(waiting))
        for (place, ratio) in Self.ratios.enumerated() {
            let all = (n1 + n0) / (ratio * n1 + n0)
            logs[place] += naturalLogarithm(isCanary ? ratio * all : all)
        }
    }

    /// The evidence that the patch adds trouble: 1 at the beginning; at 20 a level of 5 % is reached. At most 10³⁰⁰.
    public var eValue: Double {
        logs.reduce(0) { $0 + exponential(min($1, 690)) } / Double(logs.count)
    }

    /// Whether the evidence is enough at a level; its last bits are forgiven.
    public func isReached(level: Double) -> Bool { eValue * level >= 1 - 1e-9 }
}
