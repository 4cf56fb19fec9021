import EventEngine
import PatchModel

/// What others find out about patches, and tell the vendor: fleets that are not simulated. Also what follows from it and from
/// our own reports: patches that are pulled, and devices that have been spared.
struct OutsideReports: ActiveSubject {
    /// Entity: patch.
    enum Event: UInt8, CaseIterable {
        /// The vendor pulls the patch.
        case withdrawal
        /// Others have told the vendor of a defect.
        case report
    }

    static let firstKind = Run.FirstKind.outsideReports

    /// Events that are planned.
    private var pending = 0
    /// By patch, since when others have known of a defect, if they find one before the end.
    private var found: [Tick?]
    /// By patch, when the vendor pulled it.
    private var withdrawals: [Tick?]
    /// By group and patch: installations of the first revision that ended after it was pulled, and devices that a defect of it
    /// would have settled on, had they not got the fixed one first.
    private var lateInstallations: [Int]
    private var sparedPairs: [Int]

    init(_ world: World) {
        found = world.patches.map { _ in nil }
        withdrawals = world.patches.map { _ in nil }
        lateInstallations = Array(repeating: 0, count: world.cellCount)
        sparedPairs = Array(repeating: 0, count: world.cellCount)
    }

    static func serve(_ event: Event, _ patch: Int, in run: inout Run) {
        run.outsideReports.pending -= 1
        switch event {
        case .withdrawal:
            run.outsideReports.withdrawals[patch] = run.agenda.now
            ConsoleServer.hear(.withdrawn, about: patch, in: &run)
        case .report:
            Vendor.lookInto(patch, since: run.outsideReports.found[patch] ?? run.agenda.now, in: &run)
        }
    }

    /// When others find defects, none of which is there in every replication.
    static func plan(in run: inout Run) {
        for patch in run.world.patches.indices where run.defects.isPresent(in: patch) {
            guard let law = run.world.patches[patch].vendor.elsewhere else { continue }
            // A patch that was out before the start was with others before the start.
            let released = run.world.scenario.patches[patch].released
            let time = released + run.random.span(law, .foundElsewhere, patch)
            guard time <= run.world.scenario.horizon else { continue }
            run.outsideReports.found[patch] = time
            run.outsideReports.pending += 1
            schedule(.report, patch, at: time, in: &run)
        }
    }

    /// The vendor has known since `time` that something is wrong with the patch. If there is, it may pull it, unless the fixed
    /// revision is there at `answer`, before that.
    static func planWithdrawal(of patch: Int, knownSince time: Tick, answer: Tick, in run: inout Run) {
        guard let law = run.world.patches[patch].vendor.withdrawal, run.defects.isPresent(in: patch) else { return }
        let withdrawal = time + run.random.span(law, .withdrawal, patch)
        guard withdrawal < answer, withdrawal <= run.world.scenario.horizon else { return }
        run.outsideReports.pending += 1
        schedule(.withdrawal, patch, at: withdrawal, in: &run)
    }

    /// When the vendor pulled the patch; nil: it has not.
    func withdrawn(_ patch: Int) -> Tick? { withdrawals[patch] }

    // MARK: What is counted

    /// The first revision was installed after it had been pulled.
    mutating func noteInstallation(_ cell: Int) { lateInstallations[cell] += 1 }

    /// The fixed revision runs on a device where no revision of the patch ran before: that may have spared it.
    static func noteFixed(_ device: Int, _ group: Reference<GroupPlan>, _ local: Int, in run: inout Run) {
        guard run.defects.isPresent(in: group.patches[local]) else { return }
        for incident in run.defects.incidents(of: device) where run.defects.patch(of: incident) == local {
            if case .defect = run.defects[incident].cause { return }
        }
        for defect in run.world.patches[group.patches[local]].defects
        where run.defects.hasDefect(defect) && group.defects[defect] {
            let regression = run.world.defects[defect]
            guard run.pairs.runsAll(regression.components, device, group),
                run.random.chance(regression.share, .defectShare, device, UInt64(defect))
            else { continue }
            run.outsideReports.sparedPairs[group.firstCell + local] += 1
            return
        }
    }

    // MARK: What the manifest asks

    /// A patch that is pulled is offered to nobody.
    static var reach: Reach { .fleet }

    /// What the vendor learns, and does about it, comes between two decisions.
    static func coupling(in run: inout Run) -> Coupling { run.outsideReports.pending > 0 ? .atDecisions : .none }

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        for cell in run.world.cells(in: part) {
            ledger.vendor.lateInstallations += lateInstallations[cell]
            ledger.vendor.sparedPairs += sparedPairs[cell]
        }
    }

    func violations(in run: Run) -> [String] {
        pending < 0 ? ["more was heard of outside than was planned"] : []
    }
}
