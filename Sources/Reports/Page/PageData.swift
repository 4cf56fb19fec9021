import EventEngine
import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Text
import Warnings

/// What the charts of a page are drawn from.
struct PageData: Encodable {
    struct Curves: Encodable {
        var median: [Double?]
        var low: [Double?]
        var high: [Double?]

        init(_ band: Band, scale: Double = 1, digits: Int) {
            let round = { (values: [Double?]) in values.map { $0.map { PageData.rounded($0 * scale, digits) } } }
            median = round(band.median)
            low = round(band.low)
            high = round(band.high)
        }
    }

    struct Series: Encodable {
        /// Days.
        var instants: [Double]
        /// Per cent.
        var patched: [Curves]
        var exposed: [Curves]
        /// By strategy, cause and interval.
        var unavailable: [[[Double]]]
    }

    struct Point: Encodable {
        /// Exposed device-days, and hours of downtime: mean and its interval.
        var x: [Double]
        var y: [Double]
        /// Hours of people.
        var effort: Double
        /// No other strategy has all three means at least as low.
        var isOnFront: Bool
    }

    struct Swing: Encodable {
        struct End: Encodable {
            var value: String
            var mean: Double
        }

        var key: String
        var ends: [End]
        var isSignificant: Bool
    }

    struct Tornado: Encodable {
        var title: String
        var base: Double
        var bars: [Swing]

        init(_ tornado: TornadoResult) {
            let metric = tornado.metric
            title = metric.titleWithUnit
            base = PageData.rounded(metric.shown(tornado.base), 4)
            bars = tornado.bars.map { bar in
                Swing(
                    key: bar.key,
                    ends: bar.ends.map { Swing.End(value: $0.value, mean: PageData.rounded(metric.shown($0.mean), 4)) },
                    isSignificant: bar.isSignificant
                )
            }
        }
    }

    struct Stage: Encodable {
        var name: String
        var stopped: Bool
        var ring: Int
        var from: Double
        var to: Double
        var reason: String
    }

    struct Row: Encodable {
        /// What goes this way.
        var patches: String
        var stages: [Stage]
        var rings: Int
    }

    struct Course: Encodable {
        var label: String
        var isUsual: Bool
        /// By strategy.
        var rows: [[Row]]
    }

    struct Remark: Encodable {
        var code: String
        var message: String
        var help: String
    }

    /// What would make the figures mislead, the most harmful first.
    var warnings: [Remark]
    var strategies: [String]
    var start: String
    /// Days.
    var horizon: Double
    var series: Series?
    var downtimeCauses: [String]
    var plannedCauses: Int
    /// By strategy and cause: mean hours.
    var downtime: [[Double]]
    var residualCauses: [String]
    /// By strategy and cause: mean devices.
    var residual: [[Double]]
    /// By strategy and replication.
    var blast: [[Int]]
    var replications: [Int]
    /// Empty with a single strategy.
    var points: [Point]
    var costItems: [String]
    /// By strategy and item; nil without prices.
    var costs: [[Double]]?
    var currency: String?
    var courses: [Course]
    var tornados: [Tornado]

    init(_ comparison: Comparison, _ bands: SeriesBands?, _ tornados: [TornadoResult], _ warnings: [Warning] = []) {
        self.warnings = warnings.map { Remark(code: $0.code, message: $0.message, help: $0.help) }
        self.tornados = tornados.map { Tornado($0) }
        let study = comparison.study
        strategies = study.policies.map(\.name)
        start = study.scenario.start
        horizon = Double(study.scenario.horizon) / 86_400
        series = bands.map { bands in
            Series(
                instants: bands.instants.map { Self.rounded(Double($0) / 86_400, 5) },
                patched: bands.patched.map { Curves($0, scale: 100, digits: 3) },
                exposed: bands.exposed.map { Curves($0, digits: 1) },
                unavailable: bands.unavailable.map { causes in causes.map { $0.map { Self.rounded($0, 4) } } }
            )
        }
        let ledgers = study.results.map { $0.map(\.ledger) }
        downtimeCauses = DowntimeCause.allCases.map(\.rawValue)
        plannedCauses = DowntimeCause.allCases.count { $0.isPlanned }
        downtime = ledgers.map { own in
            DowntimeCause.allCases.map { cause in Self.mean(own) { cause.seconds(in: $0) / 3600 } }
        }
        residualCauses = ResidualCause.allCases.map(\.words)
        residual = ledgers.map { own in
            ResidualCause.allCases.map { cause in Self.mean(own) { Double($0.patching.neverPatched[cause] ?? 0) } }
        }
        blast = ledgers.map { $0.map(\.defects.blastRadius) }
        replications = study.replications
        points = (comparison.tradeoff?.points ?? []).map { point in
            Point(
                x: Self.interval(point.estimates[0]),
                y: Self.interval(point.estimates[1]),
                effort: Self.rounded(point.estimates[2].mean, 3),
                isOnFront: point.isOnFrontOfMeans
            )
        }
        costs = comparison.costs?.strategies.map { $0.parts.map { Self.rounded($0, 2) } }
        costItems = CostItem.allCases.map(\.words)
        currency = study.scenario.prices?.currency
        courses = PageTimelines(study).courses
    }

    static func mean(_ ledgers: [Ledger], _ value: (Ledger) -> Double) -> Double {
        guard !ledgers.isEmpty else { return 0 }
        return rounded(ledgers.reduce(0) { $0 + value($1) } / Double(ledgers.count), 6)
    }

    static func rounded(_ value: Double, _ digits: Int) -> Double {
        let scale = (0..<digits).reduce(1.0) { power, _ in power * 10 }
        let result = (value * scale).rounded() / scale
        return result.isFinite ? result : value
    }

    /// The mean and the ends of its interval, of a quantity that is never negative.
    static func interval(_ estimate: Estimate) -> [Double] {
        let ends = estimate.interval.map { [max(0, $0.lower), $0.upper] } ?? [estimate.mean, estimate.mean]
        return ([estimate.mean] + ends).map { rounded($0, 4) }
    }

    /// As it can stand in a page: no text can end the element that holds it.
    func json() throws -> HTML {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let text = String(decoding: try encoder.encode(self), as: UTF8.self)
        return HTML(markup: HTML.harmless(text).replacingOccurrences(of: "<", with: "\\u003c"))
    }
}

/// The timelines of the replications that a page shows.
struct PageTimelines {
    let courses: [PageData.Course]

    /// The most rows of all replications together; beyond them only some replications are shown, so that the page of a study
    /// with thousands of replications stays small.
    private static let mostRows = 2000

    init(_ study: Study) {
        let usual = Self.usual(study)
        let ordered = [usual] + study.replications.indices.filter { $0 != usual }
        var found: [Int: PageData.Course] = [:]
        var rows = 0
        for place in ordered where rows < Self.mostRows && study.replications.indices.contains(place) {
            let timelines = study.results.map { Timeline($0[place].decisions, study.scenario) }
            rows += timelines.reduce(1) { $0 + $1.rows.count }
            let stops = study.results.reduce(0) { $0 + $1[place].ledger.rollouts.stops }
            found[place] = PageData.Course(
                label: "replication \(study.replications[place])"
                    + (place == usual && study.replications.count > 1 ? " (median exposure)" : "")
                    + (stops > 0 ? ", \(Figure.count(stops, "stop", "stops"))" : ""),
                isUsual: place == usual,
                rows: timelines.map { $0.rows.map { Self.row($0, of: study.scenario.patches.count) } }
            )
        }
        courses = found.keys.sorted().compactMap { found[$0] }
    }

    /// The place of the replication whose exposure, over all strategies, is the median.
    private static func usual(_ study: Study) -> Int {
        let sums = study.replications.indices.map { place in
            study.results.reduce(Int64(0)) { $0 + $1[place].ledger.exposure.plain }
        }
        let order = sums.indices.sorted { (sums[$0], $0) < (sums[$1], $1) }
        return order.isEmpty ? 0 : order[(order.count - 1) / 2]
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
