import Foundation
import Testing
import Text

/// What is printed where there is little room, and where nobody says how much there is.
@Suite("Narrow terminals")
struct NarrowTests {
    private static let commands: [[String]] = [
        [], ["--help"], ["help", "compare"], ["compare", "--help"], ["examples"], ["init", "--list"],
        ["keys", "small.yaml"],
        ["run", "small.yaml", "-q", "--full"], ["run", "small.yaml", "-n", "3", "-q"], ["device", "3", "small.yaml"],
        ["device", "--group", "road", "small.yaml"], ["compare", "small.yaml", "-n", "3", "-q", "--full"],
        ["sweep", "small.yaml", "--vary", "strategies.canary.soak=6h,1d", "-n", "2", "-q"],
        ["explain", "metrics"], ["explain", "in-time"], ["study", "s.db"],
    ]

    @Test("No line is wider than the terminal", arguments: [20, 33, 60])
    func widths(width: Int) async throws {
        try await withSmallScenario { patchlab, _ in
            #expect(try await patchlab.run("compare", "small.yaml", "-n", "2", "--study", "s.db").status == 0)
            var narrow = patchlab
            narrow.environment["COLUMNS"] = "\(width)"
            for command in Self.commands {
                let result = try await narrow.run(command)
                #expect(result.status == 0, "\(command): \(result.errorText)")
                for line in result.outputText.split(separator: "\n") {
                    #expect(line.columns <= width, "\(command): \(line)")
                }
            }
        }
    }

    @Test(
        "No line of an error is wider than the terminal, long words and wide characters included",
        arguments: [20, 40]
    )
    func errors(width: Int) async throws {
        try await withSmallScenario { patchlab, _ in
            var narrow = patchlab
            narrow.environment["COLUMNS"] = "\(width)"
            let long = String(repeating: "x", count: 90)
            for command in [
                ["compare", "missing.yaml"], ["compare", "small.yaml", "--sede", "1"], ["compare"], ["comapre"],
                ["compare", "small.yaml", "--seed", "x"], ["compare", "small.yaml", "--decide-by", "tipical"],
                ["compare", "small.yaml", "--set", "strategies.canary.soak=6x"], ["compare", long],
                ["compare", "small.yaml", "--set", "\(long)=1"], ["run", "small.yaml", "-s", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字"],
                ["explain", "漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字"], ["trace", "--check", "small.yaml"],
            ] {
                let result = try await narrow.run(command)
                #expect(result.status == 2, "\(command)")
                for line in result.errorText.split(separator: "\n") {
                    #expect(line.columns <= width, "\(command): \(line)")
                }
            }
        }
    }

    @Test("COLUMNS that is no width counts as none", arguments: ["0", "-1", "", "wide"])
    func noWidth(columns: String) async throws {
        try await withSmallScenario { patchlab, _ in
            var strange = patchlab
            strange.environment["COLUMNS"] = columns
            for command in [["run", "small.yaml"], ["keys", "small.yaml"], []] {
                var plain = patchlab
                plain.environment["COLUMNS"] = "80"
                if command.first == "keys" { plain = patchlab }
                let one = try await strange.run(command)
                let other = try await plain.run(command)
                #expect(one.output == other.output, "\(command)")
            }
        }
    }

    @Test("Options by the names that they had do what they do by their names")
    func formerNames() async throws {
        try await withSmallScenario { patchlab, _ in
            for (former, present) in [
                (["run", "small.yaml", "--replication=3", "--json"], ["run", "small.yaml", "--run", "3", "--json"]),
                (
                    ["compare", "small.yaml", "--replications", "3", "--csv"],
                    ["compare", "small.yaml", "--runs=3", "--csv"]
                ),
                (
                    ["select", "small.yaml", "--indifference", "5", "--first-stage", "3", "--max-replications=5"],
                    ["select", "small.yaml", "--smallest-difference", "5", "--first-runs", "3", "--max-runs=5"]
                ), (["keys", "small.yaml", "--matching", "soak"], ["keys", "small.yaml", "soak"]),
            ] {
                let one = try await patchlab.run(former)
                let other = try await patchlab.run(present)
                #expect(one.status == 0, "\(one.errorText)")
                #expect(one.output == other.output, "\(former)")
            }
        }
    }
}
