import EventEngine
import PatchModel

/// How long devices are exposed to vulnerabilities. Devices that the same patches protect from the same vulnerabilities form
/// a class in each group; a device that becomes safe from a class, or is exposed to it again, moves the sums.
struct Exposure: Subject {
    /// For each class three, one a weighting.
    private let curves: ExposureCurves
    /// By class, what its curves are once nothing is added to them any more.
    private let lines: [ExposureLine]
    /// By class, once every device that is still exposed is closed.
    private var sums: Column<ExposureSeconds>

    /// The curves of all exposure classes, with the exploits of this replication.
    init(_ world: World, _ random: KeyedRandom) {
        let vulnerabilities = world.scenario.vulnerabilities
        let exploits = vulnerabilities.enumerated().map { number, vulnerability in
            Self.exploitTime(vulnerability, number, random)
        }
        var curves = ExposureCurves()
        for members in world.exposureClasses {
            curves.add(members.map { (vulnerabilities[$0].disclosed, 1) })
            curves.add(members.map { (vulnerabilities[$0].disclosed, vulnerabilities[$0].severity.weight) })
            // An exploit before the disclosure counts from there, so that this is a part of the exposure.
            curves.add(members.map { (max(exploits[$0], vulnerabilities[$0].disclosed), 1) })
        }
        self.curves = curves
        lines = world.exposureClasses.indices.map { Self.line(of: $0, curves) }
        sums = Column(zeros: world.exposureClasses.count)
    }

    static func unshare(in run: inout Run) { run.exposure.sums.unshare() }

    /// When attackers begin to use the vulnerability in this replication; `Tick.never` if they do not.
    static func exploitTime(_ vulnerability: Vulnerability, _ number: Int, _ random: KeyedRandom) -> Tick {
        guard random.chance(vulnerability.exploitationChance, .exploited, number) else { return .never }
        switch vulnerability.exploitation {
        case .never: return .never
        case .at(let time): return time
        case .after(let delay):
            return min(.never, vulnerability.disclosed + random.span(delay, .exploitTime, number))
        }
    }

    /// Exposure from the start to `time` of one device that stays exposed to a class.
    @inline(__always)
    func exposure(to number: Int, at time: Tick) -> ExposureSeconds {
        if time >= lines[number].from { return lines[number].value(at: time) }
        return ExposureSeconds(
            plain: curves.value(3 * number, at: time),
            severityWeighted: curves.value(3 * number + 1, at: time),
            exploited: curves.value(3 * number + 2, at: time)
        )
    }

    /// Exposure from the start of one device that stays exposed to a class, from some time on.
    func line(of number: Int) -> ExposureLine { lines[number] }

    private static func line(of number: Int, _ curves: ExposureCurves) -> ExposureLine {
        let lines = (0..<3).map { curves.line(3 * number + $0) }
        return ExposureLine(
            from: lines.map(\.from).max() ?? 0,
            weight: ExposureSeconds(
                plain: lines[0].weight,
                severityWeighted: lines[1].weight,
                exploited: lines[2].weight
            ),
            moment: ExposureSeconds(
                plain: lines[0].moment,
                severityWeighted: lines[1].moment,
                exploited: lines[2].moment
            )
        )
    }

    /// True if a device is safe from the class.
    ///
    /// - Parameter first: the device's first slot.
    @inline(__always)
    static func isSafe(_ item: ExposureClass, _ first: Int, _ pairs: Pairs) -> Bool {
        for clause in item.clauses {
            var isClosed = false
            for local in clause where pairs.isRunning(first + local) { isClosed = true }
            if !isClosed { return false }
        }
        return true
    }

    /// How many devices of the group are safe from the class.
    private static func numberSafe(_ group: Reference<GroupPlan>, _ item: ExposureClass, _ pairs: Pairs) -> Int {
        if item.clauses.count == 1, item.clauses[0].count == 1 {
            return pairs.numberRunning(group, item.clauses[0][0])
        }
        let step = group.patches.count
        var first = group.firstSlot
        var number = 0
        for _ in 0..<group.count {
            if isSafe(item, first, pairs) { number &+= 1 }
            first += step
        }
        return number
    }

    /// A pair is about to begin or to cease to run.
    static func pairChanges(
        _ plan: Reference<GroupPlan>,
        _ first: Int,
        _ local: Int,
        isRunning: Bool,
        in run: inout Run
    ) {
        for number in plan.exposure.soleClasses[local] {
            noteSafe(plan.exposure.classes[number].number, isRunning ? 1 : -1, in: &run)
        }
        for number in plan.exposure.jointClasses[local] {
            let item = plan.exposure.classes[number]
            // Safe before and after, but for the clauses that the pair closes by itself.
            var wasSafe = true
            var isSafe = true
            for clause in item.clauses {
                var isClosed = false
                var isNamed = false
                for other in clause {
                    if other == local { isNamed = true } else if run.pairs.isRunning(first + other) { isClosed = true }
                }
                if !(isClosed || isNamed && !isRunning) { wasSafe = false }
                if !(isClosed || isNamed && isRunning) { isSafe = false }
            }
            if isSafe != wasSafe { noteSafe(item.number, isSafe ? 1 : -1, in: &run) }
        }
    }

    /// A device becomes safe from a class (+1), or exposed to it again (−1).
    @inline(__always)
    private static func noteSafe(_ number: Int, _ sign: Int64, in run: inout Run) {
        let now = run.agenda.now
        run.exposure.sums[number].add(run.exposure.exposure(to: number, at: now), times: sign)
        run.series?.noteSafe(now, from: run.exposure.begins(of: number), by: sign)
    }

    /// Devices of the group became safe, each at its time, from all that the patch alone decides. The sums of those classes
    /// need not be told apart: they all belong to the group and the patch.
    func noteSafe(_ seconds: ExposureSeconds, _ plan: Reference<GroupPlan>, patch local: Int) {
        guard let first = plan.exposure.soleClasses[local].first else { return }
        sums[plan.exposure.classes[first].number].add(seconds, times: 1)
    }

    /// When the vulnerabilities of a class begin to count, ascending.
    func begins(of number: Int) -> ArraySlice<Tick> { curves.begins(3 * number) }

    // MARK: What the manifest asks

    func add(to ledger: inout Ledger, of part: Part, in run: Run) {
        for group in run.world.groups(in: part) { add(group, part, run.pairs, to: &ledger) }
    }

    private func add(_ group: Reference<GroupPlan>, _ part: Part, _ pairs: Pairs, to ledger: inout Ledger) {
        let plan = group.exposure
        let end = ledger.time
        let classes = plan.classes.filter { $0.patch < 0 ? part.hasIncurable : part.contains(patch: $0.patch) }
        let closing = classes.map { exposure(to: $0.number, at: end) }
        for (place, item) in classes.enumerated() {
            ledger.exposure.add(closing[place], times: Int64(group.count - Self.numberSafe(group, item, pairs)))
        }
        var vendorPart: Int64 = 0
        for item in classes {
            ledger.exposure.add(sums[item.number])
            vendorPart += exposure(to: item.number, at: min(item.released, end)).plain
        }
        if part.hasIncurable {
            let incurable = exposure(to: plan.incurable, at: end)
            ledger.exposure.add(incurable, times: Int64(group.count))
            vendorPart += incurable.plain
        }
        ledger.exposure.vendor += vendorPart * Int64(group.count)
    }

    func violations(in run: Run) -> [String] {
        run.world.groups.compactMap { group in
            var ledger = Ledger()
            ledger.time = max(0, run.now)
            add(group, Part(allOf: run.world), run.pairs, to: &ledger)
            let sum = ledger.exposure
            return sum.plain < 0 || sum.exploited < 0 || sum.exploited > sum.plain || sum.severityWeighted < sum.plain
                ? "the exposure of \(sum) is no sum of times" : nil
        }
    }
}
