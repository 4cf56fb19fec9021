import EventEngine
import Experiments
import Foundation
import PatchModel
import PatchSimulator
import Testing
import Text

@testable import Reports

@Suite("The page of a report")
struct ReportPageTests {
    /// What stands in the page without its scripts and styles.
    private static func content(_ page: String) -> String {
        page.replacing(#/<script>.*?<\/script>/#.dotMatchesNewlines(), with: "")
            .replacing(#/<style>.*?<\/style>/#.dotMatchesNewlines(), with: "")
    }

    private static func data(_ page: String) throws -> [String: Any] {
        let found = try #require(page.firstMatch(of: #/id="data">(.*?)<\/script>/#.dotMatchesNewlines()))
        let object = try JSONSerialization.jsonObject(with: Data(found.1.utf8))
        return try #require(object as? [String: Any])
    }

    @Test("It holds the verdict, every figure, the assumptions, the files and the command")
    func isComplete() async throws {
        let study = try await SmallStudy.study()
        let comparison = Comparison(study)
        let page = Self.content(try SmallStudy.document(study).html())
        let board = try #require(BoardText(study))
        let told = [board.title] + board.sentences + board.lines.flatMap { [$0.label, $0.text] }
        for sentence in told + comparison.verdict + [comparison.costVerdict ?? "absent"] {
            #expect(page.contains(HTML.escaped(sentence)))
        }
        for (column, metric) in Metric.headlines.enumerated() {
            let format = MetricFormat(comparison, column)
            #expect(page.contains(metric.title))
            for summary in comparison.summaries.compactMap({ $0[column] }) {
                #expect(page.contains(">\(format.value(summary))<"))
                #expect(page.contains(HTML.escaped(format.interval(summary))))
            }
        }
        for part in [
            "exponential, mean 5.00 min", "2 technicians", "laptops", "crash", "CVE-1",
            "price, exposed device-day", "patchlab compare &#39;a &amp; b.yaml&#39; --seed 7 -n 8", "00ff",
            "PatchLab 1.2.3",
            "seed 7",
            "What does it cost?", "Did the gates hold?", "The course of one run",
        ] { #expect(page.contains(part), "\(part)") }
    }

    @Test("Every picture has words for those who do not see it, and a table of its figures")
    func isAccessible() async throws {
        let page = Self.content(try SmallStudy.document(try await SmallStudy.study()).html())
        let plots = page.matches(
            of: #/<div class="plot" id="plot-([a-z]+)" role="img" aria-label="[^"]+" aria-describedby="([a-z]+)-lead"/#
        )
        let order: [String] = [
            "patched", "exposed", "blast", "down", "timeline", "costs", "tradeoff", "residual", "downtime",
        ]
        let found: [String] = plots.map { String($0.1) }
        #expect(found == order && plots.map { String($0.2) } == order)
        for id in order { #expect(page.contains("<p class=\"lead\" id=\"\(id)-lead\">")) }
        let tables = page.matches(of: #/<details class="data"><summary>[^<]+<\/summary>\s*<div class="scroll"/#)
        #expect(tables.count == order.count)
        #expect(page.contains("<html lang=\"en\">"))
    }

    @Test("It fetches nothing, and no script may run but its own two")
    func isClosed() async throws {
        let page = try SmallStudy.document(try await SmallStudy.study()).html()
        let policy = try #require(page.firstMatch(of: #/Content-Security-Policy" content="([^"]*)"/#)).1
        #expect(policy.contains("default-src &#39;none&#39;"))
        #expect(!policy.contains("unsafe-eval") && !policy.contains("script-src &#39;unsafe-inline"))
        let digests = policy.matches(of: #/sha256-[A-Za-z0-9+\/]{43}=/#)
        #expect(digests.count == 2)
        let content = Self.content(page)
        #expect(!content.contains("http:") && !content.contains("https:") && !content.contains(" src="))
    }

    @Test(
        "Names are text wherever they stand, whatever they look like",
        arguments: [
            "</script><img src=x onerror=alert(1)>", "\" onmouseover=\"alert(1)", "'><svg/onload=alert(1)>",
            "<!-- & -->", "\u{202e}gnab-gib", "]]>", "{name|x}",
        ]
    )
    func escapes(name: String) async throws {
        let study = try await SmallStudy.study(named: name, replications: 2)
        let document = SmallStudy.document(study)
        let page = Self.content(try document.html())
        for mark in ["<img", "<svg/", "<!-- ", "\u{202e}", "\" onmouseover=\"alert"] { #expect(!page.contains(mark)) }
        // The page's data are one script element, and read back to the very name.
        let names = try Self.data(try document.html())["strategies"] as? [String]
        #expect(names == [HTML.harmless(name), "staged"])
        #expect(!document.markdown.contains("<img") && !document.markdown.contains("<svg"))
    }

    @Test("A study without series gives a page without the pictures over time, which says how to get them")
    func withoutSeries() async throws {
        let document = SmallStudy.document(try await SmallStudy.study(seriesIntervals: nil))
        #expect(!document.hasSeries && document.csv == nil)
        let page = Self.content(try document.html())
        #expect(!page.contains("plot-patched") && !page.contains("plot-down\""))
        #expect(page.contains("plot-timeline") && page.contains("kept without time series"))
    }

    @Test("One replication and one strategy are enough for a page", arguments: [(1, 1), (2, 1), (1, 3)])
    func small(strategies: Int, replications: Int) async throws {
        let study = try await SmallStudy.study(strategies: strategies, replications: replications)
        let page = Self.content(try SmallStudy.document(study).html())
        #expect(page.contains("plot-patched"))
        #expect(page.contains("plot-tradeoff") == (strategies > 1))
        if strategies == 1 { #expect(!page.localizedCaseInsensitiveContains("paired difference")) }
        if strategies == 1 { #expect(page.contains("There is nothing to compare it with")) }
        #expect(!page.contains("nan") && !page.contains(">inf<"))
    }

    @Test(
        "Doubts are told: open intervals, medians that are no means, costs by chance; and nothing counted is negative"
    )
    func doubts() async throws {
        let page = Self.content(try SmallStudy.document(try await SmallStudy.study()).html())
        #expect(page.contains("–?</span>") == page.contains("?: too few runs to say, or no upper end"))
        #expect(page.contains("?: too few runs to say, or no upper end"))
        #expect(page.contains("Left open at the end of a typical run:") && page.contains("; of the worst run:"))
        #expect(page.firstMatch(of: #/interval">-/#) == nil)
        let points = try #require(
            try Self.data(try SmallStudy.document(try await SmallStudy.study(replications: 2)).html())["points"]
                as? [[String: Any]]
        )
        for point in points {
            for key in ["x", "y"] { #expect(try #require(point[key] as? [Double]).allSatisfy { $0 >= 0 }) }
        }
    }

    @Test("Cells of figures carry the name of their column, for narrow screens, and wide tables say so, for paper")
    func tables() {
        let wide = HTML.table(caption: "c", ["k"] + (1...7).map { "s<\($0)" }, [["a"] + (1...7).map { "\($0)" }])
        #expect(wide.text.contains("<td data-name=\"s&lt;2\">2</td>") && wide.text.contains("class=\"figures many\""))
        let narrow = HTML.table(caption: "c", ["k", "s"], [["a", "1"]], isText: true)
        #expect(narrow.text.contains("<td>1</td>") && narrow.text.contains("class=\"words\""))
    }

    @Test("The command that gives the same figures says what is shown, and words say what it cannot")
    func sameFigures() async throws {
        let origin = ReportOrigin(version: "1", files: [.init(name: "a.yaml", sha256: "")])
        var study = try await SmallStudy.study(strategies: 1, replications: 2)
        let one = SameFigures(study, origin)
        #expect(one.command == "patchlab compare a.yaml --seed 7 -n 2 -s big-bang" && one.note.isEmpty)
        study.seed = 1
        study.replications = [3, 79]
        var varied = origin
        varied.settings = [.init(key: "fleet.x", value: "5")]
        let other = SameFigures(study, varied)
        #expect(other.command == "patchlab compare a.yaml -n 80 -s big-bang --set fleet.x=5")
        #expect(other.note.contains("shows only 2: 3, 79."))
        #expect(SameFigures.ranges([0, 1, 2, 5, 7, 8]) == "0 to 2, 5, 7 to 8")
    }

    @Test(
        "Down at once is in the lead what its picture shows, the metric is in the table, and its words are those of explain"
    )
    func downAtOnce() async throws {
        let study = try await SmallStudy.study()
        let page = Self.content(try SmallStudy.document(study).html())
        let bands = try #require(SeriesBands(study))
        let peaks = try study.policies.indices.map { place in
            let most = try #require(bands.down[place].worstCourse.max())
            #expect(most == bands.down[place].peaks.max())
            let figure = Figure.fixed(most, most == most.rounded() || most >= 10 ? 0 : 1)
            return "\(study.policies[place].name) \(figure) (run \(study.replications[bands.down[place].worst]))"
        }
        #expect(page.contains("At the highest point of the worst run: \(peaks[0]) and \(peaks[1])."))
        #expect(page.contains("Planned downtime is included; each point is the average over \(Figure.span(6 * 3600))"))
        for results in study.results {
            let values = try results.map { try #require(Metric.downAtOnce.value(in: $0.ledger)).value }
            let most = try #require(values.max())
            #expect(page.contains(">\(Figure.fixed(most, most == most.rounded() || most >= 10 ? 0 : 1))<"))
        }
        let open = try #require(Metric.exposedOnDay.first { $0.base == "exposed-day-7" })
        for metric in [Metric.downAtOnce, open] {
            #expect(page.contains(HTML.escaped(String(metric.definition.dropFirst()))), "\(metric.id)")
        }
    }

    @Test("All assumptions are printed where everything is")
    func printedAssumptions() async throws {
        let page = Self.content(try SmallStudy.document(try await SmallStudy.study()).html())
        for title in ["Strategies", "Patches", "Defects that patches may carry", "Vulnerabilities"] {
            #expect(page.contains("<details class=\"printed\"><summary>\(title)</summary>"), "\(title)")
        }
    }

    @Test("Tables by day say whether their figures are averages or those of the typical run")
    func labelledDays() async throws {
        let page = Self.content(try SmallStudy.document(try await SmallStudy.study()).html())
        #expect(page.contains(">patched by day, % (average)</th>"))
        #expect(page.contains(">Patched by day, % (typical run)</th>"))
        #expect(!page.contains(">patched by day, %</th>") && !page.contains(">Patched by day, %</th>"))
        let single = Self.content(try SmallStudy.document(try await SmallStudy.study(replications: 1)).html())
        #expect(single.contains(">patched by day, %</th>"))
    }

    @Test("The same study gives the same page")
    func isReproducible() async throws {
        let study = try await SmallStudy.study()
        #expect(try SmallStudy.document(study).html() == SmallStudy.document(study).html())
    }

    @Test("The data behind the charts are those of the ledgers")
    func chartData() async throws {
        let study = try await SmallStudy.study()
        let data = try Self.data(try SmallStudy.document(study).html())
        let blast = try #require(data["blast"] as? [[Int]])
        #expect(blast == study.results.map { $0.map(\.ledger.defects.blastRadius) })
        let downtime = try #require(data["downtime"] as? [[Double]])
        for (sums, results) in zip(downtime, study.results) {
            let seconds: Double = results.reduce(0) { total, result in
                total + Double(result.ledger.downtime.planned) + result.ledger.downtime.unplanned
            }
            let expected = seconds / 3600 / Double(results.count)
            let sum: Double = sums.reduce(0, +)
            #expect(abs(sum - expected) < 1e-4)
        }
    }
}

@Suite("Reports in other formats")
struct ReportFormatTests {
    @Test("Markdown has the verdict, the tables, the course of time and the command")
    func markdown() async throws {
        let study = try await SmallStudy.study()
        let text = SmallStudy.document(study).markdown
        for part in [
            "## Is big-bang better?", "| Planned downtime, device-hours |", "█",
            "patchlab compare 'a & b.yaml' --seed 7 -n 8",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        // Every row of a table has as many cells as its head.
        var width: Int?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("|") else {
                width = nil
                continue
            }
            let cells = line.count { $0 == "|" }
            #expect(width == nil || width == cells)
            width = cells
        }
    }

    @Test("JSON holds the comparison as compare writes it, and the series")
    func json() async throws {
        let study = try await SmallStudy.study()
        let whole = try JSONSerialization.jsonObject(with: SmallStudy.document(study).json()) as? [String: Any]
        let comparison = try JSONSerialization.jsonObject(with: StudyRecords.json(Comparison(study))) as? NSDictionary
        #expect(whole?["comparison"] as? NSDictionary == comparison)
        let report = try #require(whole?["report"] as? [String: Any])
        #expect((report["series"] as? [Any])?.count == 6)
        #expect(report["version"] as? String == "1.2.3")
    }

    @Test("CSV has a row for each strategy, series and instant")
    func csv() async throws {
        let text = try #require(SmallStudy.document(try await SmallStudy.study()).csv)
        let rows = text.split(separator: "\n").count - 1
        #expect(rows == 2 * 3 * 25)
    }

    @Test("A sparkline rises with its values and leaves out what is missing")
    func sparkline() {
        #expect(Sparkline.text([0, 0.5, 1], width: 10) == "▁▅█")
        #expect(Sparkline.text([0, 0, 1, 1], width: 2) == "▁█")
        #expect(Sparkline.text([nil, 1, .nan], width: 3) == " █ ")
        #expect(Sparkline.text([], width: 3) == "")
    }

    @Test("Laws of chance are told in words")
    func distributions() throws {
        #expect(DistributionText.words(try .constant(90)) == "90 s")
        #expect(DistributionText.words(try .exponential(mean: 3600)) == "exponential, mean 60.0 min")
        #expect(DistributionText.words(try .uniform(low: 60, high: 600)) == "uniform, 60 s to 10.0 min")
        #expect(
            DistributionText.words(try .weibull(shape: 1, scale: 7200))
                == "Weibull, shape 1.00, scale 2.00 h (mean 2.00 h)"
        )
        #expect(DistributionText.words(try .logNormal(mu: 0, sigma: 2)).hasPrefix("log-normal, median 1 s, sigma 2.00"))
        #expect(DistributionText.share(0.025) == "2.5 %")
        #expect(DistributionText.share(0.0002) == "0.02 %")
    }
}
