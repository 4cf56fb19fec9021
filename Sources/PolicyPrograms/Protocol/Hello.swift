package import PatchModel
package import PatchSimulator
import Text

/// The version of the protocol.
package enum PolicyProtocol {
    package static let name = "patchlab-policy/1"
    /// Grows with additions, which older programs ignore.
    package static let minor = 2
    /// What a program may say that it needs.
    package static let capabilities = [
        "groups", "rings", "pace", "contacts", "devices", "progress", "services", "technicians",
    ]
    /// What may wake a program besides the time that it names; `release` always does.
    package static let events = ["release", "vendor", "stop-rule"]
}

/// The first message to a program: what it is about, and what is known beforehand. Only that: see `Briefing`.
package struct Hello: MessageObject, Hashable {
    package var patchlab = ""
    package var question = ""
    package var limits = ProgramLimits()
    package var grid = 3600
    package var fallback = "hold"
    package var briefing = Briefing(horizon: 0, groups: [], patches: [])

    package static var blank: Hello { Hello() }

    package static let fields: [Field<Hello>] = [
        Field("type", always: "hello"),
        Field("protocol", always: PolicyProtocol.name),
        Field(derived: "minor", "grows with additions") { _ in PolicyProtocol.minor },
        Field("patchlab", \.patchlab, "version of the program that asks"),
        Field("question", \.question, "what the scenario asks"),
        Field("horizon", \.briefing.horizon, "seconds that are simulated"),
        Field("limits", \.limits),
        Field("grid", \.grid, "seconds: the time of the next question is rounded up to a multiple"),
        Field("fallback", \.fallback, "what is done in place of an answer that does not come"),
        Field(derived: "capabilities", "what \"needs\" may name") { _ in PolicyProtocol.capabilities },
        Field(derived: "events", "what \"subscribe\" may name") { _ in PolicyProtocol.events },
        Field("groups", \.groupLines, "devices that are alike"),
        Field("patches", \.patchLines),
        Field(derived: "actions", "what an action may hold, by its \"do\"") { _ in AnyJSON(json: Order.table) },
    ]

    private var groupLines: [GroupLine] {
        get { briefing.groups.enumerated().map { GroupLine(number: $0, group: $1) } }
        set { briefing.groups = newValue.map(\.group) }
    }

    private var patchLines: [PatchLine] {
        get { briefing.patches.enumerated().map { PatchLine(number: $0, update: $1) } }
        set { briefing.patches = newValue.map(\.update) }
    }
}

/// A group of devices as programs are told of it.
package struct GroupLine: MessageObject {
    var number: Int
    var group: Briefing.Group

    package static var blank: GroupLine {
        GroupLine(number: 0, group: Briefing.Group(name: "", count: 0, deviceClass: .server))
    }

    package static let fields: [Field<GroupLine>] = [
        Field("group", \.number),
        Field("name", \.group.name),
        Field("count", \.group.count, "number of devices"),
        Field("class", \.group.deviceClass),
        Field("criticality", \.group.criticality),
        Field("exposure", \.group.exposure),
        Field("site", \.group.site),
        Field("tags", \.group.tags),
        Field("checkIn", \.group.checkIn, "how its devices get into contact with the console; null: not known"),
    ]
}

/// A patch as programs are told of it.
package struct PatchLine: MessageObject {
    var number: Int
    var update: Briefing.Update

    package static var blank: PatchLine { PatchLine(number: 0, update: Briefing.Update(name: "")) }

    package static let fields: [Field<PatchLine>] = [
        Field("patch", \.number),
        Field("name", \.update.name),
        Field("severity", \.update.severity),
        Field("released", \.update.released, "seconds since the start; may be negative"),
        Field("size", \.update.size, "bytes to download"),
        Field("typicalInstall", \.update.typicalInstall, "seconds that an attempt takes, as the vendor says"),
        Field("restart", \.update.restart),
        Field("applies", \.update.applies, "groups that have something which it updates"),
        Field("after", \.update.prerequisites, "patches that must run before, where they apply"),
    ]
}

extension DeviceClass: MessageWord {}
extension Criticality: MessageWord {}
extension PatchModel.ExposureClass: MessageWord {}
extension Severity: MessageWord {}
extension Restart.Kind: MessageWord {}
extension CheckIn.Reach: MessageWord {}

extension CheckIn: MessageObject {
    package static var blank: CheckIn { CheckIn(mode: .push) }

    package static let fields: [Field<CheckIn>] = [
        Field("every", \.seconds, "seconds between two polls; null: the console reaches connected devices at once"),
        Field("jitter", \.displacement, "share of that by which a poll is displaced at most"),
        Field("reach", \.reach, "the networks from which the console can be reached"),
    ]

    private var seconds: Int? {
        get { if case .poll(let every, _) = mode { Int(every) } else { nil } }
        set { mode = newValue.map { .poll(every: Int64($0), jitter: displacement) } ?? .push }
    }

    private var displacement: Double {
        get { if case .poll(_, let jitter) = mode { jitter } else { 0 } }
        set { if case .poll(let every, _) = mode { mode = .poll(every: every, jitter: newValue) } }
    }
}

/// What a program may take at most.
package struct ProgramLimits: MessageObject, Hashable {
    /// What time is counted.
    package enum Clock: String, MessageWord {
        /// The processor time of the program and of all that it has started.
        case cpu
        case wall
    }

    /// Seconds from its start to its answer to `hello`, on the wall's clock.
    package var start = 10.0
    /// Seconds for each answer.
    package var decision = 1.0
    /// Seconds that all answers of an episode together may take beyond that.
    package var bank = 30.0
    /// Bytes of a line.
    package var line = 1 << 20
    /// Actions of an answer.
    package var actions = 256
    /// Questions in an episode.
    package var observations = 10_000
    /// Bytes that it and all that it has started may have in memory.
    package var memory = 2 << 30
    package var clock = Clock.cpu

    package init() {}

    package static var blank: ProgramLimits { ProgramLimits() }

    package static let fields: [Field<ProgramLimits>] = [
        Field("start", \.start, "seconds from the start of the program to \"ready\""),
        Field("decision", \.decision, "seconds for each answer"),
        Field("bank", \.bank, "seconds that the answers of an episode may take beyond that, all together"),
        Field("line", \.line, "bytes of a line"),
        Field("actions", \.actions, "actions of an answer"),
        Field("observations", \.observations, "questions in an episode"),
        Field("memory", \.memory, "bytes in memory"),
        Field("clock", \.clock, "cpu: processor time of the program and its children; wall: time"),
    ]

    /// Lines in a row that are no answer.
    static let badLines = 3
    /// Questions in a row of which no answer could be used.
    static let unansweredQuestions = 3
    /// Incidents in an episode.
    static let incidents = 20
    /// Episodes that had to be ended.
    package static let endedEpisodes = 5
    /// By how much more time may pass than the processor time that is granted.
    static let wallFactor = 10.0
}

/// The answer to `hello`.
package struct Ready: MessageObject, Hashable {
    package var spokenProtocol = PolicyProtocol.name
    package var name = ""
    package var needs: [String] = []
    package var isDeterministic = true
    package var subscribe: [String] = []

    package static var blank: Ready { Ready() }

    package static let fields: [Field<Ready>] = [
        Field("type", always: "ready"),
        Field("protocol", \.spokenProtocol, "the protocol that the program speaks", as: .word([PolicyProtocol.name])),
        Field("name", \.name, isRequired: false, "what it calls itself"),
        Field(
            "needs",
            \.needs,
            isRequired: false,
            "what it cannot do without",
            as: .list(.word(PolicyProtocol.capabilities))
        ),
        Field(
            "deterministic",
            \.isDeterministic,
            isRequired: false,
            "false: the same questions may get other answers"
        ),
        Field(
            "subscribe",
            \.subscribe,
            isRequired: false,
            "what else wakes it",
            as: .list(.word(PolicyProtocol.events))
        ),
    ]

    /// What it wants to see on the console besides what is always there.
    package var details: ConsoleDetails {
        var details: ConsoleDetails = []
        if needs.contains("contacts") { details.insert(.contacts) }
        if needs.contains("devices") { details.insert(.lastSeen) }
        if needs.contains("progress") { details.insert(.progress) }
        if needs.contains("services") { details.insert(.services) }
        if needs.contains("technicians") { details.insert(.repair) }
        return details
    }
}
