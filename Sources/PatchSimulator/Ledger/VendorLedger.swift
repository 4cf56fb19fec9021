/// What the vendor's knowledge of a defect spared, and what came too late.
public struct VendorLedger: Sendable, Hashable {
    /// (device, patch) pairs on which a defect of the patch would have settled, had the device not got the fixed revision first.
    public var sparedPairs = 0
    /// Installations of a patch that had been withdrawn when they ended.
    public var lateInstallations = 0

    static let figures: [Ledger.Figure] = [
        .count(
            "spared_pairs",
            .pairs,
            "pairs that got the fixed revision before a defect could settle there",
            per: .pairs,
            \.vendor.sparedPairs
        ),
        .count(
            "installations_after_withdrawal",
            .times,
            "installations of a patch that the vendor had withdrawn",
            per: .pairs,
            \.vendor.lateInstallations
        ),
    ]
}
