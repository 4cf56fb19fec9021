import Foundation
import Testing

/// Where the commands write, and what becomes of it when they cannot.
@Suite("Output")
struct OutputTests {
    private static let write = ["run", "small.yaml", "--csv", "-o"]

    @Test("A device is written to and stays a device")
    func device() async throws {
        try await withSmallScenario { patchlab, _ in
            let result = try await patchlab.run(Self.write + ["/dev/null"])
            #expect(result.status == 0)
            let attributes = try FileManager.default.attributesOfItem(atPath: "/dev/null")
            #expect(attributes[.type] as? FileAttributeType == .typeCharacterSpecial)
        }
    }

    @Test(
        "A full disk is an error with status 2, whatever is written to it",
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")),
        arguments: [
            "patchlab run small.yaml -o /dev/full", "patchlab run small.yaml > /dev/full",
            "patchlab --help > /dev/full", "patchlab schema > /dev/full", "patchlab validate small.yaml > /dev/full",
        ]
    )
    func fullDisk(line: String) async throws {
        try await withSmallScenario { _, folder in
            let result = try await CommandRunner.shell(line, in: folder)
            #expect(result.status == 2)
            #expect(result.errorText.hasSuffix("No space left on device\n"))
            #expect(result.errorText.split(separator: "\n").count == 1)
        }
    }

    @Test("A reader that has seen enough ends the program without a word")
    func closedPipe() async throws {
        try await withSmallScenario { _, folder in
            for ignore in ["", "trap '' PIPE; "] {
                let line = "{ \(ignore)patchlab schema; echo \"status $?\" >&2; } | head -n 0"
                let result = try await CommandRunner.shell(line, in: folder)
                #expect(result.errorText == "status 141\n")
            }
        }
    }

    @Test("A symbolic link stays, and the file that it leads to is replaced with its permissions kept")
    func symbolicLink() async throws {
        try await withSmallScenario { patchlab, folder in
            let real = try folder.newFile("real", holding: Data("old".utf8))
            let link = folder.url.appendingPathComponent("link")
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: real.path)
            try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "real")
            #expect(try await patchlab.run(Self.write + ["link"]).status == 0)
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == "real")
            #expect(try String(contentsOf: real, encoding: .utf8).hasPrefix("strategy,"))
            let attributes = try FileManager.default.attributesOfItem(atPath: real.path)
            #expect(attributes[.posixPermissions] as? Int == 0o640)
        }
    }

    @Test(
        "A place that cannot be written to is told of before anything is simulated, and nothing is left behind",
        arguments: [
            (".", "this is a directory"), ("none/x", "the directory 'none' does not exist"),
            ("small.yaml/x", "Not a directory"), ("lost", "a symbolic link that leads nowhere"), ("", "is empty"),
        ]
    )
    func badPlace(place: String, message: String) async throws {
        try await withSmallScenario { patchlab, folder in
            try FileManager.default.createSymbolicLink(
                atPath: folder.url.appendingPathComponent("lost").path,
                withDestinationPath: "nowhere"
            )
            // A million replications would take longer than the runner waits.
            let result = try await patchlab.run(Self.write + [place, "-n", "1000000"])
            #expect(result.status == 2)
            #expect(result.errorText.contains(message), "\(result.errorText)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).count == 2)
        }
    }

    @Test(
        "A fleet that the memory cannot hold is refused before it is made",
        arguments: [["compare"], ["device", "7"]]
    )
    func memory(command: [String]) async throws {
        let patches = (0..<2000).map { "    p\($0): { updates: app -> 1.1, install: { duration: 10m } }\n" }
        let huge = CompareTests.scenario
            .replacingOccurrences(of: "count: 60", with: "count: 130000000")
            .replacingOccurrences(
                of: "patches:\n",
                with: "patches:\n" + patches.joined().replacingOccurrences(of: "    p", with: "  p")
            )
        try await withSmallScenario { patchlab, folder in
            _ = try folder.newFile("huge.yaml", holding: Data(huge.utf8))
            let result = try await patchlab.run(command + ["huge.yaml"])
            #expect(result.status == 2)
            #expect(
                result.errorText.contains("130000040 devices and 2001 patches need about 1.42 TB of memory"),
                "\(result.errorText)"
            )
        }
    }

    @Test("Ctrl-C ends also what has not come to its first pause, such as a fleet of millions that is being set up")
    func interruptedEarly() async throws {
        try await withSmallScenario { patchlab, folder in
            let big = CompareTests.scenario.replacingOccurrences(of: "count: 60", with: "count: 20000000")
            _ = try folder.newFile("big.yaml", holding: Data(big.utf8))
            let result = try await patchlab.run(
                ["compare", "big.yaml", "-t", "1", "-o", "out.txt"],
                interruptedAfter: .milliseconds(500)
            )
            #expect(result.status == 130)
            #expect(result.errorText.contains("interrupted before the first look was finished"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == [
                    "big.yaml", "small.yaml",
                ]
            )
        }
    }

    @Test(
        "A name that elsewhere stands for something that is no file makes no file of that name",
        arguments: ["-", ":memory:"]
    )
    func specialNames(name: String) async throws {
        try await withSmallScenario { patchlab, folder in
            let study = try await patchlab.run("run", "small.yaml", "--study", name)
            #expect(study.status == 2)
            #expect(study.errorText.contains("a study is kept in a file; give another name, or ./\(name)"))
            if name == "-" {
                let output = try await patchlab.run("run", "small.yaml", "-o", name)
                #expect(output.status == 2)
                #expect(output.errorText.contains("leave the option out to write on standard output"))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["small.yaml"])
            let meant = try await patchlab.run("run", "small.yaml", "--study", "./\(name)", "-o", "./-")
            // One file cannot be both.
            #expect(meant.status == (name == "-" ? 2 : 0), "\(meant.errorText)")
        }
    }

    @Test("Explanations fit the width that COLUMNS gives")
    func explanations() async throws {
        let result = try await CommandRunner.patchlab(environment: ["COLUMNS": "60"]).run("explain", "unknown-key")
        #expect(result.status == 0)
        #expect(result.outputText.hasPrefix("error unknown-key\n\n"))
        #expect(result.outputText.contains("\nWrong:\n    "))
        #expect(result.outputText.split(separator: "\n").prefix { $0 != "Wrong:" }.allSatisfy { $0.count <= 60 })
    }
}
