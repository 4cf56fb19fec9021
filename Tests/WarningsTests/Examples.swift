import Experiments
import Foundation
import PatchModel
import PatchSimulator
import ScenarioFiles
import Warnings

/// `Examples`: for each rule a scenario that has the warning and one that has it not.
struct Example {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Examples")

    let loaded: LoadedScenario
    /// What the first lines say: `# expect: LINE:COLUMN: SEVERITY CODE: MESSAGE`.
    let expected: [String]
    /// What else the first lines say, such as `# runs: 20`.
    private let marks: [String: String]

    /// - Parameters:
    ///   - code: of the rule.
    ///   - name: `with` or `without`.
    init(_ code: String, _ name: String) throws {
        let file = Self.folder.appending(path: "\(code)/\(name).yaml")
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        let head = text.split(separator: "\n").prefix { $0.hasPrefix("# ") }.map { $0.dropFirst(2) }
        expected = head.filter { $0.hasPrefix("expect: ") }.map { "x.yaml:" + $0.dropFirst("expect: ".count) }
        marks = Dictionary(
            head.compactMap { line in
                line.firstRange(of: ": ").map { (String(line[..<$0.lowerBound]), String(line[$0.upperBound...])) }
            },
            uniquingKeysWith: { first, _ in first }
        )
        loaded = ScenarioFile.load(text: text, name: "x.yaml")
    }

    /// Everything there is to warn of: in the scenario, in its runs and in the search that the first lines name.
    func warnings() async throws -> [Warning] {
        var found = loaded.warnings
        guard let book = loaded.warningBook, let scenario = loaded.scenario else { return found }
        if let runs = marks["runs"].flatMap(Int.init) {
            let dimensions = Set(
                (marks["by"] ?? "").split(separator: ",").compactMap { PatchSimulator.Dimension(rawValue: String($0)) }
            )
            found += book.of(try await Self.study(scenario, runs, dimensions))
        }
        if let search = marks["search"]?.split(separator: " "), search.count == 2 {
            let key = search[0].split(separator: ".").map(String.init)
            found += book.of(SearchFacts(keys: [key], metric: String(search[1]), isConstrained: false))
        }
        return found
    }

    static func study(_ scenario: Scenario, _ runs: Int, _ dimensions: Set<PatchSimulator.Dimension> = []) async throws
        -> Study
    {
        try await StudyRunner(
            world: World(scenario),
            strategies: scenario.strategies,
            seed: 1,
            replications: Array(0..<runs),
            threads: 2,
            dimensions: dimensions
        ).run()
    }
}
