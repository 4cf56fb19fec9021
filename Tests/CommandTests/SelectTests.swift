import Foundation
import Testing

/// `select`, and what `compare` can do beyond a given number of replications, through the binary.
@Suite("Selecting, precision, trade-off")
struct SelectTests {
    private func withScenario(
        _ more: String = "",
        _ body: (CommandRunner, String) async throws -> Void
    ) async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let path = folder.url.appendingPathComponent("small.yaml").path
        try Data((CompareTests.scenario + "\n" + more).utf8).write(to: URL(fileURLWithPath: path))
        try await body(try CommandRunner.patchlab(directory: folder.url), path)
    }

    private static let prices = """
        prices: { currency: EUR, exposed-device-day: 2, planned-downtime: 1, unplanned-downtime: 5, technician-hour: 60 }

        """

    private func object(_ data: Data) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("A selection gives the same bytes whatever the threads, and names the strategy with the least exposure")
    func select() async throws {
        try await withScenario { patchlab, path in
            let arguments = ["select", path, "--smallest-difference", "5", "--json"]
            let one = try await patchlab.run(arguments + ["--threads", "1"])
            let two = try await patchlab.run(arguments + ["--threads", "2"])
            #expect(one.status == 0, "\(one.errorText)")
            #expect(one.output == two.output)
            let document = try object(one.output)
            #expect(document["selected"] as? String == "big-bang")
            #expect(document["isDecided"] as? Bool == true)
            let runs = try #require(document["runs"] as? Int)
            #expect(runs >= 160)
            #expect((document["runsAtEqualAllocation"] as? Int ?? 0) >= runs)
            let text = try await patchlab.run(["select", path, "--smallest-difference", "5"])
            #expect(text.outputText.contains("Choose big-bang. It has the least exposed device-days"))
            #expect(text.outputText.contains("right with 95 % probability if the best leads by"))
            #expect(text.outputText.split(separator: "\n").allSatisfy { $0.count <= 80 })
            let csv = try await patchlab.run(["select", path, "--smallest-difference", "5", "--csv"])
            #expect(csv.outputText.split(separator: "\n").count == 3)
        }
    }

    @Test("A selection that the limit cuts short says so and promises nothing")
    func undecided() async throws {
        try await withScenario { patchlab, path in
            let result = try await patchlab.run(
                ["select", path, "--metric", "effort", "--smallest-difference", "1m", "--max-runs", "25"]
            )
            #expect(result.status == 0)
            #expect(result.outputText.contains("Not decided within 25 runs"))
            #expect(result.outputText.contains("nothing is promised"))
            let flat = result.outputText.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(flat.contains("--max-runs above 25, or a --smallest-difference above"))
        }
    }

    @Test("Runs kept in a study are not done again by a selection, whose outcome is the same")
    func kept() async throws {
        try await withScenario { patchlab, path in
            let arguments = ["select", path, "--smallest-difference", "5", "--json"]
            let alone = try await patchlab.run(arguments)
            let first = try await patchlab.run(["compare", path, "-n", "12", "--study", "s.db"])
            #expect(first.status == 0, "\(first.errorText)")
            let second = try await patchlab.run(arguments + ["--study", "s.db"])
            #expect(second.output == alone.output)
            #expect(second.errorText.contains("24 of"))
        }
    }

    @Test("With prices a strategy can be selected by what it costs")
    func cost() async throws {
        try await withScenario(Self.prices) { patchlab, path in
            let result = try await patchlab.run([
                "select", path, "--metric", "cost", "--smallest-difference", "100 EUR", "--json",
            ])
            #expect(result.status == 0, "\(result.errorText)")
            #expect(try object(result.output)["unit"] as? String == "EUR")
        }
    }

    @Test("A comparison to a precision is that of its number of replications, plus a word about it")
    func precision() async throws {
        try await withScenario { patchlab, path in
            let precise = try await patchlab.run(
                ["compare", path, "--precision", "30%", "--max-runs", "200", "--json"]
            )
            #expect(precise.status == 0, "\(precise.errorText)")
            var document = try object(precise.output)
            let count = try #require((document["study"] as? [String: Any])?["replications"] as? [Int]).count
            #expect(count <= 200 && count >= 80)
            let report = try #require(document["precision"] as? [String: Any])
            #expect(report["replications"] as? Int == count)
            let atOnce = try await patchlab.run(["compare", path, "-n", "\(count)", "--json"])
            document["precision"] = nil
            #expect(NSDictionary(dictionary: document) == NSDictionary(dictionary: try object(atOnce.output)))
        }
    }

    @Test("A precision that is not reached is told with what is least certain and what it would take")
    func notReached() async throws {
        try await withScenario { patchlab, path in
            let result = try await patchlab.run(["compare", path, "--precision", "1%", "--max-runs", "30"])
            #expect(result.status == 0)
            let text = result.outputText.replacing("\n", with: " ")
            #expect(text.contains("The precision of 1 % was not reached: "))
            #expect(text.contains("which would take about "))
        }
    }

    @Test("Bootstrap intervals are shown by their ends, and leave means and p-values as they are")
    func bootstrap() async throws {
        try await withScenario { patchlab, path in
            let t = try object(try await patchlab.run(["compare", path, "-n", "8", "--json"]).output)
            let bootstrap = try object(
                try await patchlab.run(["compare", path, "-n", "8", "--json", "--intervals", "bootstrap"]).output
            )
            #expect(bootstrap["intervals"] as? String == "bootstrap")
            func differences(_ document: [String: Any], _ key: String) -> [Double?] {
                (document["differences"] as? [[String: Any]] ?? []).map { $0[key] as? Double }
            }
            #expect(differences(t, "mean") == differences(bootstrap, "mean"))
            #expect(differences(t, "pValue") == differences(bootstrap, "pValue"))
            #expect(differences(t, "lower") != differences(bootstrap, "lower"))
            let text = try await patchlab.run(["compare", path, "-n", "8", "--intervals", "bootstrap", "--full"])
            #expect(text.outputText.contains("…"))
            #expect(!text.outputText.contains("±"))
        }
    }

    @Test("Text, JSON and CSV tell the same costs, and prices change no run")
    func costs() async throws {
        try await withScenario(Self.prices) { patchlab, path in
            let result = try await patchlab.run(["compare", path, "-n", "6", "--json"])
            let document = try object(result.output)
            let costs = try #require(document["costs"] as? [String: Any])
            #expect(costs["currency"] as? String == "EUR")
            let strategies = try #require(costs["strategies"] as? [[String: Any]])
            let total = try #require((strategies[1]["total"] as? [String: Any])?["mean"] as? Double)
            let parts = try #require(strategies[1]["parts"] as? [String: Double])
            #expect(abs(parts.values.reduce(0, +) - total) < 1e-9 * total)
            let csv = try await patchlab.run(["compare", path, "-n", "6", "--csv"])
            let row = try #require(csv.outputText.split(separator: "\n").first { $0.hasPrefix("canary,cost,EUR,") })
            #expect(row.split(separator: ",")[3] == "\(total)")
            let text = try await patchlab.run(["compare", path, "-n", "6", "--full"])
            #expect(text.outputText.contains("The trade-off, and what it costs:"))
            #expect(
                text.outputText.replacing("\n", with: " ").contains("a device-day of exposure")
                    || text.outputText.contains("at any price")
            )
            #expect(text.outputText.split(separator: "\n").allSatisfy { $0.count <= 80 })

            let points = try #require((document["tradeoff"] as? [String: Any])?["points"] as? [[String: Any]])
            #expect(points.map { $0["strategy"] as? String } == ["big-bang", "canary"])
            let plain = try await patchlab.run(["run", path, "--csv", "-n", "3"])
            try Data(CompareTests.scenario.utf8).write(to: URL(fileURLWithPath: path))
            #expect(try await patchlab.run(["run", path, "--csv", "-n", "3"]).output == plain.output)
        }
    }

    @Test(
        "Wrong usage ends with status 2, prints nothing on standard output, and names what was probably meant",
        arguments: [
            (["select", "small.yaml"], "--smallest-difference"),
            (
                ["select", "small.yaml", "--metric", "exposd-device-days", "--smallest-difference", "5"],
                "did you mean \"exposure\""
            ), (["select", "small.yaml", "--metric", "cost", "--smallest-difference", "5"], "prices"),
            (["select", "small.yaml", "--metric", "devices-hit.p95", "--smallest-difference", "5"], "devices-hit"),
            (["select", "small.yaml", "--smallest-difference", "5%"], "device-days"),
            (["select", "small.yaml", "--smallest-difference", "0"], "above zero"),
            (["select", "small.yaml", "--smallest-difference", "5", "-s", "canary"], "two strategies"),
            (["select", "small.yaml", "--smallest-difference", "5", "-s", "canary,canary"], "twice"),
            (["compare", "small.yaml", "-s", "canary,canary"], "twice"),
            (["compare", "small.yaml", "-s", ""], "expected names with a comma"),
            (["compare", "small.yaml", "-s", ","], "expected names with a comma"),
            (["sweep", "small.yaml", "--vary", "horizon=20d,30d", "-s", "big-bang,big-bang"], "twice"),
            (["sweep", "small.yaml", "--vary", "horizon=20d,30d", "-s", ""], "expected names with a comma"),
            (
                ["select", "small.yaml", "--smallest-difference", "5", "-s", "canary,big-bag"],
                "did you mean \"big-bang\""
            ),
            (["select", "small.yaml", "--smallest-difference", "5", "--confidence", "0.4"], "1/2"),
            (["select", "small.yaml", "--smallest-difference", "5", "--confidence", "2"], "confidence"),
            (["select", "small.yaml", "--smallest-difference", "5", "--first-runs", "1"], "first-runs"),
            (["select", "small.yaml", "--smallest-difference", "5", "--max-runs", "1"], "max-runs"),
            (["compare", "small.yaml", "--precision", "0"], "precision"),
            (["compare", "small.yaml", "--precision", "-5%"], "precision"),
            (["compare", "small.yaml", "--intervals", "bayes"], "bootstrap"),
        ]
    )
    func wrongUsage(arguments: [String], message: String) async throws {
        try await withScenario { patchlab, _ in
            let result = try await patchlab.run(arguments)
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errorText.contains(message), "\(result.errorText)")
        }
    }

    @Test(
        "Figures that cannot be used are named with what was expected, and status 2",
        arguments: [
            (
                ["select", "--smallest-difference", "5", "--first-runs", "500", "--max-runs", "20"],
                "--first-runs 500"
            ),
            (["select", "--smallest-difference", "5", "--confidence", "0.9999999999999999"], "99.9999%"),
            (["select", "--smallest-difference", "5", "--confidence", "95"], "below 1; did you mean 95%?"),
            (
                ["select", "--smallest-difference", "5", "--confidence", "1"],
                "a share above 0 and below 1, such as 95%"
            ),
            (["compare", "--precision", "0"], "a share above 0 and below 1, such as 5%"),
            (["compare", "--precision", "5"], "did you mean 5%?"), (["compare", "--precision", "100%"], "such as 5%"),
            (["compare", "--precision", "nan"], "such as 5%"),
            (["compare", "-n", "-1"], "--runs must lie between 1 and 1,000,000"),
            (["compare", "--seed", "-1"], "the value '-1' is invalid for '--seed"),
            (
                ["compare", "--decide-by", "typicall"],
                "--decide-by takes 'mean', 'typical' or 'worst', not 'typicall' (did you mean 'typical'?)"
            ),
        ]
    )
    func badFigures(arguments: [String], message: String) async throws {
        try await withScenario { patchlab, path in
            let result = try await patchlab.run(arguments + [path])
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            #expect(result.errorText.contains(message), "\(result.errorText)")
        }
    }
}
