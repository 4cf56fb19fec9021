import Experiments
import PatchModel
import Text

extension ReportPage {
    func tradeoff(_ tradeoff: Tradeoff) -> PageFigure {
        let front = tradeoff.points.filter(\.isOnFrontOfMeans).map { names[$0.strategy] }
        let rows: [[HTML]] = tradeoff.points.map { point in
            ["\(names[point.strategy])"] + point.estimates.map { words($0) } + ["\(standing(point.standing))"]
        }
        let lead =
            front.count == 1
            ? "\(front[0]) has the best means of exposure, downtime and effort."
            : "On average, none of \(Words.list(front)) is worse than another on all three of exposure, downtime and effort."
        return PageFigure(
            id: "tradeoff",
            title: "Exposure against downtime",
            lead: lead,
            note:
                "Means with their 95 % intervals; nearer to the lower left is better. The larger the mark, the more work for "
                + "people. The dashed line joins those of which none is worse on all three; the table shows which of these "
                + "differences are statistically significant.",
            table: HTML.table(
                caption: "Exposure, downtime and effort",
                ["strategy", "exposed device-days", "downtime, device-hours", "effort, hours", "standing"],
                rows
            ),
            isFolded: study.scenario.prices != nil
        )
    }

    func words(_ estimate: Estimate) -> HTML {
        let places = Figure.decimals(for: estimate.mean)
        guard let interval = estimate.interval, interval.lower < interval.upper else {
            return "\(Figure.fixed(estimate.mean, places))"
        }
        // What is counted is never negative, whatever a symmetric interval says.
        let ends = "\(Figure.fixed(max(0, interval.lower), places))–\(Figure.fixed(interval.upper, places))"
        return "\(Figure.fixed(estimate.mean, places)) <span class=\"interval\">\(ends)</span>"
    }

    private func standing(_ standing: Tradeoff.Standing) -> String {
        switch standing {
        case .onFront: "best trade-off (significant)"
        case .dominated(let other): "beaten by \(names.indices.contains(other) ? names[other] : "another")"
        case .cannotTell: "unclear"
        }
    }
}
