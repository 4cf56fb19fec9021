import Experiments
import PatchSimulator
import Testing

@testable import Reports

@Suite("Incidents of programs in a page")
struct PageIncidentTests {
    private static func study(marked: [Int], replications: Int = 8) async throws -> Study {
        var study = try await SmallStudy.study(replications: replications)
        study.policies[1] = StudiedPolicy(name: "mine")
        for run in marked {
            study.results[1][run].incidents = [
                RunIncident(time: 3600, kind: "late", text: "no answer <in> time"),
                RunIncident(time: 7200, kind: "late", text: "no answer again"),
            ]
        }
        if let first = marked.first {
            study.results[1][first].incidents.append(RunIncident(time: nil, kind: "gone", text: "it has ended"))
        }
        return study
    }

    @Test(
        "They are counted by program and incident, warned of on the first screen, and told with what the others say alone"
    )
    func counted() async throws {
        let study = try await Self.study(marked: [2, 5])
        let document = SmallStudy.document(study)
        let page = try document.html()
        #expect(page.contains("<li data-code=\"incidents\">2 of 8 runs of mine had incidents"))
        let rows = page.matches(
            of: #/<tr><th scope="row">mine<\/th><td>([a-z]+)<\/td><td>([0-9]+)<\/td><td>([0-9]+ of [0-9]+)<\/td>/#
        )
        #expect(rows.map { "\($0.1) \($0.2) \($0.3)" } == ["late 4 2 of 8", "gone 1 1 of 8"])
        #expect(page.contains("no answer &lt;in&gt; time"))
        #expect(page.contains("The 6 runs without incidents"))
        #expect(page.contains("What a program decides follows from its own files, too"))
        #expect(document.markdown.contains("mine: 2 of 8 runs had incidents: late 4, gone 1"))
    }

    @Test("Where no run is without them, the page says that it says little; where there are none, nothing")
    func allOrNone() async throws {
        let all = try SmallStudy.document(try await Self.study(marked: Array(0..<4), replications: 4)).html()
        #expect(all.contains("No run is without incidents"))
        let none = try SmallStudy.document(try await Self.study(marked: [])).html()
        #expect(!none.contains("id=\"incidents\"") && !none.contains("data-code=\"incidents\""))
    }
}
