import Experiments
package import Text

extension StrategyPower {
    /// Four lines, from what is certain to what is simulated; and what holds it back.
    ///
    /// - Parameter wanted: less power than this is too little.
    package func lines(aiming wanted: Double = usualAim) -> [String] {
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
        if let limit = limit(aiming: wanted) { lines.append("What limits it: \(limit)") }
        return lines
    }

    /// The power that is enough where nobody says another one.
    package static let usualAim = 0.8

    /// What telemetry does not see, and the calls of users may.
    private var users: String {
        told > 0 ? " (users report it on \(Figure.percentage(told, 1)), which only the lines below count)" : ""
    }

    /// The first of the lines that is below the power wanted, from what is certain on; nil: it is reached.
    func limit(aiming wanted: Double) -> String? {
        guard Double(found) < wanted * Double(runs) - 1e-9 else { return nil }
        if contains < wanted {
            return
                "the first ring is so small that it often holds no device with the defect. More devices are needed there."
        }
        guard let soak else { return "nobody waits: all devices get the patch at once." }
        if showsInTime < wanted, inTime < 0.5 {
            return
                "the soak (\(Figure.span(Double(soak)))) ends before half of the onsets; more canaries help little, more time does."
        }
        if showsInTime < wanted, shows < 0.5 {
            return
                "telemetry shows the defect on few of the devices that it is on. Better telemetry or more devices are needed."
        }
        if showsInTime < wanted {
            return
                "the defect shows on too few devices of the first ring in time. More devices or more time are needed."
        }
        return
            "the rule. The defect mostly shows in time, but the strategy's rule asks for more trouble than there is, or for reports that come late."
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

extension StrategyPower {
    package func json(aiming wanted: Double = usualAim) -> JSON {
        .object([
            ("defect", .number(defect)), ("devices", .integer(devices)), ("firstRing", .integer(canaries)),
            ("soakSeconds", soak.map { JSON.integer(Int($0)) } ?? .null), ("contains", .number(contains)),
            ("showsInTime", .number(showsInTime)), ("stops", Self.json(found, of: runs)),
            ("hitMedian", .integer(Self.quantile(hit, 0.5))), ("hit95", .integer(Self.quantile(hit, 0.95))),
            ("delaySecondsMedian", delays.isEmpty ? .null : .integer(Int(delays[delays.count / 2]))),
            ("falseStops", Self.json(falseStops, of: runs)),
            ("openedSecondsMedian", openings.isEmpty ? .null : .integer(Int(openings[openings.count / 2]))),
            ("neverOpened", .integer(neverOpened)), ("limit", limit(aiming: wanted).map(JSON.string) ?? .null),
        ])
    }

    /// A share of runs with its Wilson interval at 95 %.
    static func json(_ count: Int, of runs: Int) -> JSON {
        let range = wilsonInterval(successes: count, of: runs)
        return .object([
            ("runs", .integer(count)), ("of", .integer(runs)),
            ("interval95", .array(range.map { [JSON.number($0.lower), JSON.number($0.upper)] } ?? [])),
        ])
    }
}
