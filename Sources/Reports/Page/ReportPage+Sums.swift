import Experiments
import PatchModel
import PatchSimulator
import Text

extension ReportPage {
    var downtime: PageFigure {
        let ledgers = study.results.map { $0.map(\.ledger) }
        let hours = { (cause: DowntimeCause, own: [Ledger]) in PageData.mean(own) { cause.seconds(in: $0) / 3600 } }
        let words = { (value: Double) in Figure.fixed(value, value == 0 ? 0 : Figure.decimals(for: value)) }
        let rows: [[HTML]] = DowntimeCause.allCases.map { cause in
            ["\(cause.rawValue) (\(cause.isPlanned ? "planned" : "unplanned"))"]
                + ledgers.map { "\(words(hours(cause, $0)))" }
        }
        let sums = zip(names, ledgers).map { name, own in
            "\(words(DowntimeCause.allCases.reduce(0) { $0 + hours($1, own) })) h under \(name)"
        }
        return PageFigure(
            id: "downtime",
            title: "Downtime by cause",
            lead: "In total \(Words.told(sums)).",
            note: "Means over runs. The two charts use different scales.",
            table: HTML.table(caption: "Downtime by cause, device-hours", ["cause"] + names, rows)
        )
    }

    var residual: PageFigure {
        let ledgers = study.results.map { $0.map(\.ledger) }
        let rows: [[HTML]] = ResidualCause.allCases.map { cause in
            ["\(cause.words)"]
                + ledgers.map { own in
                    let mean = PageData.mean(own) { Double($0.patching.neverPatched[cause] ?? 0) }
                    return "\(Figure.fixed(mean, mean == mean.rounded() ? 0 : Figure.decimals(for: mean)))"
                }
        }
        let sums = zip(names, ledgers).map { name, own in
            let mean = PageData.mean(own) { Double($0.patching.neverPatchedDevices) }
            return "\(Figure.fixed(mean, mean == mean.rounded() ? 0 : Figure.decimals(for: mean))) under \(name)"
        }
        return PageFigure(
            id: "residual",
            title: "Which devices are never patched, and why?",
            lead: "Devices that lack at least one patch at the end: \(Words.told(sums)).",
            note: "Means over runs; each device counts once, by its most serious cause.",
            table: HTML.table(caption: "Devices never patched by cause", ["cause"] + names, rows)
        )
    }
}
