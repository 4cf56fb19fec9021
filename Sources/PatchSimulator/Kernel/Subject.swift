import EventEngine
import PatchModel

/// One subject of a run: connectivity, installation, the vendor and so on. See the page of this module for how to add one.
///
/// A subject owns its state, which is private in its file: others reach it only through the functions that it offers. All
/// that is said here has a default that says "nothing".
///
/// Handlers are static and take the whole run, because a subject lies in it and would otherwise be accessed twice.
protocol Subject: Sendable {
    /// The numbers of its kinds of events; empty if nothing happens by itself.
    static var kinds: Range<UInt8> { get }

    /// From here on changes concern this copy of the run alone: calls `unshare` of every column that the subject has.
    static func unshare(in run: inout Run)

    /// Whom its events concern.
    static var reach: Reach { get }

    /// How strongly it couples devices in this replication, as things stand: the strongest coupling of any of them.
    // Mutating in form only, as are all questions to a run that is being changed: it would have to be copied for others.
    static func coupling(in run: inout Run) -> Coupling

    /// How strongly it couples the devices of a group, as things stand, with each other and with those of other groups. Asked
    /// only where `coupling(in:)` says `always`; to be said by a subject that couples some groups and not all.
    static func coupling(of group: Reference<GroupPlan>, in run: inout Run) -> Coupling

    /// The strongest coupling that is to be expected of it in a run, before there is one.
    static func coupling(of outline: RunOutline) -> Coupling

    /// The bytes that it takes in a run.
    static func footprint(of outline: RunOutline) -> Int

    /// Adds to the ledger what it has counted of a part of the fleet, as if everything ended now. What it counts only for the
    /// run as a whole belongs to the part that is all there is.
    func add(to ledger: inout Ledger, of part: Part, in run: Run)

    /// What must hold of its state between two events, and does not, in words; for tests.
    func violations(in run: Run) -> [String]
}

extension Subject {
    static var kinds: Range<UInt8> { 0..<0 }
    static func unshare(in run: inout Run) {}
    static var reach: Reach { .coupled }
    static func coupling(in run: inout Run) -> Coupling { .none }
    static func coupling(of group: Reference<GroupPlan>, in run: inout Run) -> Coupling { coupling(in: &run) }
    static func coupling(of outline: RunOutline) -> Coupling { .none }
    static func footprint(of outline: RunOutline) -> Int { 0 }
    func add(to ledger: inout Ledger, of part: Part, in run: Run) {}
    func violations(in run: Run) -> [String] { [] }
}

/// A subject with events of its own.
protocol ActiveSubject: Subject {
    /// Its kinds of events, in the order in which those of the same moment are served.
    associatedtype Event: RawRepresentable & CaseIterable & Sendable where Event.RawValue == UInt8

    /// The number of the first of them; see `Run.FirstKind`.
    static var firstKind: UInt8 { get }

    /// One of its events happens now.
    static func serve(_ event: Event, _ entity: Int, in run: inout Run)
}

extension ActiveSubject {
    static var kinds: Range<UInt8> { firstKind..<firstKind + UInt8(Event.allCases.count) }

    /// Plans an event; one after the end of representable time never happens.
    @inline(__always)
    static func schedule(_ event: Event, _ entity: Int, at time: Tick, in run: inout Run) {
        run.agenda.schedule(firstKind + event.rawValue, entity, at: time)
    }
}

/// A subject as a line of the manifest; see `Run.subjects`.
struct SubjectEntry: Sendable {
    let type: any Subject.Type
    let unshare: @Sendable (inout Run) -> Void
    let coupling: @Sendable (inout Run) -> Coupling
    let couplingOfGroup: @Sendable (Reference<GroupPlan>, inout Run) -> Coupling
    let state: @Sendable (Run) -> any Subject

    init<State: Subject>(_ path: any WritableKeyPath<Run, State> & Sendable) {
        type = State.self
        // Asked at every decision: not by way of the path, which would copy the run.
        unshare = { State.unshare(in: &$0) }
        coupling = { State.coupling(in: &$0) }
        couplingOfGroup = { State.coupling(of: $0, in: &$1) }
        state = { $0[keyPath: path] }
    }
}
