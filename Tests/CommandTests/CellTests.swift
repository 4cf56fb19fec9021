import Foundation
import Testing

/// `compare` without a number of runs, and `run --cell`, through the binary.
@Suite("Runs in cells")
struct CellTests {
    private func withScenario(_ body: (CommandRunner, String) async throws -> Void) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let path = folder.url.appendingPathComponent("small.yaml").path
        try Data(CompareTests.scenario.utf8).write(to: URL(fileURLWithPath: path))
        try await body(try CommandRunner.patchlab(directory: folder.url), path)
    }

    private struct Document: Decodable {
        struct Cell: Decodable {
            var name: String
            var weight: Double
            var runs: Int
        }
        struct Metric: Decodable {
            var metric: String
            var mean: Double
            var lower: Double
            var upper: Double?
            var cells: [String: Double]
        }
        struct Strategy: Decodable {
            var strategy: String
            var metrics: [Metric]
        }
        struct Difference: Decodable {
            var finding: String
            var adjustedPValue: Double
        }
        struct Turning: Decodable {
            var chance: Double
            var given: Double
            var strategy: String
        }
        struct Price: Decodable {
            var pricePerExposedDeviceDay: Double
            var strategy: String
        }
        struct Answer: Decodable {
            var choice: String
            var strategies: [String]
            var metric: String
            var values: [String: Double]
            var turningChance: Turning?
            var turningPrice: Price?
            var sentence: String
        }
        var answer: Answer?
        var cells: [Cell]
        var looks: [Int]
        var isDecided: Bool
        var strategies: [Strategy]
        var differences: [Difference]
    }

    @Test(
        "The same comparison in cells gives the same bytes with one thread and two, and its means are those of its cells"
    )
    func document() async throws {
        try await withScenario { patchlab, path in
            let one = try await patchlab.run(["compare", path, "--cells", "--json", "--threads", "1"])
            let two = try await patchlab.run(["compare", path, "--cells", "--json", "--threads", "2"])
            #expect(one.status == 0, "\(one.errorText)")
            #expect(one.output == two.output)
            let document = try JSONDecoder().decode(Document.self, from: one.output)
            #expect(document.cells.map(\.name) == ["clean", "present"])
            #expect(document.cells.map(\.weight) == [0.5, 0.5])
            #expect(document.cells.reduce(0) { $0 + $1.runs } == document.looks.last)
            #expect(document.looks.first == 80)
            for metric in document.strategies.flatMap(\.metrics) {
                let mean = document.cells.reduce(0) { $0 + $1.weight * (metric.cells[$1.name] ?? .nan) }
                #expect(abs(mean - metric.mean) <= 1e-9 * max(1, abs(mean)), "\(metric.metric)")
                #expect(metric.lower <= metric.mean && metric.mean <= metric.upper ?? .infinity)
            }
            #expect(document.isDecided == !document.differences.contains { $0.finding == "open" })
            #expect(document.differences.contains { $0.finding == "better" || $0.finding == "worse" })
        }
    }

    @Test("The answer is the least mean cost, and at its turning point the cells' costs of two strategies are the same")
    func answer() async throws {
        try await withScenario { patchlab, path in
            let prices = "prices={currency: EUR, exposed-device-day: 0.1, unplanned-downtime: 1}"
            let found = try await patchlab.run(["compare", path, "--cells", "--set", prices, "--json"])
            let document = try JSONDecoder().decode(Document.self, from: found.output)
            let answer = try #require(document.answer)
            #expect(answer.metric == "cost")
            for strategy in document.strategies {
                let cost = try #require(strategy.metrics.first { $0.metric == "cost" })
                #expect(answer.values[strategy.strategy] == cost.mean)
            }
            let best = try #require(answer.values.min { ($0.value, $0.key) < ($1.value, $1.key) })
            #expect(answer.choice == "best" && answer.strategies == [best.key])
            let turning = try #require(answer.turningChance)
            #expect(turning.given == 0.5)
            let costs = try [best.key, turning.strategy].map { name in
                let strategy = try #require(document.strategies.first { $0.strategy == name })
                let cells = try #require(strategy.metrics.first { $0.metric == "cost" }).cells
                let (without, with) = (try #require(cells["clean"]), try #require(cells["present"]))
                return (1 - turning.chance) * without + turning.chance * with
            }
            #expect(abs(costs[0] - costs[1]) < 1e-6 * costs[0], "\(costs)")
            let price = try #require(answer.turningPrice)
            let atPrice = try [best.key, price.strategy].map { name in
                let metrics = try #require(document.strategies.first { $0.strategy == name }).metrics
                let exposure = try #require(metrics.first { $0.metric == "exposure" }).mean
                let cost = try #require(metrics.first { $0.metric == "cost" }).mean
                return cost + (price.pricePerExposedDeviceDay - 0.1) * exposure
            }
            #expect(abs(atPrice[0] - atPrice[1]) < 1e-6 * atPrice[0], "\(atPrice)")
            let text = try await patchlab.run(["compare", path, "--cells", "--set", prices])
            let first = text.outputText.split(separator: "\n").first { $0.hasPrefix("Choose ") }
            #expect(first.map { answer.sentence.hasPrefix($0) } == true, "\(text.outputText)")
            #expect(text.outputText.contains("Turning point"))
        }
    }

    @Test("With --full the text names the cells with their shares, and it fits the terminal")
    func text() async throws {
        try await withScenario { patchlab, path in
            let found = try await patchlab.run(["compare", path, "--full"])
            #expect(found.status == 0, "\(found.errorText)")
            let lines = found.outputText.split(separator: "\n")
            #expect(
                lines.contains { $0.hasPrefix("clean") && $0.contains("50.0 %") && $0.contains("without a defect") }
            )
            #expect(lines.contains { $0.hasPrefix("present") && $0.contains("tool breaks") })
            #expect(lines.contains { $0.hasPrefix("Differences from big-bang") })
            #expect(lines.allSatisfy { $0.count <= 80 })
        }
    }

    @Test("Without a number of runs these are made in cells, and the end says how many and why no more")
    func usual() async throws {
        try await withScenario { patchlab, path in
            let found = try await patchlab.run(["compare", path])
            #expect(found.status == 0, "\(found.errorText)")
            let document = try JSONDecoder().decode(
                Document.self,
                from: try await patchlab.run(["compare", path, "--cells", "--json"]).output
            )
            let text = found.outputText.replacing("\n", with: " ")
            let clean = try #require(document.cells.first { $0.name == "clean" }).runs
            let runs = try #require(document.looks.last)
            #expect(
                text.contains(
                    "\(runs) runs of each strategy, \(clean) without a defect and \(runs - clean) with, each counted by its chance"
                ),
                "\(text)"
            )
            #expect(text.contains("Looked at "))
            #expect(text.contains("every difference is decided") == document.isDecided)
            #expect(text.contains("stopped, % of runs"))
            // A number of runs is a number of plain runs, whatever else is asked for.
            let plain = try await patchlab.run(["compare", path, "-n", "80"]).outputText
            #expect(plain.contains("80 runs, seed 1") && !plain.contains("Looked at"))
        }
    }

    private struct Plain: Decodable {
        struct Looks: Decodable {
            var runs: [Int]
            var events: Int
            var isDecided: Bool
            var open: Int
            var plainBecause: String?
        }
        struct Study: Decodable { var replications: [Int] }
        var looks: Looks?
        var study: Study
    }

    @Test("Outputs that cannot hold cells look at plain runs and say so; without a defect there is nothing to say")
    func plainLooks() async throws {
        try await withScenario { patchlab, path in
            let found = try await patchlab.run(["compare", path, "--json"])
            #expect(found.status == 0, "\(found.errorText)")
            let document = try JSONDecoder().decode(Plain.self, from: found.output)
            let looks = try #require(document.looks)
            #expect(looks.runs.first == 80 && looks.runs.last == document.study.replications.count)
            #expect(looks.isDecided == (looks.open == 0))
            #expect(looks.plainBecause?.contains("--json") == true)
            #expect(found.errorText.contains("These are plain runs"))
            let sure = try await patchlab.run(
                ["compare", path, "--json", "--set", "patches.app-1.1.regressions[0].chance=100%"]
            )
            let other = try #require(try JSONDecoder().decode(Plain.self, from: sure.output).looks)
            #expect(other.plainBecause == nil && !sure.errorText.contains("plain runs"))
            let fixed = try await patchlab.run(["compare", path, "--json", "-n", "80"])
            #expect(try JSONDecoder().decode(Plain.self, from: fixed.output).looks == nil)
            let text = try await patchlab.run(["compare", path, "--by", "group"]).outputText
                .replacing("\n", with: " ")
            #expect(text.contains("Looked at ") && text.contains("--by cannot use runs that count differently"))
        }
    }

    @Test(
        "One run of a cell is made again alone: it is the plain run of a scenario in which the defect is sure, or ruled out"
    )
    func oneRun() async throws {
        try await withScenario { patchlab, path in
            for strategy in ["big-bang", "canary"] {
                let arguments = ["run", path, "-s", strategy, "--json"]
                // The vendor always takes three days here, so that only the presence of the defect is decided.
                for (cell, chance) in [("clean", "0%"), ("present", "100%")] {
                    let found = try await patchlab.run(arguments + ["--cell", "\(cell)/3"])
                    let plain = try await patchlab.run(
                        arguments + ["-k", "3", "--set", "patches.app-1.1.regressions[0].chance=\(chance)"]
                    )
                    #expect(found.status == 0, "\(found.errorText)")
                    #expect(plain.status == 0, "\(plain.errorText)")
                    #expect(!found.output.isEmpty && found.output == plain.output, "\(strategy), \(cell)")
                }
            }
        }
    }

    @Test("What does not go with cells is refused in words")
    func refusals() async throws {
        try await withScenario { patchlab, path in
            for (arguments, words) in [
                (["compare", path, "--cells", "-n", "100"], "--cells and --runs exclude each other"),
                (["compare", path, "--cells", "--csv"], "--cells and --csv exclude each other"),
                (["compare", path, "--margin", "5%", "-n", "90"], "--margin and --runs exclude each other"),
                (["run", path, "--cell", "one/3"], "this scenario has the cells clean, present"),
                (["run", path, "--cell", "present"], "a cell and the number of a run in it are expected"),
                (["run", path, "--cell", "present/-1"], "a cell and the number of a run in it are expected"),
                (["run", path, "--cell", "present/3", "-n", "4"], "do not go with it"),
            ] {
                let found = try await patchlab.run(arguments)
                #expect(found.status == 2, "\(arguments)")
                #expect(
                    found.errorText.replacingOccurrences(of: "\n  ", with: " ").contains(words),
                    "\(found.errorText)"
                )
            }
        }
    }
}
