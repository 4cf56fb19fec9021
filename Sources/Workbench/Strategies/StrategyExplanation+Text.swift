import EventEngine
import PatchModel
import PatchSimulator
import Text

extension StrategyExplanation {
    /// The explanation, for a terminal.
    package func lines(width: Int) -> [String] {
        var lines = wrapped(
            "\(strategy.name): \(Figure.count(devices, "device", "devices")) in \(Figure.count(rings.count, "ring", "rings")); released on \(date(began)): \(named). Simulated in \(Figure.count(runs, "run", "runs")).",
            width: width
        )
        lines.append("")
        var table = TextTable(headings: [
            ["ring"], ["devices"], ["opens at", "the earliest"], ["in half of", "the runs"], ["never", "opened in"],
        ])
        for ring in rings {
            let never = ring.opened.count { $0 == nil }
            table.append([
                ring.name + (ring.isControl ? " (waits)" : ""), Figure.grouped(ring.targets), date(ring.earliest),
                ring.median.map(date) ?? "not by the end", never > 0 ? share(never) : "–",
            ])
        }
        lines += table.lines(width: width)
        lines.append("")
        lines += wrapped(offers, width: width)
        if let looks { lines += wrapped(looks, width: width) }
        if !stops.isEmpty {
            lines += wrapped(
                "Stopped in \(share(stops.count)), in half of these by \(date(stops[(stops.count - 1) / 2])).",
                width: width
            )
        }
        for obstacle in obstacles {
            let what =
                obstacle.isForSlots
                ? "devices wait"
                : obstacle.ring.map { "\"\($0)\" is still waiting" } ?? "the rollout is stopped, and waits"
            let example = obstacle.details.isEmpty ? "" : "; in replication \(obstacle.example): \(obstacle.details)"
            lines += wrapped(
                "At the end, in \(share(obstacle.runs)), \(what) for \(obstacle.reason)\(example).",
                width: width
            )
        }
        if let coverage { lines += wrapped(coverage.text, width: width) }
        for reason in idle { lines += wrapped(reason + ".", width: width) }
        return lines
    }

    /// When which share of the devices has been offered the patches, in half of the runs.
    private var offers: String {
        let reached = offered.compactMap { share, time in
            time.map { "\(Figure.plain(share * 100)) % by \(date($0))" }
        }
        let missed = offered.first { $0.time == nil }.map { share, _ in
            share == 1 ? "not all devices by the end" : "\(Figure.plain(share * 100)) % not by the end"
        }
        return "Devices offered the patches, in half of the runs: "
            + (reached + [missed].compactMap { $0 }).joined(separator: ", ") + "."
    }

    /// When a canary is looked at, and what fails it; nil: no looks are planned.
    private var looks: String? {
        guard case .canary(let canary) = strategy.kind, let looks = canary.sequential?.plannedLooks else { return nil }
        let plan = PlannedLooks(looks, over: canary.soak, level: canary.level)
        let words = plan.levels.enumerated().map { look, level in
            "after \(Figure.span(Double(plan.date(look + 1)))) at \(level < 1e-6 ? "p below 0.000001" : "p = " + Figure.significant(level))"
        }
        return "The canary fails, if Fisher's test says so, " + words.joined(separator: ", ") + "."
    }

    /// Which patches it is about.
    private var named: String {
        let shown = patches.prefix(3).map { "\"\($0)\"" }.joined(separator: ", ")
        let more = patches.count > 3 ? " and \(patches.count - 3) more" : ""
        let apart =
            others > 0
            ? "; \(Figure.count(others, "patch", "patches")) released then \(others == 1 ? "has" : "have") rollouts of their own"
            : ""
        return shown + more + apart
    }

    /// `2 of 20 runs`
    private func share(_ count: Int) -> String { "\(count) of \(Figure.count(runs, "run", "runs"))" }

    /// A moment to the minute, as clocks show it in the scenario's zone.
    private func date(_ time: Tick) -> String {
        let local = scenario.zone.start + time + scenario.zone.offset(at: time)
        let second = ((local % 86_400) + 86_400) % 86_400
        let day = CalendarDate(dayNumber: Int((local - second) / 86_400))
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day) \(two(second / 3600)):\(two(second / 60 % 60))"
    }
}
