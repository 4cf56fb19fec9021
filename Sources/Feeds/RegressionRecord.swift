package import Text

/// What advisory lists say about regressions: how many security updates broke something, and how fast that was repaired.
///
/// The counting rule: every advisory (`DSA-nnnn-1`, `DLA-nnnn-1`) published within the period counts once. It had a regression if a
/// follow-up of the same number (`-2` or later, whenever published) calls itself a regression update. Several such
/// follow-ups count once; follow-ups that complete a fix or add a release do not count, nor do follow-ups to advisories
/// from before the period. The delay is that from the entry before (`-1`, or the previous follow-up) to the first
/// regression update.
package struct RegressionRecord: Sendable {
    /// One source package's record.
    package struct Package: Sendable, Hashable {
        /// The source package.
        package let name: String
        /// Advisories with a regression, of all its advisories.
        package let regressions: EstimatedShare
        /// The delay of each repair, in days.
        package let delays: [Double]
    }

    /// One advisory that had a regression.
    package struct Repair: Sendable, Hashable {
        /// The entry that repaired it.
        package let update: Advisory
        /// Days since the entry before.
        package let days: Double
    }

    /// The period, both days included; nil where it is open.
    package let since: CalendarDate?
    package let until: CalendarDate?
    /// All advisories together.
    package let overall: EstimatedShare
    /// The advisories among them that are about no single package (``Advisory/package``), and so in no package's record.
    package let withoutPackage: EstimatedShare
    /// By source package, in alphabetical order.
    package let packages: [Package]
    /// The repairs, oldest first.
    package let repairs: [Repair]
    /// The law of the delay in days; nil if there are fewer than three.
    package let delay: LogNormalFit?
    /// What all packages together say of one that has no record of its own.
    package let prior: RegressionPrior
    private let families: [String: EstimatedShare]

    /// What a delay of less than a day counts as. The lists give whole days, so "the same day" is on average half a day.
    package static let sameDay = 0.5

    /// Counts the lists together.
    package init(_ lists: [AdvisoryList], since: CalendarDate? = nil, until: CalendarDate? = nil) {
        // Each series counts from one.
        let entries = Dictionary(grouping: lists.flatMap(\.advisories)) { "\($0.series.rawValue)-\($0.number)" }
        var totals: [String: Int] = [:]
        var repaired: [String: [Repair]] = [:]
        for number in entries.keys.sorted() {
            // Lists may overlap; the same entry counts once.
            var byRevision: [Int: Advisory] = [:]
            for entry in entries[number] ?? [] where byRevision[entry.revision] == nil {
                byRevision[entry.revision] = entry
            }
            guard let first = byRevision[1], since.map({ first.date >= $0 }) ?? true,
                until.map({ first.date <= $0 }) ?? true
            else { continue }
            totals[first.package, default: 0] += 1
            let revisions = byRevision.keys.sorted()
            if let index = revisions.firstIndex(where: { byRevision[$0]?.isRegressionUpdate ?? false }), index > 0,
                let update = byRevision[revisions[index]], let before = byRevision[revisions[index - 1]]
            {
                let days = Double(max(0, update.date.dayNumber - before.date.dayNumber))
                repaired[first.package, default: []].append(Repair(update: update, days: max(days, Self.sameDay)))
            }
        }
        self.since = since
        self.until = until
        withoutPackage = EstimatedShare(count: repaired[""]?.count ?? 0, total: totals[""] ?? 0)
        packages = totals.keys.sorted().filter { !$0.isEmpty }.map { name in
            let repairs = repaired[name] ?? []
            let share = EstimatedShare(count: repairs.count, total: totals[name] ?? 0)
            return Package(name: name, regressions: share, delays: repairs.map(\.days))
        }
        repairs = repaired.values.flatMap { $0 }
            .sorted { ($0.update.date, $0.update.number) < ($1.update.date, $1.update.number) }
        overall = EstimatedShare(
            count: packages.reduce(withoutPackage.count) { $0 + $1.regressions.count },
            total: packages.reduce(withoutPackage.total) { $0 + $1.regressions.total }
        )
        delay = LogNormalFit(days: repairs.map(\.days))
        let families = Dictionary(grouping: packages, by: { Self.family(of: $0.name) }).mapValues { members in
            EstimatedShare(
                count: members.reduce(0) { $0 + $1.regressions.count },
                total: members.reduce(0) { $0 + $1.regressions.total }
            )
        }
        self.families = families
        // With those that have no row, so that a package without a record has the overall rate.
        let others = withoutPackage.total > 0 ? [withoutPackage] : []
        prior = RegressionPrior(others + families.keys.sorted().compactMap { families[$0] })
    }

    /// The chance that an update of this source package carries a regression, with the record it rests on.
    ///
    /// Releases of one project that are packaged under names of their own (`postgresql-13`, `postgresql-15`) share a
    /// record, which is then drawn towards the overall rate (``RegressionPrior``).
    package func chance(ofSource source: String) -> (rate: Double, record: EstimatedShare) {
        let record = families[Self.family(of: source)] ?? EstimatedShare(count: 0, total: 0)
        return (prior.rate(of: record), record)
    }

    /// The median and the mean of the delays in days; nil if there are none.
    package var delayMedianAndMean: (median: Double, mean: Double)? {
        let sorted = repairs.map(\.days).sorted()
        guard !sorted.isEmpty else { return nil }
        let half = sorted.count / 2
        let median = sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
        return (median, sorted.reduce(0, +) / Double(sorted.count))
    }

    /// The name without the version of the project's release: `postgresql` for `postgresql-15`, `python` for
    /// `python3.11`. A bare number that belongs to the name stays: `libssh2`, `pcre2`.
    static func family(of source: String) -> String {
        let suffix = source.reversed().prefix { $0.isNumber || $0 == "." }
        let stem = source.dropLast(suffix.count)
        if stem.hasSuffix("-"), !suffix.isEmpty, stem.count > 1 { return String(stem.dropLast()) }
        return suffix.contains(".") && !stem.isEmpty ? String(stem) : source
    }
}
