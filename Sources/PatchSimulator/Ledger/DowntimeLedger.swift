/// How well devices served their users.
public struct DowntimeLedger: Sendable, Hashable {
    /// Device-seconds in each condition, in the order of `Condition.allCases`; they sum to devices × time.
    public var conditionSeconds: [Int64] = Array(repeating: 0, count: Condition.allCases.count)
    /// Seconds of degraded devices weighted by the capacity lost, in thousandths.
    public var lostCapacitySeconds: Int64 = 0
    /// The most devices in unplanned downtime at one moment.
    public var mostDownAtOnce = 0

    /// Device-seconds.
    public var planned: Int64 { seconds { $0.isPlannedDowntime } }
    /// Device-seconds; degraded time counts by the share of capacity lost.
    public var unplanned: Double { Double(seconds { $0.isUnplannedDowntime }) + Double(lostCapacitySeconds) / 1000 }

    private func seconds(_ isMeant: (Condition) -> Bool) -> Int64 {
        zip(Condition.allCases, conditionSeconds).reduce(0) { isMeant($1.0) ? $0 + $1.1 : $0 }
    }

    static let figures: [Ledger.Figure] =
        Condition.allCases.map(\.figure) + [
            .sum(
                "lost_capacity_ms",
                .deviceMilliseconds,
                "device-milliseconds of capacity lost by degraded devices",
                per: .devices,
                \.downtime.lostCapacitySeconds
            ),
            .count(
                "down_at_once_devices",
                .devices,
                "the most devices in unplanned downtime at one moment, after all that happens in the same second",
                \.downtime.mostDownAtOnce
            ),
        ]

    static let totals = [
        Ledger.Total(
            id: "planned_downtime_s",
            meaning: "device-seconds of planned downtime: \(words { $0.isPlannedDowntime })",
            formula: plannedFormula
        ),
        Ledger.Total(
            id: "unplanned_downtime_s",
            meaning: "device-seconds of unplanned downtime: \(words { $0.isUnplannedDowntime }), and the capacity lost",
            formula: unplannedFormula
        ),
    ]

    /// Device-seconds of planned downtime.
    public static let plannedFormula = Formula.figures(ids { $0.isPlannedDowntime })
    /// Device-seconds of unplanned downtime; degraded time counts by the share of capacity lost.
    public static let unplannedFormula = Formula.sum([
        .figures(ids { $0.isUnplannedDowntime }), .quotient(.figure("lost_capacity_ms"), 1000),
    ])

    private static func ids(_ isMeant: (Condition) -> Bool) -> [Ledger.Figure.ID] {
        Condition.allCases.filter(isMeant).map(\.figureID)
    }

    private static func words(_ isMeant: (Condition) -> Bool) -> String {
        Condition.allCases.filter(isMeant).map(\.words).joined(separator: ", ")
    }
}

extension Condition {
    /// The name of the figure that counts its device-seconds.
    public var figureID: Ledger.Figure.ID { "\(String(words.map { $0 == " " ? "_" : $0 }))_s" }

    fileprivate var figure: Ledger.Figure {
        let place = Int(rawValue)
        return .other(figureID, .deviceSeconds, "device-seconds \(words)", per: .devices) {
            $0.downtime.conditionSeconds[place]
        } write: {
            $0.downtime.conditionSeconds[place] = $1
        }
    }

    /// The words for it.
    public var words: String {
        switch self {
        case .up: "up"
        case .degraded: "degraded"
        case .installing: "installing"
        case .restarting: "restarting"
        case .reverting: "reverting"
        case .rollingBack: "rolling back"
        case .down: "down"
        case .dead: "dead"
        }
    }
}
