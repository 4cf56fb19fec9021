import PatchSimulator
import Text

extension Ledger.Figure {
    /// The figures that are told beside the headline metrics.
    static let further: [Ledger.Figure] = Ledger.figures.filter { $0.title != nil }

    /// The title with what its mean is counted in, where the mean does not say so itself.
    var furtherTitle: String { (title ?? id) + (unit == .vulnerabilitySeconds ? ", device-days" : "") }

    /// Its mean over replications; nil where a run does not have it.
    func mean(in ledgers: [Ledger]) -> Double? {
        let values = ledgers.compactMap { $0[self] }
        guard values.count == ledgers.count, !values.isEmpty else { return nil }
        return values.reduce(0) { $0 + scaled($1) } / Double(values.count)
    }

    /// Its mean in words, with as many decimals as help; a dash where a run does not have it.
    func meanText(in ledgers: [Ledger]) -> String {
        guard let mean = mean(in: ledgers) else { return "–" }
        return switch unit {
        case .bytes: Figure.bytes(mean)
        case .seconds: Figure.span(mean)
        default: Figure.fixed(mean, mean == mean.rounded() ? 0 : Figure.decimals(for: mean))
        }
    }

    /// In days of exposure, or as it is.
    private func scaled(_ value: Int64) -> Double {
        unit == .vulnerabilitySeconds ? Double(value) / 86_400 : Double(value)
    }
}
