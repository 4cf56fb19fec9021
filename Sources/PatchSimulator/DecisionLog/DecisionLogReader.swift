import EventEngine
import PatchModel
import Text

/// What is wrong with a decision log.
public enum DecisionLogError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It is of a version that this program does not know: as it is written there.
    case version(String)
    /// What was expected of a line, counted from 1.
    case line(Int, expected: String)

    public var description: String {
        switch self {
        case .version(let found):
            "the decision log is of version \(found); this program reads version \(DecisionLogFormat.version)"
        case .line(let number, let expected): "line \(number) of the decision log: expected \(expected)"
        }
    }
}

extension DecisionLogFormat {
    /// Takes line after line, and remembers what those before said.
    struct Reader {
        typealias Mistake = DecisionLogFormat.Mistake

        private(set) var contents = Contents(actions: [])
        /// Number of rings of each rollout that has begun.
        private var rings: [Int] = []
        private var time: Tick = 0

        mutating func take(_ value: JSON) throws(Mistake) {
            var fields = try JSONFields(value, "an object with an action or a note")
            let time: Tick = try fields.integer("time")
            guard time >= self.time else { throw Mistake(expected: "\"time\" to be \(self.time) or later") }
            let kind: PolicyNote.Kind? = try fields.word("note")
            if let kind {
                let rollout = try rollout(&fields)
                let rule: Int? = try fields.optionalInteger("rule")
                let note = PolicyNote(kind, rollout: rollout, because: try fields.text("reason"), rule: rule)
                try fields.end()
                contents.notes.append(LoggedNote(time: time, note: note))
            } else {
                try takeAction(&fields, time)
            }
            self.time = time
        }

        private mutating func takeAction(_ fields: inout JSONFields, _ time: Tick) throws(Mistake) {
            let round: Int = try fields.integer("round")
            // Nothing but the next round, or the same one.
            let last = contents.actions.last.flatMap { $0.time == time ? $0.round : nil }
            let next = last.map { $0...($0 + 1) } ?? 0...0
            guard next.contains(round) else {
                throw Mistake(
                    expected: "\"round\" to be \(last.map { "\($0) or \($0 + 1)" } ?? "0, the first of its second")"
                )
            }
            guard let verb: Action.Verb = try fields.word("action") else {
                throw Mistake(expected: "an \"action\" or a \"note\"")
            }
            let action: Action
            switch verb {
            case .begin:
                let number: Int = try fields.integer("rollout")
                guard number == rings.count else { throw Mistake(expected: "\"rollout\" to be \(rings.count)") }
                let plan = try ActionText.plan(fields.optional("plan"))
                action = .begin(plan)
                rings.append(plan.rings.count)
            case .open:
                let rollout = try rollout(&fields)
                let ring: Int = try fields.integer("ring")
                guard (0..<rings[rollout]).contains(ring) else {
                    throw Mistake(expected: "\"ring\" to be the number of one of \(rings[rollout]) rings")
                }
                action = .open(rollout: rollout, ring: ring)
            case .stop:
                let rollout = try rollout(&fields)
                action = .stop(rollout: rollout, try ActionText.switches(fields.optional("switches")))
            case .resume:
                action = .resume(rollout: try rollout(&fields))
            }
            let reason = try fields.text("reason")
            try fields.end()
            contents.actions.append(LoggedAction(time: time, round: round, action: action, reason: reason))
        }

        private func rollout(_ fields: inout JSONFields) throws(Mistake) -> Int {
            let rollout: Int = try fields.integer("rollout")
            guard rings.indices.contains(rollout) else {
                throw Mistake(expected: "\"rollout\" to be the number of one of \(rings.count) that have begun")
            }
            return rollout
        }
    }
}
