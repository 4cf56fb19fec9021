import Foundation
import Testing

/// The form of all errors: what happened, where, and what to type.
@Suite("Errors")
struct ErrorFormTests {
    private func said(_ arguments: [String]) async throws -> String {
        var text = ""
        try await withSmallScenario { patchlab, folder in
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("worlds"),
                withIntermediateDirectories: true
            )
            _ = try folder.newFile("worlds/scenario.yaml", holding: Data(CompareTests.scenario.utf8))
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("empty"),
                withIntermediateDirectories: true
            )
            _ = try folder.newFile("kept.db", holding: Data())
            let result = try await patchlab.run(arguments)
            #expect(result.status == 2)
            #expect(result.output.isEmpty)
            text = result.errorText
        }
        return text
    }

    @Test(
        "The first line says what was probably meant, and never what was wrong again",
        arguments: [
            (["comapre", "x"], #"there is no command "comapre" (did you mean "compare"?)"#),
            (["help", "comapre"], #"there is no command "comapre" (did you mean "compare"?)"#),
            (["import", "debain"], #"there is no command "import debain" (did you mean "import debian"?)"#),
            (["optimze", "x"], #"there is no command "optimze" (did you mean "optimize"?)"#),
            (["qqqqqq"], #"there is no command "qqqqqq""#),
            (["compare", "smal.yaml"], #"there is no file "smal.yaml" (did you mean "small.yaml"?)"#),
            (
                ["compare", "worlds/scenari.yaml"],
                #"there is no file "worlds/scenari.yaml" (did you mean "worlds/scenario.yaml"?)"#
            ),
            (["compare", "small"], #"there is no file and no example "small" (did you mean "small.yaml"?)"#),
            (["compare", "boot-lop"], #"there is no file and no example "boot-lop" (did you mean "boot-loop"?)"#),
            (["compare", "worlds"], "worlds is a directory; did you mean worlds/scenario.yaml?"),
            (["compare", "empty/"], "empty/ is a directory, which holds no scenario"),
            (["compare", "small.yaml", "--sede", "1"], #"there is no option "--sede" (did you mean "--seed"?)"#),
            (["compare", "small.yaml", "--zzzzzz"], #"there is no option "--zzzzzz""#),
            (["report", "kep.db", "-o", "x.html"], #"there is no study "kep.db" (did you mean "kept.db"?)"#),
            (["study", "kep.db"], #"there is no study "kep.db" (did you mean "kept.db"?)"#),
            (["study", "pack", "kep.db", "-o", "x.zip"], #"there is no study "kep.db" (did you mean "kept.db"?)"#),
            (["init", "ofice"], #"there is no template "ofice" (did you mean "office"?)"#),
            (["examples", "bootloop"], #"there is no example "bootloop" (did you mean "boot-loop"?)"#),
            (["compare"], "which scenario? usage: patchlab compare SCENARIO"),
            (["device", "3"], "which scenario? usage: patchlab device DEVICE SCENARIO"),
            (["init"], "which template?"),
        ]
    )
    func suggestion(arguments: [String], message: String) async throws {
        let text = try await said(arguments)
        #expect(text.split(separator: "\n").first.map(String.init) == "error: " + message, "\(text)")
    }

    @Test(
        "Every line begins as the form says, whoever found the error",
        arguments: [
            ["compare", "small.yaml", "--seed", "x"], ["compare", "small.yaml", "--seed"], ["compare"], ["device"],
            ["compare", "small.yaml", "extra", "more"],
            ["select", "small.yaml", "--smallest-difference", "5", "--confidence", "95"],
            ["compare", "small.yaml", "--json", "--csv"], ["report", "s.db"], ["run", "small.yaml", "-zk", "1"],
            ["compare", "small.yaml", "-s", "canry"], ["comapre"], ["small.yaml"], ["explain", "nothing"],
            ["compare", "small.yaml", "--intervals", "x"], ["init", "office", "--force"], ["init", "office", "--list"],
        ]
    )
    func form(arguments: [String]) async throws {
        let lines = try await said(arguments).split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("error: ") ?? false)
        #expect(lines.count { $0.hasPrefix("error: ") } == 1)
        #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("  ") || $0.hasPrefix("help: ") }, "\(lines)")
        #expect(lines.dropLast().allSatisfy { !$0.hasPrefix("help: ") }, "\(lines)")
        #expect(!lines.contains { $0.contains("Usage:") || $0.contains("Error:") })
    }

    @Test("Where the command is missing but not the scenario, the command to type is told")
    func commandLeftOut() async throws {
        #expect(try await said(["small.yaml"]).hasSuffix("help: patchlab compare small.yaml\n"))
    }

    @Test("Where the scenario is missing, the examples are named")
    func scenarioLeftOut() async throws {
        for command in ["compare", "run", "trace", "keys", "validate"] {
            #expect(try await said([command]).contains("boot-loop, debian-estate"), "\(command)")
        }
    }

    @Test("A file that is not there has no line and no column")
    func noPosition() async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run("validate", "smal.yaml")
            #expect(result.status == 2)
            #expect(result.outputText.hasPrefix("smal.yaml: error cannot-read: "), "\(result.outputText)")
            #expect(result.outputText.contains("did you mean \"small.yaml\""))
        }
    }

    @Test("What a file asks for is not looked for by other names")
    func imports() async throws {
        try await withSmallScenario { patchlab, folder in
            let text = CompareTests.scenario + "\nimports: [smal.yaml]\n"
            _ = try folder.newFile("other.yaml", holding: Data(text.utf8))
            let result = try await patchlab.run("validate", "other.yaml")
            #expect(result.outputText.contains("cannot be read"))
            #expect(!result.outputText.contains("did you mean"), "\(result.outputText)")
        }
    }
}
