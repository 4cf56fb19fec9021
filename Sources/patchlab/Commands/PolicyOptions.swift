import ArgumentParser
import PolicyPrograms
import Workbench

/// The options of every command in which programs can decide.
struct PolicyOptions: ParsableArguments {
    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp("A program that decides, in any language; see docs/policies.md.", valueName: "program"),
        completion: .file()
    )
    var programs: [String] = []

    @OptionGroup(title: "Programs that decide") var details: PolicyDetails

    /// Programs with how they are to be run.
    func request(log: String? = nil, audit: ShareArgument? = nil) throws -> ProgramRequest {
        var request = details.request
        request.paths = programs
        request.log = log
        request.audit = audit?.share ?? 0
        if programs.isEmpty, details.isGiven || audit != nil {
            throw ValidationError("Options that begin with --policy- need a program: --policy PROGRAM.")
        }
        return request
    }
}

/// How programs are run.
struct PolicyDetails: ParsableArguments {
    @Option(
        name: .customLong("policy-fallback"),
        help: ArgumentHelp(
            "In place of an answer that does not come: hold, last, 'strategy NAME', or fail (default: hold).",
            valueName: "what"
        )
    )
    var fallback: String?

    @Option(
        name: .customLong("policy-clock"),
        help: ArgumentHelp("The time that is counted (default: cpu).", valueName: "clock")
    )
    var clock: ProgramLimits.Clock?

    @Option(
        name: .customLong("policy-start"),
        help: ArgumentHelp("Seconds from its start until it is ready (default: 10).", valueName: "seconds")
    )
    var start: Double?

    @Option(
        name: .customLong("policy-decision"),
        help: ArgumentHelp("Seconds for each answer (default: 1).", valueName: "seconds")
    )
    var decision: Double?

    @Option(
        name: .customLong("policy-bank"),
        help: ArgumentHelp("Seconds that a run's answers may take beyond that (default: 30).", valueName: "seconds")
    )
    var bank: Double?

    @Option(
        name: .customLong("policy-memory"),
        help: ArgumentHelp("Megabytes that it may have in memory (default: 2048).", valueName: "megabytes")
    )
    var memory: Int?

    @Option(
        name: .customLong("policy-env"),
        help: ArgumentHelp("A variable of the environment that is let through; may be repeated.", valueName: "name")
    )
    var variables: [String] = []

    @Option(
        name: .customLong("policy-sandbox"),
        help: ArgumentHelp("Whether it is cut off from the network (default: prefer).", valueName: "wish")
    )
    var sandbox: Sandbox.Wish?

    func validate() throws {
        for (name, value) in [("start", start), ("decision", decision), ("bank", bank)] {
            guard let value else { continue }
            guard value >= 0, value <= 86_400 else {
                throw ValidationError("--policy-\(name) must lie between 0 and 86,400 seconds.")
            }
        }
        if let memory, !(1...1_000_000).contains(memory) {
            throw ValidationError("--policy-memory must lie between 1 and 1,000,000.")
        }
    }

    var isGiven: Bool {
        fallback != nil || clock != nil || start != nil || decision != nil || bank != nil || memory != nil
            || !variables.isEmpty || sandbox != nil
    }

    var request: ProgramRequest {
        var request = ProgramRequest()
        request.fallback = fallback ?? request.fallback
        request.limits.clock = clock ?? request.limits.clock
        request.limits.start = start ?? request.limits.start
        request.limits.decision = decision ?? request.limits.decision
        request.limits.bank = bank ?? request.limits.bank
        request.limits.memory = memory.map { $0 << 20 } ?? request.limits.memory
        request.variables = variables
        request.sandbox = sandbox ?? request.sandbox
        return request
    }
}

/// What is kept of programs, and whether they are audited.
struct PolicyRecordOptions: ParsableArguments {
    @Option(
        name: .customLong("policy-log"),
        help: ArgumentHelp("Write what programs decide to this file; without --policy, replay it.", valueName: "file"),
        completion: .file(extensions: ["ndjson"])
    )
    var log: String?

    @Option(
        name: .customLong("policy-audit"),
        help: ArgumentHelp(
            "Repeat this share of the runs, each in a separate program with another hash seed, such as 5%.",
            valueName: "share"
        ),
        transform: { text in
            try ShareArgument(reading: text, example: "5%", whole: true)
        }
    )
    var audit: ShareArgument?
}

extension ProgramLimits.Clock: ExpressibleByArgument {}

extension Sandbox.Wish: ExpressibleByArgument {}
