import Foundation
import Testing

/// What shells offer while a command is typed.
@Suite("Completion")
struct CompletionTests {
    /// The candidates for the last of the words, as the script for bash leaves them.
    private func offered(_ words: [String], in folder: ScratchDirectory) async throws -> [String] {
        let script = try await CommandRunner.patchlab().run("--generate-completion-script", "bash")
        _ = try folder.newFile("completions", holding: script.output)
        let line = """
            PATH="$(dirname "$patchlab"):$PATH"
            . ./completions
            COMP_WORDS=("$@")
            COMP_CWORD=$(($# - 1))
            COMP_LINE="$*"
            COMP_POINT=${#COMP_LINE}
            COMPREPLY=()
            _patchlab patchlab "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        let shell = CommandRunner(
            executable: URL(fileURLWithPath: "/bin/bash"),
            environment: ["patchlab": try CommandRunner.patchlab().executable.path],
            directory: folder.url
        )
        let result = try await shell.run(["-c", line, "bash"] + words)
        #expect(result.status == 0, "\(result.errorText)")
        return result.outputText.split(separator: "\n").map(String.init)
    }

    @Test("In bash the program completes names out of the scenario that is on the line")
    func bash() async throws {
        try await withSmallScenario { _, folder in
            try FileManager.default.createDirectory(
                at: folder.url.appendingPathComponent("sub"),
                withIntermediateDirectories: true
            )
            _ = try folder.newFile("kept.db", holding: Data())
            let expected: [([String], [String])] = [
                (["compare", "small.yaml", "-s", ""], ["big-bang", "canary"]),
                (["compare", "small.yaml", "-s", "can"], ["canary"]),
                (["compare", "small.yaml", "-s", "canary,"], ["canary,big-bang"]),
                (["run", "small.yaml", "--strategy", "b"], ["big-bang"]),
                (["device", "--group", ""], []),
                (["device", "small.yaml", "--group", "r"], ["road"]),
                (["compare", "small.yaml", "--set", "strategies.canary.soak"], ["strategies.canary.soak=24h"]),
                (["sweep", "small.yaml", "--vary", "horiz"], ["horizon=20d"]),
                (["compare", "sma"], ["small.yaml"]), (["compare", "su"], ["sub/"]),
                (["compare", "boo"], ["boot-loop"]),
                (["compare", "boot-loop", "-s", "st"], ["staged"]), (["init", "off"], ["office"]),
                (["examples", "debian"], ["debian-estate"]), (["explain", "unknown-k"], ["unknown-key"]),
                (["select", "small.yaml", "--metric", "time-to-patch-p9"], ["time-to-patch-p95"]),
                (["select", "small.yaml", "--metric", "tick"], ["tickets"]),
                (["sweep", "small.yaml", "--metric", "cost,devices-hit.wo"], ["cost,devices-hit.worst"]),
                (["help", "comp"], ["compare"]), (["import", "deb"], ["debian"]),
                (["compare", "missing.yaml", "-s", ""], []),
                (["study", "kep"], ["kept.db"]), (["study", "pa"], ["pack"]), (["study", "show", "kep"], ["kept.db"]),
            ]
            for (words, candidates) in expected {
                #expect(try await offered(["patchlab"] + words, in: folder) == candidates, "\(words)")
            }
        }
    }

    /// Where a shell is on this machine; nil if it is not.
    private static func shell(_ name: String) -> URL? {
        ["/usr/bin", "/bin", "/usr/local/bin"].map { URL(fileURLWithPath: "\($0)/\(name)") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }

    @Test("In fish the names of commands stand behind help, once, and what else is completed is as it was")
    func fish() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let script = try await CommandRunner.patchlab().run("--generate-completion-script", "fish")
        let last = try #require(script.outputText.split(separator: "\n").last)
        #expect(last.hasPrefix("complete -c 'patchlab' -n "))
        for name in ["compare", "study", "serve-env"] {
            #expect(last.contains(" \(name)") || last.contains("'\(name)"), "\(last)")
        }
        // The rest is for machines that have it.
        guard let fish = Self.shell("fish") else { return }
        _ = try folder.newFile("patchlab.fish", holding: script.output)
        _ = try folder.newFile("kept.db", holding: Data())
        let shell = CommandRunner(
            executable: fish,
            environment: ["HOME": folder.url.path],
            directory: folder.url
        )
        for (line, expected) in [
            ("patchlab help comp", ["compare"]),
            ("patchlab help s", ["schema", "select", "serve-env", "study", "suite", "sweep"]),
            ("patchlab help compare ", []), ("patchlab comp", ["compare"]),
            ("patchlab study p", ["pack"]), ("patchlab study k", ["kept.db"]),
        ] {
            let result = try await shell.run("--no-config", "-c", "source patchlab.fish; complete -C'\(line)'")
            #expect(result.status == 0, "\(result.errorText)")
            let found = result.outputText.split(separator: "\n").map { $0.prefix { $0 != "\t" } }
            #expect(found.map(String.init).sorted() == expected, "\(line): \(result.outputText)")
        }
    }

    @Test("In zsh studies stand beside the commands behind study")
    func zsh() async throws {
        let script = try await CommandRunner.patchlab().run("--generate-completion-script", "zsh").outputText
        let start = try #require(script.range(of: "\n_patchlab_study() {\n"))
        let rest = try #require(script[start.upperBound...].range(of: "_files -g '*.db' && ret=0"))
        let end = try #require(script[start.upperBound...].range(of: "\n}\n"))
        #expect(rest.lowerBound < end.lowerBound)
    }

    @Test("What cannot be read or is not asked for rightly completes nothing and says nothing")
    func errors() async throws {
        try await withSmallScenario { patchlab, folder in
            _ = try folder.newFile("broken.yaml", holding: Data("a: [\u{0}".utf8))
            for words in [
                ["compare", "--", "--strategies", "3", "0", "patchlab", "compare", "broken.yaml"],
                ["compare", "--", "--set", "3", "0", "patchlab", "compare", "missing.yaml"],
                ["nothing", "--", "--set"], ["compare", "--", "--nothing", "1", "0"], [],
                ["compare", "--", "--set", "x"],
            ] {
                let result = try await patchlab.run(["---completion"] + words)
                #expect(result.status == 0)
                #expect(result.outputText.trimmingCharacters(in: .newlines).isEmpty, "\(words): \(result.outputText)")
                #expect(result.errors.isEmpty, "\(words): \(result.errorText)")
            }
        }
    }
}
