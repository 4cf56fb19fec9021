import Experiments
import Foundation
import Testing

@testable import Reports

@Suite("The points of a sweep in a page")
struct PageSweepTests {
    private static func points(_ settings: [[(String, String)]]) async throws -> [ReportDocument] {
        let study = try await SmallStudy.study(replications: 2)
        return settings.map { own in
            let origin = ReportOrigin(version: "1", settings: own.map { .init(key: $0.0, value: $0.1) })
            return ReportDocument(Comparison(study), origin: origin)
        }
    }

    private static func page(_ points: [ReportDocument], shown: Int) throws -> String {
        let own = points[shown]
        return try ReportDocument(Comparison(own.comparison.study), origin: own.origin, points: points).html()
    }

    @Test("Stops are the values that were run, in the order of their size, and what is written before them")
    func stops() {
        #expect(
            PageSweep.ascending(["12h", "as written", "2d", "90min", "1w"]) == [
                "as written", "90min", "12h", "2d", "1w",
            ]
        )
        #expect(PageSweep.ascending(["20%", "5 %", "0.5"]) == ["5 %", "20%", "0.5"])
        #expect(PageSweep.ascending(["late", "early", "3"]) == ["late", "early", "3"])
    }

    @Test("Every point but the one shown is a page of its own behind it, and a map says which sliders lead to which")
    func map() async throws {
        let points = try await Self.points([
            [], [("soak", "2d"), ("share", "5%")], [("soak", "6h"), ("share", "5%")],
            [("soak", "6h"), ("share", "10%")],
        ])
        let page = try Self.page(points, shown: 1)
        let found = try #require(page.firstMatch(of: #/id="points">(.*?)<\/script>/#))
        let map = try #require(try JSONSerialization.jsonObject(with: Data(found.1.utf8)) as? [String: Any])
        let keys = try #require(map["keys"] as? [[String: Any]])
        #expect(keys.map { $0["name"] as? String } == ["soak", "share"])
        #expect(keys.map { $0["stops"] as? [String] } == [["as written", "6h", "2d"], ["as written", "5%", "10%"]])
        #expect(map["points"] as? [[Int]] == [[0, 0], [2, 1], [1, 1], [1, 2]] && map["shown"] as? Int == 1)
        let templates = page.matches(of: #/<template data-point="([0-9]+)">/#).map { String($0.1) }
        #expect(templates == ["0", "2", "3"])
        // Each has the words and the data of its own.
        #expect(page.matches(of: #/id="data">/#).count == 4 && page.matches(of: #/id="answer"/#).count == 4)
        #expect(page.contains("Not as written: soak = 6h, share = 10%"))
        #expect(page.matches(of: #/type="range" min="0" max="2" step="1" data-key/#).count == 2)
    }

    @Test("Without a sweep there are no sliders over its values, and of too many points the page says how to see one")
    func none() async throws {
        let study = try await SmallStudy.study(replications: 2)
        let plain = try SmallStudy.document(study).html()
        #expect(!plain.contains("data-key=") && !plain.contains("<template"))
        let many = ReportDocument(Comparison(study), origin: ReportOrigin(version: "1"), hasTooManyPoints: true)
        #expect(try many.html().contains("more points of a sweep than a page can"))
    }
}
