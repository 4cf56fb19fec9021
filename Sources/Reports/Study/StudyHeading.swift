import Experiments
import PatchModel
import Text

/// The first lines of every report: the question, the fleet, and what was run.
struct StudyHeading {
    private let study: Study

    init(_ study: Study) { self.study = study }

    func lines(width: Int) -> [String] {
        let scenario = study.scenario
        var lines = scenario.question.isEmpty ? [] : wrapped(scenario.question, width: width)
        let parts = [
            Figure.count(scenario.deviceCount, "device", "devices"),
            Figure.count(scenario.patches.count, "patch", "patches"),
            Figure.count(scenario.vulnerabilities.count, "vulnerability", "vulnerabilities"),
            "\(Figure.span(Double(scenario.horizon))) from \(scenario.start) (\(scenario.zone.name)).",
        ]
        lines += wrapped(parts.joined(separator: ", "), width: width)
        let count = study.replications.count
        var runs = count == 1 ? "Run \(study.replications[0])" : "\(Figure.grouped(count)) runs"
        runs += " with seed \(study.seed)."
        if study.isPartial { runs += " Interrupted: only what was finished is shown." }
        return lines + wrapped(runs, width: width)
    }
}
