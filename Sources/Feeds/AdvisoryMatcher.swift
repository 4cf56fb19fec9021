import PatchModel

/// Tells which advisories a pending update answers.
///
/// An advisory about the same source package is answered
///
/// * *by version*, if its fixed version for the machines' release is newer than the installed and not newer than the
///   pending version. The fixed version of another release says the same when it is a new upstream release that Debian
///   ships to all its releases (`140.13.0esr-1~deb13u1`): then the upstream versions are compared;
/// * *by date*, if the list gives only the version of another release, which cannot be compared, and the advisory is
///   newer than the package. Lists that record one release per advisory leave no better evidence. It is likely, not
///   certain: part of the CVEs may not concern the older release.
///
/// Which release a fixed version belongs to is told by its suffix (`deb13`), failing that by the list's tag.
///
/// How new a package is, is told package by package and machine by machine (``InventoryDate``): a browser of yesterday
/// says nothing of a kernel of last year. The day is that of the newest advisory about the package whose fix the machine
/// has. Besides, the counters in the versions bound how many advisories there can be: between `+deb12u3` and `+deb12u5`
/// lie two uploads, so at most the newest two, less those that are answered by version. Where neither an advisory nor the
/// counters tell anything, the newest fix of any package on the machine has to do.
struct AdvisoryMatcher {
    /// How an advisory was matched.
    enum Evidence: String, Sendable, Hashable {
        case version
        case date
    }

    /// An advisory that an update answers, on the machines named.
    struct Match {
        let advisory: Advisory
        let evidence: Evidence
        let machines: [String]
    }

    let release: String
    /// By machine, the newest fix it has.
    let newestFixes: [String: NewestFix]
    private let given: CalendarDate?
    private let bySource: [String: [Advisory]]
    private let matchesByDate: Bool

    init(
        advisories: [AdvisoryList],
        release: String,
        machines: [DebianImport.Machine],
        inventoryDate: CalendarDate?,
        matchesByDate: Bool
    ) {
        self.release = release
        self.matchesByDate = matchesByDate
        given = inventoryDate
        var bySource: [String: [Advisory]] = [:]
        var seen: Set<String> = []
        for advisory in advisories.flatMap(\.advisories) where seen.insert(advisory.name).inserted {
            for source in Set(advisory.fixes.map(\.package)) { bySource[source, default: []].append(advisory) }
        }
        self.bySource = bySource
        var newestFixes: [String: NewestFix] = [:]
        for machine in machines {
            var newest: NewestFix?
            for package in machine.status.installed {
                let source = package.advisorySource
                let fix = Self.newestFix(bySource[source] ?? [], of: source, in: package.advisoryVersion, release)
                if let fix, newest.map({ fix.date > $0.date }) ?? true { newest = fix }
            }
            newestFixes[machine.name] = newest
        }
        self.newestFixes = newestFixes
    }

    /// The advisories that an update answers, oldest first.
    func matches(for update: PendingUpdate) -> [Match] {
        let source = update.advisorySource
        let advisories = bySource[source] ?? []
        var found: [(advisory: Advisory, machine: String, evidence: Evidence)] = []
        for (machine, installed) in update.installed {
            let compared = advisories.map { comparison($0, of: source, installed: installed, pending: update.version) }
            var guesses: [Advisory] = []
            for (advisory, comparison) in zip(advisories, compared) {
                switch comparison {
                case .answered: found.append((advisory, machine, .version))
                case .incomparable: guesses.append(advisory)
                case .notAnswered: break
                }
            }
            guard matchesByDate else { continue }
            let date = inventoryDate(of: update, on: machine)
            if let day = date.date { guesses = guesses.filter { $0.date > day } }
            if date.evidence == .unknown { guesses = [] }
            if given == nil, let count = DebianRelease.uploads(from: installed, to: update.version) {
                let known = compared.filter { $0 == .answered }.count
                guesses = Array(guesses.sorted(by: Self.isOlder).suffix(max(0, count - known)))
            }
            found += guesses.map { ($0, machine, .date) }
        }
        let byAdvisory = Dictionary(grouping: found, by: \.advisory.name)
        return byAdvisory.values.map { matches in
            let isProven = matches.contains { $0.evidence == .version }
            return Match(
                advisory: matches[0].advisory,
                evidence: isProven ? .version : .date,
                machines: matches.map(\.machine).sorted()
            )
        }.sorted { Self.isOlder($0.advisory, $1.advisory) }
    }

    /// Up to which day the package of an update is updated on a machine that has it.
    func inventoryDate(of update: PendingUpdate, on machine: String) -> InventoryDate {
        let source = update.advisorySource
        func told(_ date: CalendarDate?, _ evidence: InventoryDate.Evidence) -> InventoryDate {
            InventoryDate(machine: machine, source: source, date: date, evidence: evidence)
        }
        if let given { return told(given, .given) }
        if let installed = update.installed[machine] {
            if let own = Self.newestFix(bySource[source] ?? [], of: source, in: installed, release) {
                return told(own.date, .advisory(own.advisory))
            }
            if let count = DebianRelease.uploads(from: installed, to: update.version) {
                return told(nil, .uploads(count))
            }
        }
        guard let newest = newestFixes[machine] else { return told(nil, .unknown) }
        return told(newest.date, .machine(package: newest.package, advisory: newest.advisory))
    }

    private enum Comparison {
        case answered
        case notAnswered
        case incomparable
    }

    private func comparison(
        _ advisory: Advisory,
        of source: String,
        installed: DebianVersion,
        pending: DebianVersion
    ) -> Comparison {
        var isComparable = false
        for fix in advisory.fixes where fix.package == source {
            if Self.release(of: fix) == release {
                if fix.version > installed && fix.version <= pending { return .answered }
                isComparable = true
            } else if DebianRelease.isRebuild(fix.version) {
                let upstream = Self.upstream(fix.version)
                if Self.upstream(installed) >= upstream {
                    isComparable = true
                } else if Self.upstream(pending) >= upstream {
                    return .answered
                }
            }
        }
        return isComparable ? .notAnswered : .incomparable
    }

    private static func release(of fix: Advisory.Fix) -> String {
        DebianRelease.codeName(in: fix.version) ?? fix.release
    }

    private static func isOlder(_ left: Advisory, _ right: Advisory) -> Bool {
        (left.date, left.series.rawValue, left.number, left.revision)
            < (right.date, right.series.rawValue, right.number, right.revision)
    }

    /// The version without its revision.
    private static func upstream(_ version: DebianVersion) -> DebianVersion {
        let text = version.epoch == 0 ? version.upstream : "\(version.epoch):\(version.upstream)"
        return (try? DebianVersion(text)) ?? version
    }

    /// The newest of the advisories whose fix for the source package is in the version that is installed.
    private static func newestFix(
        _ advisories: [Advisory],
        of source: String,
        in installed: DebianVersion,
        _ release: String
    ) -> NewestFix? {
        var newest: Advisory?
        for advisory in advisories where newest.map({ advisory.date > $0.date }) ?? true {
            let isInstalled = advisory.fixes.contains { fix in
                guard fix.package == source else { return false }
                if Self.release(of: fix) == release { return installed >= fix.version }
                // What was rebuilt for an older release, all machines of a later one have from the beginning: it dates nothing.
                return DebianRelease.isRebuild(fix.version)
                    && !DebianRelease.isOlder(Self.release(of: fix), than: release)
                    && upstream(installed) >= upstream(fix.version)
            }
            if isInstalled { newest = advisory }
        }
        return newest.map { NewestFix(date: $0.date, package: source, advisory: $0.name) }
    }
}
