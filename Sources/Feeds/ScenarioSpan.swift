import PatchModel
import Text

/// The days that a scenario with a certain start can speak of.
struct ScenarioSpan {
    let start: CalendarDate
    /// How far a date may be from the start. An exploit that is not known may come up to a month after the start, and that is
    /// counted from disclosure.
    static let days = Scenario.farthestDays - ExploitPrediction.horizonDays

    init(_ start: CalendarDate) {
        self.start = start
    }

    /// Makes sure that the start and all dates can stand in the scenario.
    ///
    /// - Throws: ``FeedError`` with code `conflict`: at the start if it was given, else at the date that is too far from it.
    func check(_ findings: DebianFindings) throws(FeedError) {
        guard start.isOfScenarios else {
            let message =
                "the day after the newest of these advisories, \(start), is not in \(CalendarDate.scenarioYears), so that no "
                + "scenario can start then; give the start (--start DATE)"
            let lists = findings.request.advisories.map(\.file).joined(separator: ", ")
            throw FeedError(.conflict, file: lists, message)
        }
        for vulnerability in findings.vulnerabilities {
            let advisory = vulnerability.firstAdvisory
            try check(vulnerability.disclosed, findings, file: advisory.file, line: advisory.line) {
                "\(advisory.name) disclosed \(FeedText.excerpt(vulnerability.name))"
            }
            guard let date = vulnerability.exploitedSince, let catalogue = findings.request.exploited else { continue }
            try check(date, findings, file: catalogue.file, line: nil) {
                "\(FeedText.excerpt(vulnerability.name)) was known to be exploited"
            }
        }
    }

    private func check(
        _ date: CalendarDate,
        _ findings: DebianFindings,
        file: String,
        line: Int?,
        what: () -> String
    ) throws(FeedError) {
        guard abs(date.dayNumber - start.dayNumber) > Self.days else { return }
        let reach = "a scenario reaches \(Self.days) days (68 years)"
        guard findings.request.start == nil else {
            let place = line.map { "\(file):\($0)" } ?? file
            let message = "\(start) is too far from \(date), when \(what()) (\(place)); \(reach)"
            throw FeedError(.conflict, file: "--start", message)
        }
        let message =
            "on \(date), \(what()): that is too far from the scenario's start, \(start); \(reach); leave the list out, or give "
            + "the start (--start DATE)"
        throw FeedError(.conflict, file: file, line: line, message)
    }
}
