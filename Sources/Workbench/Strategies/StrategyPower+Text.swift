import Experiments
import Text

extension StrategyPower {
    /// Four lines, from what is certain to what is simulated; and what holds it back.
    package var lines: [String] {
        var lines = [
            "contains       \(Self.percent(contains))  \(Figure.grouped(canaries)) of \(Figure.grouped(devices)) devices go first; the defect is on \(Self.percent(defect)) of all",
            "shows in time  \(Self.percent(showsInTime))  telemetry shows it on \(Self.percent(shows)) of those it is on\(users), and on \(Self.percent(inTime)) of them begins"
                + (soak.map { " within \(Figure.span(Double($0)))" } ?? " before others follow: nobody waits"),
            "stops          \(Self.percent(Double(found) / Double(max(1, runs))))  of \(Figure.grouped(runs)) runs\(soak == nil ? "" : " before the last ring opened") (95 %: \(Self.interval(found, runs)))",
        ]
        lines.append(
            "               \(Self.pad("")) devices hit by then: half of the runs \(Figure.grouped(Self.quantile(hit, 0.5))), one in twenty \(Figure.grouped(Self.quantile(hit, 0.95))) or more"
                + (delays.isEmpty
                    ? "" : "; the stop came after \(Figure.span(Double(delays[delays.count / 2]))) in half of those")
        )
        lines.append(
            "false stops    \(Self.percent(Double(falseStops) / Double(max(1, runs))))  of \(Figure.grouped(runs)) runs without a defect (95 %: \(Self.interval(falseStops, runs)))"
                + (openings.isEmpty
                    ? ""
                    : "; the last ring opened after \(Figure.span(Double(openings[openings.count / 2]))) in half of the others")
                + (neverOpened > 0
                    ? "; it was not stopped, and its last ring never opened, in \(Figure.count(neverOpened, "run", "runs"))"
                    : "")
        )
        if let limit { lines.append(limit) }
        return lines
    }

    /// What telemetry does not see, and the calls of users may.
    private var users: String {
        told > 0 ? " (users report it on \(Figure.percentage(told, 1)), which only the lines below count)" : ""
    }

    /// What more canaries would not help.
    private var limit: String? {
        guard let soak, inTime < 0.5, contains > 0.5 else { return nil }
        return
            "What limits it: the soak (\(Figure.span(Double(soak)))) ends before half of the onsets; more canaries help little, more time does."
    }

    private static func percent(_ share: Double) -> String { pad(Figure.percentage(share, 1)) }

    private static func pad(_ text: String) -> String {
        String(repeating: " ", count: max(0, 6 - text.count)) + text
    }

    private static func interval(_ count: Int, _ runs: Int) -> String {
        guard let range = wilsonInterval(successes: count, of: runs) else { return "–" }
        return "\(Figure.percentage(range.lower, 1)) to \(Figure.percentage(range.upper, 1))"
    }

    private static func quantile(_ values: [Int], _ share: Double) -> Int {
        guard !values.isEmpty else { return 0 }
        return values[min(values.count - 1, Int((share * Double(values.count)).rounded(.down)))]
    }
}
