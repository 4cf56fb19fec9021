package import Calibration
import Text

/// What a calibration says of itself on a terminal.
package struct CalibrationText: Sendable {
    private let source: CalibrationSource
    private let profiles: [Calibrated]

    package init(_ source: CalibrationSource, _ profiles: [Calibrated]) {
        (self.source, self.profiles) = (source, profiles)
    }

    /// The answer first.
    package var text: String {
        var lines: [String] = []
        for profile in profiles {
            guard case .success(let fit) = profile.fit else { continue }
            if !lines.isEmpty { lines.append("") }
            lines += head(profile, fit)
            lines.append("")
            lines += laws(fit)
            if let goodness = profile.goodness {
                lines.append("")
                lines += Self.goodness(goodness, profile)
            }
        }
        if !lines.isEmpty { lines.append("") }
        lines += source.lines
        let warnings = profiles.flatMap(\.warnings)
        if !warnings.isEmpty {
            lines += ["", "Warnings:"]
            for warning in warnings { lines += wrapped(warning, width: 96, indent: "  ").map { "  " + $0 } }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func head(_ profile: Calibrated, _ fit: ConnectivityFit) -> [String] {
        let parameters = zip(fit.law.parameters, fit.parameters).map { parameter, estimate in
            "\(parameter.name) \(Self.known(estimate, parameter.isTime))"
        }
        let seen = profile.neverSeen.map { ", \($0) of them never seen" } ?? ""
        return [
            "\(SafeText.line(profile.name)): off for \(Self.known(fit.meanOff, true)), on for \(Self.known(fit.meanOn, true)), on average",
            "  off: \(fit.law.family.rawValue), \(parameters.joined(separator: ", "))",
            "  on: exponential, which is assumed: check-ins show its mean, but not its shape",
            "  from \(Figure.count(fit.absences, "absence", "absences")) of "
                + "\(Figure.count(fit.devices, "device", "devices"))\(seen); ± is one standard error",
        ]
    }

    private func laws(_ fit: ConnectivityFit) -> [String] {
        var table = TextTable(headings: [["law"], ["log-likelihood"], ["mean off"]], hasRule: false)
        for law in fit.laws {
            table.append([law.law.family.rawValue, Figure.fixed(law.logLikelihood, 1), Self.span(law.law.mean)])
        }
        return table.lines(width: .max).map { "  " + $0 }
    }

    private static func goodness(_ goodness: GoodnessOfFit, _ profile: Calibrated) -> [String] {
        let verdict = goodness.isGood ? "nothing speaks against it" : "it does not fit"
        let first =
            goodness.devices < profile.devices ? " (first \(Figure.grouped(goodness.devices)) devices)" : ""
        var lines = [
            "  distance of log and law: \(Figure.fixed(goodness.distance, 3)); logs of the law stay below "
                + "\(Figure.fixed(goodness.usualDistance, 3)) in 99 of 100 cases: \(verdict)\(first)",
            "  gaps in each tenth of the law: "
                + goodness.tenths.map { Figure.percentage($0, 0) }.joined(separator: " "),
        ]
        if let long = goodness.long {
            lines.append(
                "  gaps above \(span(long.length)): \(Figure.grouped(long.seen)) seen, "
                    + "\(Figure.fixed(long.expected, long.expected < 10 ? 1 : 0)) expected"
            )
        }
        var table = TextTable(headings: [["silent for"], ["log"], ["law"]], hasRule: false)
        for silence in goodness.silences {
            let name = "p\(Figure.ungrouped(silence.share * 100, 0))"
            table.append([name, span(silence.observed), span(silence.fitted)])
        }
        return lines + [""] + table.lines(width: .max).map { "  " + $0 }
    }

    static func span(_ seconds: Double) -> String { Figure.span(seconds) }

    /// `12.7 ±1.70 h`, both in the unit that suits the value.
    private static func known(_ estimate: Estimated, _ isTime: Bool) -> String {
        guard isTime else {
            return Figure.fixed(estimate.value, 3) + (estimate.error.map { " ±" + Figure.fixed($0, 3) } ?? "")
        }
        guard let error = estimate.error else { return span(estimate.value) }
        let value = span(estimate.value)
        guard let blank = value.firstIndex(of: " ") else { return value }
        let unit = value[value.index(after: blank)...]
        let lengths: [String: Double] = ["d": 86_400, "h": 3600, "min": 60]
        let inUnit = error / (lengths[String(unit)] ?? 1)
        return "\(value[..<blank]) ±\(Figure.fixed(inUnit, Figure.decimals(for: inUnit))) \(unit)"
    }
}

/// What was read: for the report and for the profile's first comment.
package struct CalibrationSource: Sendable {
    package let lines: [String]

    package init(_ log: CheckInLog, polling: Polling) {
        var lines = [
            "\(SafeText.line(log.file)): \(Figure.count(log.rows, "check-in", "check-ins")), a poll every "
                + Figure.span(polling.every),
            "from \(TableScenario.dateAndTime(log.start)) to \(TableScenario.dateAndTime(log.end)) UTC",
        ]
        if log.strays > 0 {
            lines.append(
                "\(Figure.count(log.strays, "device", "devices")) of the log are not in the list, and left out"
            )
        }
        if !log.isListed {
            lines.append("Devices that never checked in are not in a log; --by says which there are.")
        }
        self.lines = lines
    }

    package init(_ export: LastSeen, polling: Polling) {
        lines = [
            "\(SafeText.line(export.file)): last seen as of \(TableScenario.dateAndTime(export.moment)) UTC, a poll every "
                + Figure.span(polling.every),
            "devices not seen for \(Figure.span(export.limit)) do not count",
            "\(Figure.count(export.leftOut, "row is", "rows are")) no device with a class and a time",
        ]
    }
}
