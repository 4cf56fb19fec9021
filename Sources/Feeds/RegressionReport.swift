/// What `patchlab import advisories` prints: how often security updates broke something, and how fast that was repaired.
public struct RegressionReport: Sendable, Codable, Hashable {
    /// A rate with its 95 % interval (Wilson).
    public struct Rate: Sendable, Codable, Hashable {
        public var regressions: Int
        public var advisories: Int
        public var rate: Double
        public var low: Double
        public var high: Double

        init(_ share: EstimatedShare) {
            regressions = share.count
            advisories = share.total
            rate = share.share
            low = share.interval.lowerBound
            high = share.interval.upperBound
        }
    }

    /// One source package.
    public struct Package: Sendable, Codable, Hashable {
        public var name: String
        public var observed: Rate
        /// The rate a scenario would use: drawn towards the overall one.
        public var expected: Double
        /// Days to each repair.
        public var delays: [Double]
    }

    /// The delay to the regression update, in days.
    public struct Delay: Sendable, Codable, Hashable {
        public var median: Double
        public var mean: Double
        /// A log-normal law with 95 % intervals; absent if there are too few delays.
        public var mu: Double?
        public var muLow: Double?
        public var muHigh: Double?
        public var sigma: Double?
        public var sigmaLow: Double?
        public var sigmaHigh: Double?
    }

    public var files: [String]
    public var since: String?
    public var until: String?
    public var overall: Rate
    public var delay: Delay?
    /// How many advisories the overall rate counts for in a package's expected rate.
    public var priorStrength: Double
    /// How many advisories count overall and for no package, since they are about none or about several.
    public var advisoriesWithoutPackage: Int
    /// Package lines of the lists that are not of the form `[release] - package version`, and so are not read.
    public var unreadLines: Int
    /// All source packages, those with regressions first, then by number of advisories.
    public var packages: [Package]

    /// The report on a record; `files` are the lists it was counted from, and `unreadLines` their lines that are not read.
    public init(_ record: RegressionRecord, files: [String], unreadLines: Int = 0) {
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
    public var json: String { encodedJSON(self) }

    /// The report for a terminal: the overall figures and the packages that had a regression.
    public var text: String {
        let period = [since.map { "since \($0)" }, until.map { "until \($0)" }].compactMap { $0 }.joined(separator: " ")
        var lines = "Security advisories\(period.isEmpty ? "" : " " + period): \(overall.advisories)\n"
        lines += "with a regression update: \(overall.regressions), "
        lines += "\(percentage(overall.rate, digits: 2)) (95 % interval \(interval(overall)))\n"
        if let delay {
            lines += "days until the regression update: median \(fixedPoint(delay.median, digits: 1))"
            lines += ", mean \(fixedPoint(delay.mean, digits: 1))\n"
            if let mu = delay.mu, let sigma = delay.sigma, let muLow = delay.muLow, let muHigh = delay.muHigh,
                let sigmaLow = delay.sigmaLow, let sigmaHigh = delay.sigmaHigh
            {
                lines += "log-normal: mu \(fixedPoint(mu, digits: 2)) "
                lines += "(\(fixedPoint(muLow, digits: 2)) to \(fixedPoint(muHigh, digits: 2))), "
                lines += "sigma \(fixedPoint(sigma, digits: 2)) "
                lines += "(\(fixedPoint(sigmaLow, digits: 2)) to \(fixedPoint(sigmaHigh, digits: 2)))\n"
            }
        }
        var table = TextTable(header: [
            "source package", "advisories", "regressions", "rate", "95 % interval", "expected", "median days",
        ])
        let shown = packages.filter { $0.observed.regressions > 0 }
        for package in shown {
            let sorted = package.delays.sorted()
            let median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
            table.append([
                package.name, "\(package.observed.advisories)", "\(package.observed.regressions)",
                percentage(package.observed.rate, digits: 1), interval(package.observed),
                percentage(package.expected, digits: 1), fixedPoint(median, digits: 1),
            ])
        }
        if !shown.isEmpty { lines += "\n" + table.text }
        lines += "\n\(packages.count - shown.count) more source packages without a regression.\n"
        if advisoriesWithoutPackage > 0 {
            lines += "about no single package, and counted in the overall rate only: "
            lines += "\(advisoriesWithoutPackage) \(advisoriesWithoutPackage == 1 ? "advisory" : "advisories").\n"
        }
        if unreadLines > 0 {
            lines += "not read, as not of the form '[release] - package version': \(counted(unreadLines, "line")).\n"
        }
        lines += "expected: what a scenario uses, the record drawn towards the overall rate, "
        lines += "which weighs as \(fixedPoint(priorStrength, digits: 0)) advisories.\n"
        return lines
    }

    private func interval(_ rate: Rate) -> String {
        "\(percentage(rate.low, digits: 1)) to \(percentage(rate.high, digits: 1))"
    }
}
