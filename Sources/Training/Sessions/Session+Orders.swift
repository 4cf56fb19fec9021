package import EventEngine
import PatchModel
import PatchSimulator

/// The tray, and time.
extension Session {
    /// Puts an order into the tray, from which it is given when time moves.
    ///
    /// - Throws: why it is impossible, before it is given.
    package mutating func stage(_ order: Order) throws(Refused) {
        guard !hasEnded else { throw Refused("the lesson is over: nothing can be ordered any more") }
        guard state.orderCount + tray.count < Self.mostOrders else {
            throw Refused("there have been \(Self.mostOrders) orders, which is all there is room for")
        }
        guard order.reason.count <= Self.longestText else {
            throw Refused("a reason has \(Self.longestText) characters at most; this one has \(order.reason.count)")
        }
        guard mode != .exam || !order.reason.isEmpty else {
            throw Refused("in an exam every order needs a reason: put \"because ...\" after it")
        }
        try state.stage(order)
    }

    /// Takes an order out of the tray.
    ///
    /// - Parameter number: from 1.
    package mutating func takeBack(_ number: Int) throws(Refused) {
        guard tray.indices.contains(number - 1) else {
            throw Refused(
                tray.isEmpty
                    ? "the tray is empty" : "there is no order \(number) in the tray: it has 1 to \(tray.count)"
            )
        }
        var rest = tray
        rest.remove(at: number - 1)
        do throws(Refused) {
            _ = try state.previewed(rest)
        } catch {
            throw Refused("another order in the tray needs order \(number): take that one back first")
        }
        state.tray = rest
    }

    /// The decision that is in the tray; nil: nothing is ordered.
    package var decision: Entry? { tray.isEmpty ? nil : entry(.orders(tray)) }

    /// The rings of all rollouts as they will be when the tray is given: by rollout, names and numbers of targets.
    package var plannedRings: [[(name: String, targets: Int, isOpen: Bool, isControl: Bool)]] {
        guard let course = try? state.previewed(tray) else { return [] }
        return course.console.rollouts.map { $0.rings.map { ($0.name, $0.targets, $0.opened != nil, $0.isControl) } }
    }

    /// The patches of all rollouts as they will be when the tray is given.
    package var plannedPatches: [[Int]] {
        (try? state.previewed(tray))?.console.rollouts.map(\.patches) ?? []
    }

    /// Where time would stand if it moved on from here, and what would have come to attention. The tray must be empty.
    ///
    /// - Parameter end: the time to move to at most.
    package func moving(to end: Tick, untilAttention: Bool) -> (session: Session, entry: Entry, found: [Attention])? {
        guard !hasEnded, end > now else { return nil }
        var next = self
        let found = next.state.move(to: end, untilAttention: untilAttention)
        let entry = entry(.moved(to: next.now))
        next.keep(entry)
        return (next, entry, found)
    }
}
