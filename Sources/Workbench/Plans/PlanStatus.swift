import Foundation
package import Text

/// How far the shards of a plan are, as its folder shows it.
package struct PlanStatus {
    /// What there is of a shard.
    package enum State: Sendable, Hashable {
        case done
        /// Somebody is at it.
        case running(Heartbeat)
        /// Somebody was, and was not heard of for that many seconds.
        case silent(Heartbeat, seconds: Int)
        /// Not begun, or begun and given up; what is wrong with what is there, if something is.
        case open(fault: String?)
    }

    package let states: [State]

    /// - Parameter now: seconds since 1970.
    package init(_ folder: PlanFolder, now: Double) {
        states = (0..<folder.plan.shards).map { number in
            guard let fault = ShardFile.fault(of: number, in: folder) else { return .done }
            let isThere = access(folder.place(.shards, number), F_OK) == 0
            guard let beat = Heartbeat.read(folder.place(.progress, number)) else {
                return .open(fault: isThere ? fault : nil)
            }
            let age = now - beat.time
            return age > Heartbeat.silence ? .silent(beat, seconds: Int(min(age, 1e9))) : .running(beat)
        }
    }

    /// The shards that are not there.
    package var missing: [Int] { states.indices.filter { states[$0] != .done } }

    package var isDone: Bool { missing.isEmpty }

    /// In one line and a line for each that is silent or not sound.
    package var lines: [String] {
        let done = states.count { $0 == .done }
        var running: [Heartbeat] = []
        var silent: [String] = []
        var faulty: [String] = []
        var open = 0
        for (number, state) in states.enumerated() {
            switch state {
            case .done: break
            case .running(let beat): running.append(beat)
            case .silent(let beat, let seconds):
                silent.append("shard \(number) on \(beat.host) was last heard of \(Figure.span(Double(seconds))) ago")
            case .open(let fault):
                if let fault { faulty.append("shard \(number) \(fault)") } else { open += 1 }
            }
        }
        var parts = ["\(done) of \(Figure.count(states.count, "shard", "shards")) done"]
        if !running.isEmpty {
            let share = 100 * running.map(\.done).reduce(0, +) / max(1, running.map(\.of).reduce(0, +))
            let rate = running.map(\.rate).reduce(0, +)
            parts.append("\(running.count) at work (\(share) %, \(String(format: "%.1f", rate)) runs/s)")
        }
        if !silent.isEmpty { parts.append("\(silent.count) silent") }
        if !faulty.isEmpty { parts.append("\(faulty.count) not sound") }
        if open > 0 { parts.append("\(open) not begun or given up") }
        return [parts.joined(separator: ", ")] + (silent + faulty).map { "  " + $0 }
    }

    package var json: JSON {
        .object([
            ("shards", .integer(states.count)),
            ("done", .integer(states.count { $0 == .done })),
            ("missing", .array(missing.map { .integer($0) })),
            (
                "running",
                .array(
                    states.enumerated().compactMap { number, state in
                        switch state {
                        case .running(let beat): Self.json(number, beat, isSilent: false)
                        case .silent(let beat, _): Self.json(number, beat, isSilent: true)
                        case .done, .open: nil
                        }
                    }
                )
            ),
        ])
    }

    private static func json(_ number: Int, _ beat: Heartbeat, isSilent: Bool) -> JSON {
        .object([
            ("shard", .integer(number)), ("host", .string(beat.host)), ("done", .integer(beat.done)),
            ("of", .integer(beat.of)), ("runsPerSecond", .number(beat.rate)), ("attempt", .integer(beat.attempt)),
            ("isSilent", .bool(isSilent)),
        ])
    }
}
