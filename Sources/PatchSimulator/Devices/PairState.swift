/// Where a (device, patch) pair stands.
enum PairState: UInt8, Sendable, CaseIterable {
    case absent
    /// Being downloaded, installed or waiting for the restart, in the first revision.
    case arriving
    /// The same with the vendor's fixed revision.
    case arrivingFixed
    /// The first revision runs, and the fixed one is being brought in.
    case upgrading
    case running
    case runningFixed
    /// Superfluous: a newer patch that runs brings at least as much.
    case covered
    /// All attempts failed.
    case failed
    /// All attempts with the fixed revision failed.
    case failedFixed
    /// Taken off by a technician; it comes back only in a fixed revision.
    case held
    /// Taken back by order; it may come again when the rollout goes on.
    case takenBack
    /// The first revision runs, and is being taken back.
    case rollingBack

    /// True while the device runs what the patch brings.
    @inline(__always)
    var isRunning: Bool {
        isAmong(
            1 << Self.upgrading.rawValue | 1 << Self.running.rawValue | 1 << Self.runningFixed.rawValue
                | 1 << Self.covered.rawValue | 1 << Self.rollingBack.rawValue
        )
    }

    @inline(__always)
    var isArriving: Bool {
        isAmong(1 << Self.arriving.rawValue | 1 << Self.arrivingFixed.rawValue | 1 << Self.upgrading.rawValue)
    }

    /// Asked more often than anything else: one shift instead of a jump that nothing can predict.
    @inline(__always)
    private func isAmong(_ states: UInt16) -> Bool { states &>> UInt16(rawValue) & 1 == 1 }

    /// The moves that there are from this state: to which, and when.
    var moves: [Move] {
        switch self {
        case .absent:
            [
                Move(.arriving, "the device takes the offer"),
                Move(.arrivingFixed, "it takes that of the fixed revision"),
                Move(.covered, "a newer patch begins to run"),
            ]
        case .arriving:
            [
                Move(.running, "the job is done"),
                Move(.absent, "the attempt failed, or the job was broken off"),
                Move(.failed, "the last attempt failed"),
            ]
        case .arrivingFixed:
            [
                Move(.runningFixed, "the job is done"),
                Move(.absent, "the attempt failed, or the job was broken off"),
                Move(.failedFixed, "the last attempt failed"),
            ]
        case .upgrading:
            [
                Move(.runningFixed, "the job is done"),
                Move(.running, "the attempt failed, or the job was broken off"),
                Move(.arrivingFixed, "a technician takes the first revision off"),
            ]
        case .running:
            [
                Move(.upgrading, "the device takes the offer of the fixed revision"),
                Move(.rollingBack, "it takes the order to roll back"),
                Move(.held, "a technician takes it off"),
                Move(.absent, "a technician brings a rollback to an end that had failed"),
                Move(.takenBack, "the same, while the rollout is stopped"),
                Move(.covered, "a technician takes it off, and a newer patch runs"),
            ]
        case .runningFixed: []
        case .covered: [Move(.absent, "the last newer patch is taken off")]
        case .failed:
            [
                Move(.arrivingFixed, "the device takes the offer of the fixed revision"),
                Move(.covered, "a newer patch begins to run"),
            ]
        case .failedFixed: [Move(.covered, "a newer patch begins to run")]
        case .held:
            [
                Move(.arrivingFixed, "the device takes the offer of the fixed revision"),
                Move(.covered, "a newer patch begins to run"),
            ]
        case .takenBack:
            [
                Move(.absent, "the rollout goes on"),
                Move(.arrivingFixed, "the device takes the offer of the fixed revision"),
                Move(.covered, "a newer patch begins to run"),
            ]
        case .rollingBack:
            [
                Move(.takenBack, "it is taken back"),
                Move(.absent, "it is taken back after the rollout went on"),
                Move(.covered, "it is taken back or off, and a newer patch runs"),
                Move(.running, "the device dies, or loses the network"),
                Move(.held, "a technician takes it off"),
            ]
        }
    }

    /// A move to another state.
    struct Move {
        let to: PairState
        /// When it happens, in words.
        let when: String

        init(_ to: PairState, _ when: String) {
            self.to = to
            self.when = when
        }
    }

    /// True if there is such a move.
    func mayMove(to other: PairState) -> Bool { moves.contains { $0.to == other } }

    /// What the state is called in documents.
    var name: String {
        switch self {
        case .absent: "absent"
        case .arriving: "arriving"
        case .arrivingFixed: "fixed revision arriving"
        case .upgrading: "upgrading"
        case .running: "running"
        case .runningFixed: "fixed revision running"
        case .covered: "covered"
        case .failed: "failed"
        case .failedFixed: "fixed revision failed"
        case .held: "held"
        case .takenBack: "taken back"
        case .rollingBack: "rolling back"
        }
    }

    /// All moves as a table in Markdown.
    static var movesInMarkdown: String {
        var lines = ["| from | to | when |", "|---|---|---|"]
        for state in allCases {
            for move in state.moves { lines.append("| \(state.name) | \(move.to.name) | \(move.when) |") }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
