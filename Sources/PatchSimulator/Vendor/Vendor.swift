import EventEngine
import PatchModel

/// How the vendor of a patch reacts; free to copy.
struct VendorPlan: Sendable {
    /// How long an answer takes; nil: the vendor never reacts.
    let answers: Law?
    /// Reported devices after which the vendor looks into the patch without being asked.
    let reports: Int
    /// How long after the release others have told the vendor of a regression; nil: never.
    let elsewhere: Law?
    /// How long after the decisive report the patch is pulled; nil: never.
    let withdrawal: Law?

    /// - Parameter fix: nil: there is never a fixed revision.
    init(_ fix: VendorFix?, arena: Arena) {
        answers = fix.map { Law($0.after, in: arena) }
        reports = fix?.reports ?? 1
        elsewhere = fix?.elsewhere.map { Law($0, in: arena) }
        withdrawal = fix?.withdrawal.map { Law($0, in: arena) }
    }
}

/// What the vendor of each patch has heard of it, and makes of that.
struct Vendor: ActiveSubject {
    enum Event: UInt8, CaseIterable {
        /// Entity: patch.
        case answer
    }

    static let firstKind = Run.FirstKind.vendor

    private struct Case {
        /// Devices with a defect of the patch that were reported.
        var reports = 0
        /// How often the vendor was asked; names the draw of the answer's delay.
        var questions = 0
        var isOpen = false
        var isFixed = false
    }

    /// By patch.
    private var cases: [Case]

    init(_ world: World) { cases = world.patches.map { _ in Case() } }

    static func serve(_ event: Event, _ patch: Int, in run: inout Run) {
        switch event {
        case .answer: answer(about: patch, in: &run)
        }
    }

    /// True if a device with a defect of the patch was reported, and no answer has said since that there is none.
    func hasReports(of patch: Int) -> Bool { cases[patch].reports > 0 }

    /// A device with a defect of the patch was reported.
    static func hear(of patch: Int, in run: inout Run) {
        run.vendor.cases[patch].reports += 1
        guard run.world.patches[patch].vendor.answers != nil,
            run.vendor.cases[patch].reports >= run.world.patches[patch].vendor.reports
        else { return }
        ask(about: patch, in: &run)
    }

    /// The vendor looks into the patch, unless it does already or the patch is mended.
    static func ask(about patch: Int, in run: inout Run) {
        guard run.world.patches[patch].vendor.answers != nil, !run.vendor.cases[patch].isFixed else { return }
        if run.console.answer(about: patch) != .withdrawn { ConsoleServer.hear(.pending, about: patch, in: &run) }
        lookInto(patch, since: run.agenda.now, in: &run)
    }

    /// The vendor has known since `time` that something is wrong with the patch, unless it did before.
    static func lookInto(_ patch: Int, since time: Tick, in run: inout Run) {
        guard let answers = run.world.patches[patch].vendor.answers, !run.vendor.cases[patch].isOpen,
            !run.vendor.cases[patch].isFixed
        else { return }
        run.vendor.cases[patch].isOpen = true
        var draw = run.draws.vendorAnswer(run.vendor.cases[patch].questions, of: patch, run.random)
        let delay = answers.sampleTicks(&draw)
        run.vendor.cases[patch].questions += 1
        schedule(.answer, patch, at: time + delay, in: &run)
        OutsideReports.planWithdrawal(of: patch, knownSince: time, answer: time + delay, in: &run)
    }

    /// The vendor publishes a fixed revision, or says that there is nothing to fix.
    private static func answer(about patch: Int, in run: inout Run) {
        run.vendor.cases[patch].isOpen = false
        guard run.defects.isPresent(inAny: [patch], run.world) else {
            run.vendor.cases[patch].reports = 0
            ConsoleServer.hear(.noFault, about: patch, in: &run)
            return
        }
        run.vendor.cases[patch].isFixed = true
        ConsoleServer.hear(.fixed, about: patch, in: &run)
        Signals.explainTrouble(with: patch, in: &run)
        Retries.beginAnew(patch, in: &run)
        Orders.offerFix(of: patch, in: &run)
    }

    /// A fixed revision is offered to any device.
    static var reach: Reach { .fleet }

    /// What the vendor says next comes between two decisions.
    static func coupling(in run: inout Run) -> Coupling {
        run.vendor.cases.contains { $0.isOpen } ? .atDecisions : .none
    }

    func violations(in run: Run) -> [String] {
        cases.indices.filter { patch in
            let answer = run.console.answer(about: patch)
            // Where others have told the vendor, the console knows nothing of it.
            let isHeard = answer.isPending || answer == .none && run.world.patches[patch].vendor.elsewhere != nil
            return (cases[patch].isOpen ? !isHeard : answer.isPending) || cases[patch].isFixed != (answer == .fixed)
        }.map { "the console does not know how the vendor's case of patch \($0) stands" }
    }
}
