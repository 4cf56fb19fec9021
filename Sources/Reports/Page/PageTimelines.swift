import Experiments
import PatchModel
import PatchSimulator
import Text

/// The timelines of the replications that a page shows.
struct PageTimelines {
    let courses: [PageData.Course]

    /// What a run may be shown for, in the order of the page's choice.
    static let roles = ["typical run", "worst run", "first run with a false stop"]

    /// The most rows of all replications together; beyond them only some replications are shown, so that the page of a study
    /// with thousands of replications stays small.
    private static let mostRows = 2000

    init(_ study: Study, _ answer: Answer?) {
        let (usual, worst) = Self.usualAndWorst(study, answer)
        let falsely = study.replications.indices.first { place in
            study.results.contains { $0[place].ledger.rollouts.falseStops > 0 }
        }
        // What a place is shown for, the typical one first.
        var roles: [(place: Int, role: String)] = []
        if let usual, study.replications.count > 1 { roles.append((usual, Self.roles[0])) }
        if let worst, study.replications.count > 1 { roles.append((worst, Self.roles[1])) }
        if let falsely { roles.append((falsely, Self.roles[2])) }
        let first = roles.map(\.place) + (usual.map { [$0] } ?? [])
        let ordered = first + study.replications.indices.filter { !first.contains($0) }
        var found: [Int: PageData.Course] = [:]
        var rows = 0
        for place in ordered where rows < Self.mostRows && found[place] == nil {
            let timelines = study.results.map { Timeline($0[place].decisions, study.scenario) }
            rows += timelines.reduce(1) { $0 + $1.rows.count }
            let stops = study.results.reduce(0) { $0 + $1[place].ledger.rollouts.stops }
            found[place] = PageData.Course(
                label: "run \(study.replications[place])"
                    + (stops > 0 ? ", \(Figure.count(stops, "stop", "stops"))" : ""),
                roles: roles.filter { $0.place == place }.map(\.role),
                isUsual: place == usual,
                rows: timelines.map { $0.rows.map { Self.row($0, of: study.scenario.patches.count) } }
            )
        }
        courses = found.keys.sorted().compactMap { found[$0] }
    }

    /// The places of the replications that are the median and the worst in what decides, summed over all strategies; without
    /// an answer, in exposure.
    private static func usualAndWorst(_ study: Study, _ answer: Answer?) -> (Int?, Int?) {
        let sign: Double = answer?.measure.goal == .high ? -1 : 1
        let sums = study.replications.indices.map { place in
            sign
                * (answer.map { $0.values.reduce(0) { $0 + $1[place] } }
                    ?? study.results.reduce(0) { $0 + Double($1[place].ledger.exposure.plain) })
        }
        let order = sums.indices.sorted { (sums[$0], $0) < (sums[$1], $1) }
        return (order.isEmpty ? nil : order[(order.count - 1) / 2], order.last)
    }

    private static func row(_ row: Timeline.Row, of count: Int) -> PageData.Row {
        let several = row.patches == count ? "all \(count) patches" : "\(row.patches) patches"
        return PageData.Row(
            patches: row.patches > 1 ? several : row.name,
            stages: row.stages.map {
                PageData.Stage(
                    name: $0.name,
                    stopped: $0.isStopped,
                    ring: $0.ring,
                    from: PageData.rounded(Double($0.from) / 86_400, 5),
                    to: PageData.rounded(Double($0.to) / 86_400, 5),
                    reason: $0.reason
                )
            },
            rings: row.ringCount
        )
    }
}
