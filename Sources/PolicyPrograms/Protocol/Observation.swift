package import EventEngine
package import PatchSimulator
import Text

/// A question: what the console shows, field for field, and why it is asked.
package struct Observation: MessageObject, Hashable {
    package enum Why: String, MessageWord {
        /// The episode begins.
        case start
        /// Patches came out.
        case release
        /// The time that the program has named.
        case wake
        /// The vendor has said something.
        case vendor
        /// What a rollout began with as its stop rule holds.
        case stopRule = "stop-rule"
    }

    package var episode = 0
    package var seq = 0
    package var now: Tick = 0
    package var why: [Why] = []
    /// Seconds that are left in the bank.
    package var bank = 0.0
    package var released: [Int] = []
    package var console = Console()
    /// Of `Console.lastSeen` what has changed since the last question; nil: not wanted.
    package var lastSeen: [SeenDevice]?

    package static var blank: Observation { Observation() }

    package static let fields: [Field<Observation>] = [
        Field("type", always: "observation"),
        Field("episode", \.episode),
        Field("seq", \.seq, "number of the question, for the answer to repeat"),
        Field("now", \.now, "seconds since the start"),
        Field("why", \.why, "why it is asked"),
        Field("bank", \.bank, "seconds that are left in the bank"),
        Field("released", \.released, "patches that have come out since the last question"),
        Field("rollouts", \.rolloutLines, "in the order in which they began"),
        Field("vendor", \.vendorLines, "what the vendor has said about each patch"),
        Field(derived: "tickets", "tickets written so far") { $0.console.tickets },
        Field("ticketsByDay", \.console.ticketsByDay, "tickets written on each day since the start"),
        Field(wanted: "contacts", \.console.contacts, "by group; with \"needs\": [\"contacts\"]"),
        Field(wanted: "lastSeen", \.lastSeen, "devices seen since the last question; with \"needs\": [\"devices\"]"),
        Field(wanted: "progress", \.console.progress, "by rollout and group; with \"needs\": [\"progress\"]"),
        Field(wanted: "services", \.console.services, "how each is seen; with \"needs\": [\"services\"]"),
        Field(wanted: "repair", \.console.repair, "how busy the technicians are; with \"needs\": [\"technicians\"]"),
    ]

    private var rolloutLines: [RolloutLine] {
        get { console.rollouts.enumerated().map { RolloutLine(number: $0, status: $1) } }
        set { console.rollouts = newValue.map(\.status) }
    }

    private var vendorLines: [VendorLine] {
        get { console.vendorAnswers.enumerated().map { VendorLine(patch: $0, answer: VendorWord($1)) } }
        set { console.vendorAnswers = newValue.map(\.answer.answer) }
    }
}

/// A device, and when it was last seen.
package struct SeenDevice: MessageObject, Hashable {
    var device: Int
    var time: Tick

    package static var blank: SeenDevice { SeenDevice(device: 0, time: 0) }
    package static let fields: [Field<SeenDevice>] = [Field("device", \.device), Field("time", \.time)]

    /// What is otherwise than it was.
    static func changes(_ before: [Tick?], _ now: [Tick?]) -> [SeenDevice] {
        now.enumerated().compactMap { device, time in
            guard let time, !before.indices.contains(device) || before[device] != time else { return nil }
            return SeenDevice(device: device, time: time)
        }
    }
}

/// A rollout with its number.
package struct RolloutLine: MessageObject {
    var number: Int
    var status: RolloutStatus

    package static var blank: RolloutLine {
        RolloutLine(number: 0, status: RolloutStatus(patches: [], began: 0, rings: []))
    }

    package static let fields: [Field<RolloutLine>] = [
        Field("rollout", \.number),
        Field("patches", \.status.patches),
        Field("began", \.status.began),
        Field(derived: "stopped", "since when it is stopped; null: it is not") { $0.status.stopped },
        Field("interruptions", \.status.interruptions, "all its stops; \"resumed\": null in one that lasts"),
        Field("rings", \.ringLines),
    ]

    private var ringLines: [RingLine] {
        get { status.rings.enumerated().map { RingLine(number: $0, status: $1) } }
        set { status.rings = newValue.map(\.status) }
    }
}

/// A ring with its number.
package struct RingLine: MessageObject {
    var number: Int
    var status: RingStatus

    package static var blank: RingLine { RingLine(number: 0, status: RingStatus(name: "")) }

    package static let fields: [Field<RingLine>] = [
        Field("ring", \.number),
        Field("name", \.status.name),
        Field("targets", \.status.targets, "devices to which at least one of the patches applies"),
        Field("control", \.status.isControl, "watched from the beginning, though it is offered nothing yet"),
        Field("opened", \.status.opened, "when it was opened; null: not yet"),
        Field("seen", \.status.seen, "devices that have checked in since"),
        Field("offered", \.status.offered, "devices that have been offered the patches, or need none any more"),
        Field("reporting", \.status.reporting, "devices that have reported an outcome"),
        Field("succeeded", \.status.succeeded, "devices that have reported all patches as installed, and no trouble"),
        Field("failed", \.status.failed, "devices that have reported an installation that failed for good"),
        Field("executed", \.status.executed, "devices on which the installation ended, in trouble or not"),
        Field("installed", \.status.installed, "those of them on which all patches are installed"),
        Field("troubled", \.status.troubled, "devices about which trouble was reported"),
        Field("unhealthy", \.status.unhealthy, "devices that are failed or troubled, each counted once"),
        Field("attempts", \.status.attempts, "tries at installing that devices have reported"),
        Field("failedAttempts", \.status.failedAttempts, "those of which something failed"),
        Field("setAside", \.status.setAside, "devices of which nothing is expected"),
        Field("waiting", \.status.waiting, "devices of an open ring with a pace whose turn has yet to come"),
    ]
}

extension Interruption: MessageObject {
    package static var blank: Interruption { Interruption(stopped: 0) }
    package static let fields: [Field<Interruption>] = [Field("stopped", \.stopped), Field("resumed", \.resumed)]
}

/// A patch and what the vendor said about it.
package struct VendorLine: MessageObject {
    var patch: Int
    var answer: VendorWord

    package static var blank: VendorLine { VendorLine(patch: 0, answer: .none) }
    package static let fields: [Field<VendorLine>] = [Field("patch", \.patch), Field("answer", \.answer)]
}

/// The word for an answer of the vendor.
package enum VendorWord: String, MessageWord {
    case none, pending, withdrawn, fixed
    case noFault = "no-fault"

    init(_ answer: VendorAnswer) {
        self =
            switch answer {
            case .none: .none
            case .pending: .pending
            case .withdrawn: .withdrawn
            case .fixed: .fixed
            case .noFault: .noFault
            }
    }

    var answer: VendorAnswer {
        switch self {
        case .none: .none
        case .pending: .pending
        case .withdrawn: .withdrawn
        case .fixed: .fixed
        case .noFault: .noFault
        }
    }
}

extension Contacts: MessageObject {
    package static var blank: Contacts { Contacts() }

    package static let fields: [Field<Contacts>] = [
        Field("devices", \.devices),
        Field("withinHour", \.withinHour, "seen within the last hour"),
        Field("withinDay", \.withinDay, "seen within the last 24 hours"),
        Field("withinWeek", \.withinWeek, "seen within the last 7 days"),
        Field("withinMonth", \.withinMonth, "seen within the last 30 days"),
        Field("never", \.never, "not seen since the start"),
        Field("daily", \.daily, "seen in the 24 hours up to now, in the 24 hours before, and so on"),
    ]
}

extension ServiceStatus: MessageObject {
    package static var blank: ServiceStatus { ServiceStatus(name: "", checked: 0, members: 0, out: 0, isUp: true) }

    package static let fields: [Field<ServiceStatus>] = [
        Field("service", \.name),
        Field("checked", \.checked, "when its members were looked at"),
        Field("members", \.members),
        Field("out", \.out, "members that were out of service then"),
        Field("up", \.isUp, "it had enough members, and all that it depends on worked"),
    ]
}

extension RepairStatus: MessageObject {
    package static var blank: RepairStatus { RepairStatus(technicians: nil, busy: 0, waiting: 0) }

    package static let fields: [Field<RepairStatus>] = [
        Field("technicians", \.technicians, "how many there are; null: as many as needed"),
        Field("busy", \.busy, "technicians on their way to a device, or at work on it"),
        Field("waiting", \.waiting, "devices to which nobody has been sent yet"),
    ]
}

extension GroupProgress: MessageObject {
    package static var blank: GroupProgress { GroupProgress() }

    package static let fields: [Field<GroupProgress>] = [
        Field("targets", \.targets),
        Field("opened", \.opened, "devices of rings that are open"),
        Field("seen", \.seen),
        Field("offered", \.offered),
        Field("reporting", \.reporting),
        Field("succeeded", \.succeeded),
        Field("failed", \.failed),
        Field("troubled", \.troubled),
        Field("unhealthy", \.unhealthy),
        Field("setAside", \.setAside),
    ]
}
