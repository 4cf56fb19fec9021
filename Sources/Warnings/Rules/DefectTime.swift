import EventEngine
import PatchModel

extension Regression {
    /// How long after the patch began to run half of the defects that are ever reported have been: the median of the onset and
    /// that of the quicker report. Nil if none is.
    var medianReport: Double? {
        let delays = [telemetry, helpDesk].filter { $0.probability > 0 }.map { $0.delay.quantile(0.5) }
        guard let delay = delays.min() else { return nil }
        let onset =
            switch self.onset {
            case .atOnce, .restart: 0.0
            case .after(let law): law.quantile(0.5)
            }
        return onset + delay
    }
}
