import Experiments
import PatchModel
import PatchSimulator
import Text

/// A question that the first screen answers with one figure a strategy.
struct PageTile {
    /// Whose figures are told: all devices, or one member of what the runs are broken down by.
    struct Scope {
        /// Nil: all devices.
        var dimension: PatchSimulator.Dimension?
        var name: String
        /// By strategy and run.
        var ledgers: [[Ledger]]
    }

    /// Letters and hyphens.
    var id: String
    var title: String
    /// What the title means.
    var word: PageGlossary?
    /// Behind the title, in smaller type.
    var unit: String
    /// How a figure becomes text.
    var kind: Kind
    /// Which way it is told unless another is chosen: the mean where it decides, the worst where it is harm.
    var usual: FourFigures.Way
    /// By scope and strategy; nil where the runs do not tell it of this scope.
    var figures: [[FourFigures?]?]

    enum Kind: String {
        case amount, share
        /// Days since the start, which have a date.
        case day
        /// Days since something else, which have none.
        case days
    }

    /// At most so many.
    static let most = 4

    /// The scopes of a study: all devices first.
    static func scopes(_ comparison: Comparison) -> [Scope] {
        let study = comparison.study
        let all = Scope(dimension: nil, name: "all devices", ledgers: study.results.map { $0.map(\.ledger) })
        return [all]
            + comparison.breakdowns.flatMap { breakdown in
                breakdown.members.prefix(ReportPage.mostMembers).map { member in
                    Scope(
                        dimension: breakdown.dimension,
                        name: member.name ?? "none",
                        ledgers: member.ledgers
                    )
                }
            }
    }

    /// The tiles of a study, the most important ones of those that it has figures for.
    static func tiles(_ study: Study, _ scopes: [Scope]) -> [PageTile] {
        var tiles: [PageTile?] = []
        if let prices = study.scenario.prices {
            tiles.append(tile("cost", "Cost", nil, prices.currency, .amount, .average, .cost(prices), scopes))
        }
        if let open = DayMarks.usualExposed(study.scenario.horizon) {
            tiles.append(tile("exposed-day", open.title, .exposed, "%", .share, .typical, open, scopes))
        }
        // Counted from the release, which is the start only where all patches are out by then.
        let isFromStart = study.scenario.patches.allSatisfy { $0.released <= 0 }
        tiles.append(
            isFromStart
                ? tile("patched", "95 % patched by", .patchPair, "day", .day, .typical, .timeToPatch95, scopes)
                : tile(
                    "patched",
                    "95 % patched",
                    .patchPair,
                    "days from release",
                    .days,
                    .typical,
                    .timeToPatch95,
                    scopes
                )
        )
        tiles.append(tile("hit", "Devices hit", .hit, "by a bad patch", .amount, .worst, .blastRadius, scopes))
        tiles.append(tile("down", "Downtime", .downtime, "hours", .amount, .average, .downtime, scopes))
        tiles.append(
            tile("exposure", "Exposure", .exposure, "device-days", .amount, .average, .exposedDeviceDays, scopes)
        )
        return Array(tiles.compactMap { $0 }.prefix(most))
    }

    private static func tile(
        _ id: String,
        _ title: String,
        _ word: PageGlossary?,
        _ unit: String,
        _ kind: Kind,
        _ usual: FourFigures.Way,
        _ metric: Metric,
        _ scopes: [Scope]
    ) -> PageTile? {
        let figures = scopes.map { scope -> [FourFigures?]? in
            let found = scope.ledgers.map { own -> FourFigures? in
                let cells = own.compactMap { metric.value(in: $0) }
                guard cells.count == own.count else { return nil }
                return FourFigures(cells.map { .init(value: $0.value, isBound: $0.isCensored) }, metric.goal)
            }
            return found.contains { $0 != nil } ? found : nil
        }
        guard let all = figures.first ?? nil, all.contains(where: { $0 != nil }) else { return nil }
        // What is never exposed or down makes no difference to anybody.
        if metric == .exposedDeviceDays, all.allSatisfy({ $0?.worst.value == 0 }) { return nil }
        return PageTile(id: id, title: title, word: word, unit: unit, kind: kind, usual: usual, figures: figures)
    }
}
