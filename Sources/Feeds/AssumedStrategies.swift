/// Strategies, repair staff and deadlines of a scenario that is made from inventories: such as can do what they are there for
/// in a fleet of this size.
struct AssumedStrategies {
    /// Devices of the patch that concerns the fewest; nil: nothing is rolled out.
    let fewest: Int?

    /// Fisher's test at 5 % can fail with this many canaries, and as many that wait.
    private static let fewestCanaries = 3
    /// More than these are not needed where a share of the fleet would be too few.
    private static let usualCanaries = 20
    private static let share = 0.02

    private static let reaction = """
            stop: { failures: "> 2%", of: reporting, minimum: by-ring }
            on-stop: { offers: stop, queued: cancel, in-flight: finish, installed: roll-back, resume: with-fix }

        """

    /// How many canaries there are; nil: there are too few devices for a test.
    private var canaries: String? {
        let devices = fewest ?? Assumptions.count
        if Double(devices) * Self.share >= Double(Self.usualCanaries) { return "share: 2%" }
        let half = devices / 2
        guard half >= Self.fewestCanaries else { return nil }
        return
            "count: \(min(Self.usualCanaries, half))  # of 2 % nothing could be told where a patch concerns few devices"
    }

    /// What the strategies do, as a question tells it.
    var choices: String { canaries == nil ? "at once or in stages" : "at once, in stages or behind a canary" }

    private var canary: String {
        guard let canaries else {
            return
                "  # no canary: a patch concerns \(counted(fewest ?? 0, "device")), too few to compare two groups of them\n"
        }
        return """
              canary:
                unit: patch
                \(canaries)
                soak: 48h
                test: { kind: fisher, level: 5%, minimum: 5 }
                inconclusive: { extend: 48h, then: continue }
            \(Self.reaction)
            """
    }

    /// Deadlines that end before the scenario does.
    private var deadlines: String {
        let all = [("critical", 14), ("high", 30), ("medium", 90), ("low", 180)]
        let within = all.filter { $0.1 <= Assumptions.horizonDays }.map { "\($0.0): \($0.1)d" }
        let beyond = all.filter { $0.1 > Assumptions.horizonDays }.map { "\($0.0): \($0.1)d" }
        return
            "measure: { sla: { \(within.joined(separator: ", ")) } }  # assumed; \(beyond.joined(separator: ", ")) need a longer `horizon`"
    }

    var text: String {
        """
        # unit: each update moves by itself, so that a bad one is stopped and taken back without those it came with.
        strategies:
          big-bang: {}
          staged:
            unit: patch
            rings: [1%, 10%, 50%, rest]
            gate: { soak: 48h, success: 95%, of: reporting }
        \(Self.reaction)\(canary)
        repair: \(Assumptions.repair)  # assumed
        \(deadlines)

        """
    }
}
