import PatchModel
import Text

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
/// How new a package is, is told source package by source package and version by version (``InventoryDate``): a browser
/// of yesterday says nothing of a kernel of last year. The day is that of the newest advisory about the package whose fix
/// the version has. Besides, the counters in the versions bound how many advisories there can be: between `+deb12u3` and
/// `+deb12u5` lie two uploads, so at most the newest two, less those that are answered by version. Where neither an
/// advisory nor the counters tell anything, the newest fix of any package on the machine has to do; of several machines
/// with that version the one with the earliest, so that exposure is not understated.
///
/// A vulnerability is a matter of the version, not of the machine: what is open in a version on one machine is open on all
/// machines with that version or an older one, whether they take the update or keep it back.
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
    /// By source package, the versions that are pending or kept back on some machine, newest first, with these machines.
    private let versions: [String: [(version: DebianVersion, machines: [String])]]

    init(
        advisories: [AdvisoryList],
        release: String,
        machines: [DebianImport.Machine],
        updates: PendingUpdate.Found,
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
        let all = Dictionary(grouping: updates.pending + updates.keptBack, by: \.advisorySource)
        versions = all.mapValues { updates in
            let pairs = updates.flatMap(\.installed)
            return Set(pairs.map(\.value)).sorted(by: >).map { version in
                (version, Set(pairs.filter { $0.value == version }.map(\.key)).sorted())
            }
        }
    }

    /// The advisories that an update answers, oldest first, with all machines of its own on which they are open.
    func matches(for update: PendingUpdate) -> [Match] {
        var open: [String: Answer] = [:]
        var machines: [String: [String]] = [:]
        // From the newest version to the oldest: what is open in one is open in those before it.
        for (version, _) in versions[update.advisorySource] ?? [] where version < update.version {
            for answer in answers(of: update, to: version) where open[answer.advisory.name]?.evidence != .version {
                open[answer.advisory.name] = answer
            }
            let own = update.installed.filter { $0.value == version }.map(\.key)
            guard !own.isEmpty else { continue }
            for name in open.keys { machines[name, default: []] += own }
        }
        return open.values.compactMap { answer in
            guard let own = machines[answer.advisory.name] else { return nil }
            return Match(advisory: answer.advisory, evidence: answer.evidence, machines: own.sorted())
        }.sorted { Self.isOlder($0.advisory, $1.advisory) }
    }

    private typealias Answer = (advisory: Advisory, evidence: Evidence)

    /// The advisories that an update answers for an installed version.
    private func answers(of update: PendingUpdate, to installed: DebianVersion) -> [Answer] {
        let source = update.advisorySource
        var answers: [Answer] = []
        var guesses: [Advisory] = []
        for advisory in bySource[source] ?? [] {
            switch comparison(advisory, of: source, installed: installed, pending: update.version) {
            case .answered: answers.append((advisory, .version))
            case .incomparable: guesses.append(advisory)
            case .notAnswered: break
            }
        }
        guard matchesByDate else { return answers }
        let (date, evidence) = told(source, installed: installed, pending: update.version)
        if let date { guesses = guesses.filter { $0.date > date } }
        if evidence == .unknown { guesses = [] }
        if given == nil, let count = DebianRelease.uploads(from: installed, to: update.version) {
            guesses = Array(guesses.sorted(by: Self.isOlder).suffix(max(0, count - answers.count)))
        }
        return answers + guesses.map { ($0, .date) }
    }

    /// Up to which day the package of an update is updated on a machine that has it.
    func inventoryDate(of update: PendingUpdate, on machine: String) -> InventoryDate {
        let source = update.advisorySource
        let (date, evidence) =
            update.installed[machine].map { told(source, installed: $0, pending: update.version) } ?? (nil, .unknown)
        return InventoryDate(machine: machine, source: source, date: date, evidence: evidence)
    }

    /// Up to which day a version of a source package is updated, wherever it is installed.
    private func told(
        _ source: String,
        installed: DebianVersion,
        pending: DebianVersion
    ) -> (date: CalendarDate?, evidence: InventoryDate.Evidence) {
        if let given { return (given, .given) }
        if let own = Self.newestFix(bySource[source] ?? [], of: source, in: installed, release) {
            return (own.date, .advisory(own.advisory))
        }
        if let count = DebianRelease.uploads(from: installed, to: pending) { return (nil, .uploads(count)) }
        let machines = versions[source]?.first { $0.version == installed }?.machines ?? []
        var earliest: (machine: String, fix: NewestFix)?
        for machine in machines {
            guard let fix = newestFixes[machine], earliest.map({ fix.date < $0.fix.date }) ?? true else { continue }
            earliest = (machine, fix)
        }
        guard let (machine, fix) = earliest else { return (nil, .unknown) }
        return (fix.date, .machine(package: fix.package, advisory: fix.advisory, image: machine))
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
