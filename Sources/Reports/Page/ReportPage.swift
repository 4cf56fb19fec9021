import Crypto
import Experiments
import Foundation
import PatchModel
import Text
import Warnings

/// The page of a report: what everybody reads first stands first.
struct ReportPage {
    let report: ReportDocument
    var comparison: Comparison { report.comparison }
    var study: Study { report.comparison.study }
    var names: [String] { study.policies.map(\.name) }

    init(_ report: ReportDocument) { self.report = report }

    var html: HTML {
        get throws {
            let data = try PageData(comparison, report.bands, report.tornados, report.warnings).json()
            let title = study.scenario.question.isEmpty ? "PatchLab report" : study.scenario.question
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
                </head>
                <body>
                <a class="skip" href="#verdict">Skip to the verdict</a>
                <header class="title">
                <p class="eyebrow">PatchLab report</p>
                <h1>\(title)</h1>
                <p class="facts">\(facts)</p>\(settings)
                </header>
                <main>
                \(verdict)
                \(warnings)\(strategyBar)
                \(headline)
                \(charts)
                \(breakdowns)
                \(furtherFigures)
                \(assumptions)
                \(rerun)
                \(glossary)
                </main>
                <footer><p>Made by PatchLab \(report.origin.version). Charts: Apache ECharts 5.5.1 (Apache License 2.0). \
                This page is complete: it reads nothing from any network.</p></footer>
                <script type="application/json" id="data">\(data)</script>
                <script>\(HTML(markup: ReportAssets.charts))</script>
                <script>\(HTML(markup: ReportAssets.script))</script>
                </body>
                </html>

                """
        }
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
        let count = study.replications.count
        var parts = [
            Figure.count(scenario.deviceCount, "device", "devices"),
            Figure.count(scenario.patches.count, "patch", "patches"),
            Figure.count(scenario.vulnerabilities.count, "vulnerability", "vulnerabilities"),
            "\(Figure.span(Double(scenario.horizon))) from \(scenario.start.replacingOccurrences(of: "T", with: " "))"
                + " (\(scenario.zone.name))",
            Figure.count(count, "replication", "replications") + " with seed \(study.seed)",
        ]
        if study.isPartial { parts.append("interrupted: only what was finished is shown") }
        return parts.joined(separator: " · ")
    }

    /// A variant must not be taken for the scenario itself.
    private var settings: HTML {
        report.origin.settingsInWords.map { "\n<p class=\"facts settings\">\($0)</p>" } ?? ""
    }

    // MARK: The verdict

    private var verdict: HTML {
        let sentences = comparison.verdict.isEmpty ? [onlyOne] : report.verdict
        let paragraphs: [HTML] = sentences.map { "<p>\($0)</p>\n" }
        return """
            <section id="verdict" class="verdict" aria-labelledby="verdict-title">
            <h2 id="verdict-title">The answer</h2>
            \(answer)\(paragraphs)</section>
            """
    }

    /// What `compare` says first.
    private var answer: HTML {
        guard let answer = AnswerText(study) else { return "" }
        let lines: [HTML] = answer.lines.map { "<dt>\($0.label)</dt><dd>\($0.text)</dd>\n" }
        let list: HTML = lines.isEmpty ? "" : "<dl>\n\(lines)</dl>\n"
        return "<div class=\"first\">\(answer.sentence)</div>\n\(list)"
    }

    private var onlyOne: String {
        guard let name = names.first else { return "The study holds no strategy." }
        return "Only \(name) was run: there is nothing to compare it with."
    }

    /// What would make the figures mislead; nothing where nothing would.
    private var warnings: HTML {
        guard !report.warnings.isEmpty else { return "" }
        let items: [HTML] = report.warnings.map { warning in
            "<li data-code=\"\(warning.code)\">\(warning.message). <span class=\"unit\">\(warning.help) [\(warning.code)]</span></li>\n"
        }
        return """
            <section id="warnings" class="warnings" aria-labelledby="warnings-title">
            <h2 id="warnings-title">Before you rely on these figures</h2>
            <ul>
            \(items)</ul>
            </section>

            """
    }

    /// Shows and hides strategies in all charts; without scripts it is a key to the colours and nothing more.
    private var strategyBar: HTML {
        let buttons: [HTML] = names.enumerated().map { place, name in
            """
            <button type="button" aria-pressed="true" data-strategy="\(place)"><span class="swatch" aria-hidden="true">\
            </span>\(name)</button>
            """
        }
        return """
            <div class="strategies" role="group" aria-label="Strategies shown in the charts">\(buttons)
            <label class="time">Time shown <select id="select-time"><option>all of it</option></select></label></div>
            """
    }

    // MARK: What is behind the figures

    var rerun: HTML {
        let files: [[HTML]] = report.origin.files.map { ["\($0.name)", "<code class=\"digest\">\($0.sha256)</code>"] }
        let table =
            files.isEmpty ? "" : HTML.table(caption: "Files read", ["file", "SHA-256"], files, isText: true)
        return """
            <section id="rerun" aria-labelledby="rerun-title">
            <h2 id="rerun-title">The same figures again</h2>
            <pre class="command"><code>\(report.sameFigures.command)</code></pre>
            <p>\(report.sameFigures.note.isEmpty ? "" : report.sameFigures.note + " ")PatchLab \(report.origin.version), seed \(String(study.seed)), replications \(replications). The same \
            files, seed and version give the same figures to the last digit, whatever the machine.</p>
            \(table)</section>
            """
    }

    private var replications: String {
        study.replications.isEmpty ? "none" : SameFigures.ranges(study.replications)
    }

    private var glossary: HTML {
        let pairs: HTML =
            names.count < 2
            ? ""
            : """
            <dt>Paired differences</dt><dd>Every strategy meets the same devices, online hours, defects and luck in a \
            replication, so that what differs comes from the strategies.</dd>

            """
        return """
            <section id="words" aria-labelledby="words-title">
            <h2 id="words-title">What the words mean</h2>
            <dl>
            <dt>Exposed device-days</dt><dd>For each device and vulnerability, the days from disclosure (or from the start, if \
            that is later) until a version that has it fixed runs, restart included; summed up.</dd>
            <dt>Time to patch</dt><dd>From a patch's release until it runs, over all pairs of a device and a patch that applies \
            to it, by Kaplan and Meier's estimate: pairs that are never patched count.</dd>
            <dt>Blast radius</dt><dd>Devices on which a defect of a patch took effect.</dd>
            <dt>Downtime</dt><dd>Hours in which devices do not serve their users, planned (installing, restarting) and \
            unplanned; a device that works at 75 % counts for a quarter of the time.</dd>
            <dt>95 % interval</dt><dd>From the replications at hand; in about 95 % of studies like this \
            the interval contains the mean over infinitely many. Where rare great losses decide and the replications are few, \
            it is less often: a loss that is in none of the replications is in no interval. So nothing is called better below \
            \(Significance.fewestReplications) replications.</dd>
            <dt>10–90 % band</dt><dd>Eight of ten replications lie within: how differently things may go, not how well the mean \
            is known.</dd>
            \(pairs)</dl>
            </section>
            """
    }
}
