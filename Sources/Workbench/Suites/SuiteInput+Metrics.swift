import Experiments
import PatchModel
import ScenarioFiles
import Text

/// The metrics that a suite names, world by world, with their margins.
extension SuiteInput {
    static func rows(
        _ file: SuiteFile,
        _ worlds: [PreparedSuite.World],
        _ mistakes: inout [Diagnostic]
    ) -> [PreparedSuite.Row] {
        var rows: [PreparedSuite.Row] = []
        var seen: Set<[String]> = []
        for declared in file.metrics {
            let names = declared.worlds.map { $0.map(\.text) } ?? worlds.map(\.name)
            for (place, world) in worlds.enumerated() where names.contains(world.name) {
                guard let metric = metric(declared, world, &mistakes) else { break }
                guard seen.insert([world.name, metric.id]).inserted else {
                    let message = "\(metric.id) in world \"\(world.name)\" is there twice"
                    mistakes.append(Diagnostic(.duplicateName, message, at: declared.name.place))
                    break
                }
                guard let margin = declared.margin else {
                    rows.append(PreparedSuite.Row(world: place, metric: metric, margin: nil))
                    continue
                }
                do {
                    rows.append(
                        PreparedSuite.Row(
                            world: place,
                            metric: metric,
                            margin: try SuiteMargin.margin(margin.text, atLeast: declared.atLeast?.text, of: metric)
                        )
                    )
                } catch {
                    let wrong = error.isAtLeast ? declared.atLeast ?? margin : margin
                    mistakes.append(Diagnostic(.badMargin, error.description, at: wrong.place))
                    break
                }
            }
        }
        if !rows.contains(where: { $0.margin != nil }), mistakes.isEmpty, let first = file.metrics.first {
            let message = "no metric has a margin, and so nothing can be decided"
            mistakes.append(Diagnostic(.missingKey, message, at: first.name.place))
        }
        // World by world, as they are shown.
        return rows.enumerated().sorted { ($0.element.world, $0.offset) < ($1.element.world, $1.offset) }.map(\.element)
    }

    private static func metric(
        _ declared: SuiteFile.Metric,
        _ world: PreparedSuite.World,
        _ mistakes: inout [Diagnostic]
    ) -> Metric? {
        let name = declared.name.text
        guard let metric = Metric.named(name, in: world.scenario) else {
            let known = Metric.known(in: world.scenario).map(\.id) + Metric.formerNames.keys.sorted()
            let meant = nearestName(to: name, among: known).map { Metric.formerNames[$0] ?? $0 }
            let why = name == "cost" ? ": world \"\(world.name)\" has no prices" : ""
            let message = "there is no metric \(quoted(name))\(why)"
            mistakes.append(
                Diagnostic(.unknownMetric, message, at: declared.name.place, suggestion: meant == name ? nil : meant)
            )
            return nil
        }
        guard declared.margin == nil || metric.isJudged && metric.statistic != .worst else {
            let message =
                metric.isJudged
                ? "\(metric.id) cannot be gated: no number of runs shows what the worst one is; watch it, or take \(metric.base).p95"
                : "\(metric.id) cannot be gated: neither more nor less of it is better; watch it"
            mistakes.append(Diagnostic(.unknownMetric, message, at: declared.name.place))
            return nil
        }
        return metric
    }

    static func quoted(_ text: String) -> String { "\"\(SafeText.excerpt(text, limit: 60))\"" }
}
