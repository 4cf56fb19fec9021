import PatchModel

/// Tells which advisories a pending update answers.
///
/// An advisory about the same source package is answered
///
/// * *by version*, if its fixed version for the machines' release is newer than the installed and not newer than the
///   pending version. The fixed version of another release says the same when it is a new upstream release that Debian
///   ships to all its releases (`140.13.0esr-1~deb13u1`): then the upstream versions are compared;
/// * *by date*, if the list gives only the version of another release, which cannot be compared, and the advisory is
///   newer than the machines. Lists that record one release per advisory leave no better evidence. It is likely, not
///   certain: part of the CVEs may not concern the older release.
///
/// Which release a fixed version belongs to is told by its suffix (`deb13`), failing that by the list's tag.
///
/// How new the machines are, the inventory date, is that of the newest advisory whose fix one of them has. All machines
/// are taken to be of about the same day.
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
    let inventoryDate: CalendarDate?
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
        var bySource: [String: [Advisory]] = [:]
        var seen: Set<String> = []
        for advisory in advisories.flatMap(\.advisories) where seen.insert(advisory.name).inserted {
            for source in Set(advisory.fixes.map(\.package)) { bySource[source, default: []].append(advisory) }
        }
        self.bySource = bySource
        self.inventoryDate =
            inventoryDate
            ?? Self.newestFix(installedOn: machines, release: release, bySource: bySource)
    }

    /// The advisories that an update answers, oldest first.
    func matches(for update: PendingUpdate) -> [Match] {
        let advisories = bySource[update.advisorySource] ?? []
        let found = advisories.compactMap { advisory -> Match? in
            var best: [String: Evidence] = [:]
            for fix in advisory.fixes where fix.package == update.advisorySource {
                for (machine, installed) in update.installed {
                    guard let evidence = evidence(advisory, fix, installed: installed, pending: update.version) else {
                        continue
                    }
                    if best[machine] != .version { best[machine] = evidence }
                }
            }
            guard !best.isEmpty else { return nil }
            let evidence: Evidence = best.values.contains(.version) ? .version : .date
            return Match(advisory: advisory, evidence: evidence, machines: best.keys.sorted())
        }
        return found.sorted {
            ($0.advisory.date, $0.advisory.number, $0.advisory.revision)
                < ($1.advisory.date, $1.advisory.number, $1.advisory.revision)
        }
    }

    private func evidence(
        _ advisory: Advisory,
        _ fix: Advisory.Fix,
        installed: DebianVersion,
        pending: DebianVersion
    ) -> Evidence? {
        let fixRelease = DebianRelease.codeName(in: fix.version) ?? fix.release
        if fixRelease == release {
            return fix.version > installed && fix.version <= pending ? .version : nil
        }
        if DebianRelease.isRebuild(fix.version) {
            let upstream = Self.upstream(fix.version)
            if Self.upstream(installed) >= upstream { return nil }
            if Self.upstream(pending) >= upstream { return .version }
        }
        guard matchesByDate, let inventoryDate else { return nil }
        return advisory.date > inventoryDate ? .date : nil
    }

    /// The version without its revision.
    private static func upstream(_ version: DebianVersion) -> DebianVersion {
        let text = version.epoch == 0 ? version.upstream : "\(version.epoch):\(version.upstream)"
        return (try? DebianVersion(text)) ?? version
    }

    private static func newestFix(
        installedOn machines: [DebianImport.Machine],
        release: String,
        bySource: [String: [Advisory]]
    ) -> CalendarDate? {
        var newest: CalendarDate?
        for package in machines.flatMap(\.status.installed) {
            for advisory in bySource[package.advisorySource] ?? [] where newest.map({ advisory.date > $0 }) ?? true {
                let isInstalled = advisory.fixes.contains { fix in
                    guard fix.package == package.advisorySource else { return false }
                    let fixRelease = DebianRelease.codeName(in: fix.version) ?? fix.release
                    if fixRelease == release { return package.advisoryVersion >= fix.version }
                    return DebianRelease.isRebuild(fix.version)
                        && upstream(package.advisoryVersion) >= upstream(fix.version)
                }
                if isInstalled { newest = advisory.date }
            }
        }
        return newest
    }
}
