import Crypto
import Experiments
import Foundation
import PatchModel
import Text
import Warnings

/// The page of a report: what everybody reads first stands first.
struct ReportPage {
    let report: ReportDocument
    let board: BoardText?
    let marks: DayMarks?
    let prices: PagePrices?
    let scopes: [PageTile.Scope]
    let tiles: [PageTile]
    let courses: [PageData.Course]
    /// Those of what decides first, and of them that of the recommended strategy, or of the best so far.
    let tornados: [TornadoResult]
    var comparison: Comparison { report.comparison }
    var study: Study { report.comparison.study }
    var names: [String] { study.policies.map(\.name) }

    init(_ report: ReportDocument) {
        self.report = report
        let study = report.comparison.study
        let answer = Answer(study)
        board = BoardText(study)
        marks = DayMarks(study)
        prices = PagePrices(study, badRuns: answer?.badRuns ?? [])
        scopes = PageTile.scopes(report.comparison)
        tiles = PageTile.tiles(study, scopes)
        courses = PageTimelines(study, answer).courses
        tornados = Self.ordered(report.tornados, chosen: board?.chosen.map { study.policies[$0].name })
    }

    var html: HTML {
        get throws {
            let data = try dataElement
            let sweep = try PageSweep(report)
            return """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="\(policy)">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta name="referrer" content="no-referrer">
                <meta name="generator" content="PatchLab \(report.origin.version)">
                <title>\(title)</title>
                <style>
                \(HTML(markup: ReportAssets.style))</style>
                <noscript><style>.plot { display: none; }</style></noscript>
                </head>
                <body>
                <a class="skip" href="#answer">Skip to the answer</a>
                \(sweep.sliders)<div id="page">
                \(content)
                </div>
                <footer><p>Made by PatchLab \(report.origin.version). Charts: Apache ECharts 5.5.1 (Apache License 2.0). \
                This page is complete: it reads nothing from any network.</p></footer>
                \(data)
                \(sweep.others)<script>\(HTML(markup: ReportAssets.charts))</script>
                <script>\(HTML(markup: ReportAssets.script))</script>
                </body>
                </html>

                """
        }
    }

    private var title: String { study.scenario.question.isEmpty ? "PatchLab report" : study.scenario.question }

    /// All that is read.
    var content: HTML {
        """
        <header class="title">
        <p class="actions" id="actions" hidden><button type="button" id="print-short">Print 2 pages</button>
        <button type="button" id="print-full">Print everything</button></p>
        <h1>\(title)</h1>
        <p class="facts">\(facts)</p>\(settings)
        </header>
        <main>
        \(firstScreen)
        \(incidents)
        \(charts)
        \(headline)
        \(breakdowns)
        \(furtherFigures)
        \(assumptions)
        \(rerun)
        \(glossary)
        </main>
        """
    }

    /// What the page's script draws from.
    var dataElement: HTML {
        get throws { "<script type=\"application/json\" id=\"data\">\(try PageData(self).json())</script>" }
    }

    private static func ordered(_ tornados: [TornadoResult], chosen: String?) -> [TornadoResult] {
        let deciding = tornados.filter(\.metric.isCost)
        let first = deciding.isEmpty ? tornados.filter { $0.metric == tornados.first?.metric } : deciding
        let best = first.first { $0.strategy == chosen } ?? first.min { $0.base < $1.base }
        let rest = (first + tornados.filter { !first.contains($0) }).filter { $0 != best }
        return (best.map { [$0] } ?? []) + rest
    }

    /// Nothing may be fetched from anywhere, and no script may run but the two that are part of the page.
    private var policy: String {
        let digests = [ReportAssets.charts, ReportAssets.script].map { script in
            "'sha256-\(Data(SHA256.hash(data: Data(script.utf8))).base64EncodedString())'"
        }
        return "default-src 'none'; script-src \(digests.joined(separator: " ")); style-src 'unsafe-inline'; "
            + "img-src data:; base-uri 'none'; form-action 'none'"
    }

    private var facts: String {
        let scenario = study.scenario
        let days = Double(scenario.horizon) / 86_400
        let span = days < 2 ? Figure.span(Double(scenario.horizon)) : "\(Figure.plain(days)) days"
        let parts = [
            Figure.count(scenario.deviceCount, "device", "devices"),
            Figure.count(scenario.patches.count, "patch", "patches"), "\(span) from \(PageCalendar.start(scenario))",
        ]
        let count = study.replications.count
        return parts.joined(separator: ", ") + ". "
            + "\(Figure.count(count, "run", "runs"))."
            + (study.isPartial ? " Interrupted: only what was finished is shown." : "")
    }

    /// A variant must not be taken for the scenario itself.
    private var settings: HTML {
        report.origin.settingsInWords.map { "\n<p class=\"facts settings\">\($0)</p>" } ?? ""
    }

    // MARK: What is behind the figures

    var rerun: HTML {
        let files: [[HTML]] = report.origin.files.map { ["\($0.name)", "<code class=\"digest\">\($0.sha256)</code>"] }
        let table =
            files.isEmpty ? "" : HTML.table(caption: "Files read", ["file", "SHA-256"], files, isText: true)
        return """
            <section id="rerun" class="short" aria-labelledby="rerun-title">
            <h2 id="rerun-title">Reproduce this report</h2>
            <pre class="command"><code>\(report.sameFigures.command)</code></pre>
            <p>\(report.sameFigures.note.isEmpty ? "" : report.sameFigures.note + " ")PatchLab \(report.origin.version), seed \(String(study.seed)), runs \(replications). The same \
            files, seed and version give the same figures to the last digit on every machine.</p>
            \(table)</section>
            """
    }

    private var replications: String {
        study.replications.isEmpty ? "none" : SameFigures.ranges(study.replications)
    }

    private var glossary: HTML {
        let words = PageGlossary.allCases.filter { names.count > 1 || $0 != .paired }
        let items: [HTML] = words.map { "<dt>\($0.term)</dt><dd>\($0.definition)</dd>\n" }
        let meanings: [HTML] = words.map(\.explanation)
        return """
            <section id="words" aria-labelledby="words-title">
            <h2 id="words-title">Glossary</h2>
            <dl>
            \(items)</dl>
            \(meanings)</section>
            """
    }
}
