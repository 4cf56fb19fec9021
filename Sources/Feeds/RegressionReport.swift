import Text

/// What `patchlab import advisories` prints: how often security updates broke something, and how fast that was repaired.
package struct RegressionReport: Sendable, Codable, Hashable {
    /// A rate with its 95 % interval (Wilson).
    package struct Rate: Sendable, Codable, Hashable {
        package var regressions: Int
        package var advisories: Int
        package var rate: Double
        package var low: Double
        package var high: Double

        init(_ share: EstimatedShare) {
            regressions = share.count
            advisories = share.total
            rate = share.share
            low = share.interval.lowerBound
            high = share.interval.upperBound
        }
    }

    /// One source package.
    package struct Package: Sendable, Codable, Hashable {
        package var name: String
        package var observed: Rate
        /// The rate a scenario would use: drawn towards the overall one.
        package var expected: Double
        /// Days to each repair.
        package var delays: [Double]
    }

    /// The delay to the regression update, in days.
    package struct Delay: Sendable, Codable, Hashable {
        package var median: Double
        package var mean: Double
        /// A log-normal law with 95 % intervals; absent if there are too few delays.
        package var mu: Double?
        package var muLow: Double?
        package var muHigh: Double?
        package var sigma: Double?
        package var sigmaLow: Double?
        package var sigmaHigh: Double?
    }

    package var files: [String]
    package var since: String?
    package var until: String?
    package var overall: Rate
    package var delay: Delay?
    /// How many advisories the overall rate counts for in a package's expected rate.
    package var priorStrength: Double
    /// How many advisories count overall and for no package, since they are about none or about several.
    package var advisoriesWithoutPackage: Int
    /// Package lines of the lists that are not of the form `[release] - package version`, and so are not read.
    package var unreadLines: Int
    /// All source packages, those with regressions first, then by number of advisories.
    package var packages: [Package]

    /// The report on a record; `files` are the lists it was counted from, and `unreadLines` their lines that are not read.
    package init(_ record: RegressionRecord, files: [String], unreadLines: Int = 0) {
        self.files = files
        self.unreadLines = unreadLines
        advisoriesWithoutPackage = record.withoutPackage.total
        since = record.since?.description
        until = record.until?.description
        overall = Rate(record.overall)
        priorStrength = record.prior.strength
        packages = record.packages.sorted { left, right in
            if left.regressions.count != right.regressions.count {
                return left.regressions.count > right.regressions.count
            }
            if left.regressions.total != right.regressions.total {
                return left.regressions.total > right.regressions.total
            }
            return left.name < right.name
        }.map { package in
            Package(
                name: package.name,
                observed: Rate(package.regressions),
                expected: record.chance(ofSource: package.name).rate,
                delays: package.delays
            )
        }
        delay = record.delayMedianAndMean.map { known in
            Delay(
                median: known.median,
                mean: known.mean,
                mu: record.delay?.mu,
                muLow: record.delay?.muInterval.lowerBound,
                muHigh: record.delay?.muInterval.upperBound,
                sigma: record.delay?.sigma,
                sigmaLow: record.delay?.sigmaInterval.lowerBound,
                sigmaHigh: record.delay?.sigmaInterval.upperBound
            )
        }
    }

    /// The report as JSON with sorted keys, ending in a newline.
    package var json: String { encodedJSON(self) }

    /// The report for a terminal: the overall figures and the packages that had a regression.
    package var text: String {
        let period = [since.map { "since \($0)" }, until.map { "until \($0)" }].compactMap { $0 }.joined(separator: " ")
        var lines = "Security advisories\(period.isEmpty ? "" : " " + period): \(overall.advisories)\n"
        lines += "with a regression update: \(overall.regressions), "
        lines += "\(Figure.percentage(overall.rate, 2)) (95 % interval \(interval(overall)))\n"
        if let delay {
            lines += "days until the regression update: median \(Figure.ungrouped(delay.median, 1))"
            lines += ", mean \(Figure.ungrouped(delay.mean, 1))\n"
            if let mu = delay.mu, let sigma = delay.sigma, let muLow = delay.muLow, let muHigh = delay.muHigh,
                let sigmaLow = delay.sigmaLow, let sigmaHigh = delay.sigmaHigh
            {
                lines += "log-normal: mu \(Figure.ungrouped(mu, 2)) "
                lines += "(\(Figure.ungrouped(muLow, 2)) to \(Figure.ungrouped(muHigh, 2))), "
                lines += "sigma \(Figure.ungrouped(sigma, 2)) "
                lines += "(\(Figure.ungrouped(sigmaLow, 2)) to \(Figure.ungrouped(sigmaHigh, 2)))\n"
            }
        }
        var table = TextTable(
            headings: [
                "source package", "advisories", "regressions", "rate", "95 % interval", "expected", "median days",
            ].map { [$0] },
            hasRule: false
        )
        let shown = packages.filter { $0.observed.regressions > 0 }
        for package in shown {
            let sorted = package.delays.sorted()
            let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
            table.append([
                package.name, "\(package.observed.advisories)", "\(package.observed.regressions)",
                Figure.percentage(package.observed.rate, 1), interval(package.observed),
                Figure.percentage(package.expected, 1), Figure.ungrouped(median, 1),
            ])
        }
        if !shown.isEmpty { lines += "\n" + table.lines(width: .max).joined(separator: "\n") + "\n" }
        lines += "\n\(packages.count - shown.count) more source packages without a regression.\n"
        if advisoriesWithoutPackage > 0 {
            lines += "about no single package, and counted in the overall rate only: "
            lines += "\(advisoriesWithoutPackage) \(advisoriesWithoutPackage == 1 ? "advisory" : "advisories").\n"
        }
        if unreadLines > 0 {
            lines += "not read, as not of the form '[release] - package version': \(counted(unreadLines, "line")).\n"
        }
        lines += "expected: what a scenario uses, the record drawn towards the overall rate, "
        lines += "which weighs as \(Figure.ungrouped(priorStrength, 0)) advisories.\n"
        return lines
    }

    private func interval(_ rate: Rate) -> String {
        "\(Figure.percentage(rate.low, 1)) to \(Figure.percentage(rate.high, 1))"
    }
}
