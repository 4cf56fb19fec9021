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

        var mean: [Double?]
        /// The lowest of all replications where more is better, and else the highest.
        var worst: [Double?]

        init(_ band: Band, scale: Double = 1, digits: Int, isMoreBetter: Bool = false) {
            let round = { (values: [Double?]) in values.map { $0.map { PageData.rounded($0 * scale, digits) } } }
            median = round(band.median)
            low = round(band.low)
            high = round(band.high)
            mean = round(band.mean)
            worst = round(isMoreBetter ? band.least : band.most)
        }
    }

    struct Series: Encodable {
        /// Days.
        var instants: [Double]
        /// Per cent.
        var patched: [Curves]
        var exposed: [Curves]
        /// Devices; by interval between two instants.
        var down: [Curves]
        /// By strategy: the course of the replication with the highest peak, and its number.
        var worstDown: [[Double]]
        var worstRuns: [Int]
    }

    /// Shares by strategy, day and way of telling.
    struct Marks: Encodable {
        var days: [Int]
        var patched: [[[Double]?]]
        /// Empty if nothing is ever exposed.
        var exposed: [[[Double]?]]

        init(_ marks: DayMarks) {
            let told = { (values: [[[Double]]], goal: PairedDifference.Goal) in
                values.map { days in
                    days.map { FourFigures($0, goal)?.cells.map { PageData.rounded($0.value * 100, 3) } }
                }
            }
            days = marks.days
            patched = told(marks.patched, .high)
            exposed = marks.exposed.joined().allSatisfy(\.isEmpty) ? [] : told(marks.exposed, .low)
        }
    }

    struct Tile: Encodable {
        var id: String
        var kind: String
        /// Place among the ways of telling.
        var usual: Int
        /// By scope, strategy and way of telling; null: not known.
        var values: [[[Double]?]?]
        /// Those of them that are only bounds; null: none is.
        var bounds: [[[Bool]?]?]

        init(_ tile: PageTile) {
            id = tile.id
            kind = tile.kind.rawValue
            usual = FourFigures.Way.allCases.firstIndex(of: tile.usual) ?? 0
            let scale: Double = tile.kind == .share ? 100 : 1
            values = tile.figures.map { $0.map { $0.map { $0?.cells.map { PageData.rounded($0.value * scale, 3) } } } }
            bounds = tile.figures.map { scope in
                scope?.map { own in own.map { $0.cells.map(\.isBound) }.flatMap { $0.contains(true) ? $0 : nil } }
            }
        }
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
        /// What it is shown for: `typical run`, `worst run`; mostly empty.
        var roles: [String]
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
    /// Nil without prices.
    var prices: PagePrices?
    /// Place of the recommended strategy; nil if there is none.
    var chosen: Int?
    var calendar: PageCalendar
    var marks: Marks?
    var tiles: [Tile]
    var courses: [Course]
    var tornados: [Tornado]

    init(_ page: ReportPage) {
        let (comparison, study) = (page.comparison, page.study)
        warnings = page.report.warnings.map { Remark(code: $0.code, message: $0.message, help: $0.help) }
        tornados = page.tornados.map { Tornado($0) }
        chosen = page.board?.chosen
        prices = page.prices
        calendar = PageCalendar(study.scenario)
        marks = page.marks.map { Marks($0) }
        tiles = page.tiles.map { Tile($0) }
        strategies = study.policies.map(\.name)
        start = study.scenario.start
        horizon = Double(study.scenario.horizon) / 86_400
        series = page.report.bands.map { bands in
            Series(
                instants: bands.instants.map { Self.rounded(Double($0) / 86_400, 5) },
                patched: bands.patched.map { Curves($0, scale: 100, digits: 2, isMoreBetter: true) },
                exposed: bands.exposed.map { Curves($0, digits: 1) },
                down: bands.down.map { Curves($0.band, digits: 2) },
                worstDown: bands.down.map { $0.worstCourse.map { Self.rounded($0, 2) } },
                worstRuns: bands.down.map {
                    study.replications.indices.contains($0.worst) ? study.replications[$0.worst] : 0
                }
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
        courses = page.courses
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
