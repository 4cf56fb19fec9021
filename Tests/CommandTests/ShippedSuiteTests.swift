import Foundation
import Testing

/// The suite that comes with PatchLab, in small, and the table that is made with it.
@Suite("The shipped suite", .serialized)
struct ShippedSuiteTests {
    private static let repository = DocumentationTests.repository
    private static let suite = repository.appendingPathComponent("Scenarios/suites/laptops.yaml").path
    private static let worlds = ["quiet", "noisy-null", "bad-patch", "late-bloom", "exploited"]

    /// By policy and world, the score of a `suite score`.
    private func scores(_ arguments: [String], in folder: ScratchDirectory) async throws -> [String: [String: Double]] {
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let result = try await patchlab.run(["suite", "score", Self.suite, "--json", "-q"] + arguments)
        #expect(result.status == 0, "\(result.errorText)")
        let policies = try #require(try json(result)["policies"] as? [[String: Any]])
        var scores: [String: [String: Double]] = [:]
        for policy in policies {
            scores[try #require(policy["name"] as? String)] = try #require(policy["worlds"] as? [String: Double])
        }
        return scores
    }

    @Test("its five worlds tell apart what each is for")
    func worlds() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        // Everybody at once without a stop; with one; three rings a day apart, and two.
        let found = try await scores(
            ["-n", "4", "-s", "headlong", "-s", "big-bang", "-s", "staged", "-s", "two-days"],
            in: folder
        )
        #expect(found.count == 4 && found.values.allSatisfy { Set($0.keys) == Set(Self.worlds) })
        func score(_ policy: String, _ world: String) throws -> Double { try #require(found[policy]?[world]) }
        // A good patch: who waits loses, and nobody gains by a stop.
        for world in ["quiet", "exploited"] {
            #expect(try score("headlong", world) > score("staged", world))
            #expect(try score("staged", world) > score("two-days", world))
            #expect(try score("big-bang", world) == score("headlong", world))
        }
        // A bad one: who goes headlong has it everywhere, which is worse than nothing if it shows at once.
        for world in ["bad-patch", "late-bloom"] {
            #expect(try score("staged", world) - score("headlong", world) > 0.3)
            #expect(try score("staged", world) > 0.5)
        }
        #expect(try score("headlong", "bad-patch") < 0)
        // What shows after days is found later by who waits a day only.
        #expect(
            try score("staged", "bad-patch") - score("two-days", "bad-patch") > score("staged", "late-bloom")
                - score("two-days", "late-bloom")
        )
        // Where something always fails waiting costs as it does where nothing does.
        #expect(try score("headlong", "noisy-null") > score("two-days", "noisy-null"))
    }

    @Test(
        "in the noisy world a limit that knows no measure of what is usual stops a good patch, in the quiet one it does not"
    )
    func noise() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let patchlab = try CommandRunner.patchlab(directory: folder.url)
        let world = Self.repository.appendingPathComponent("Scenarios/suites/worlds/laptops.yaml").path
        func stops(_ noise: String) async throws -> Int {
            let groups = ["office", "home", "travelling"].flatMap {
                ["--set", "fleet.\($0).background-failures=\(noise)"]
            }
            let limit = [
                "--set", "strategies.staged.stop.failures=> 0.5%", "--set", "patches.vpn.regressions[0].chance=0%",
            ]
            let result = try await patchlab.run(
                ["run", world, "-s", "staged", "-n", "3", "--json", "-q"] + groups + limit
            )
            let runs = try #require(try json(result)["runs"] as? [[String: Any]])
            return try runs.count { run in
                let decisions = try #require(run["decisions"] as? [[String: Any]])
                return decisions.contains { $0["action"] as? String == "stop" }
            }
        }
        let text = try String(contentsOfFile: Self.suite, encoding: .utf8)
        // As the suite has it.
        #expect(text.contains("\"fleet.office.background-failures\": 0.1%/day"))
        #expect(try await stops("0.1%/day") == 3)
        #expect(try await stops("0%/day") == 0)
    }

    @Test("the leaderboard in the documentation is made by the command of its script")
    func leaderboard() async throws {
        let folder = try ScratchDirectory()
        defer { folder.remove() }
        let script = try String(
            contentsOf: Self.repository.appendingPathComponent("scripts/leaderboard"),
            encoding: .utf8
        ).replacing("\\\n", with: " ")
        let line = try #require(script.firstMatch(of: /\.build\/release\/patchlab (suite score [^>]*)>/)).1
        let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
        let page = try String(contentsOf: Self.repository.appendingPathComponent("docs/suites.md"), encoding: .utf8)
        // The page shows the command.
        let shown = try #require(
            page.firstMatch(of: /<!-- end of the leaderboard -->[\s\S]*?```sh\npatchlab (suite score [\s\S]*?)```/)
        ).1
        #expect(shown.replacing("\\\n", with: " ").split(whereSeparator: \.isWhitespace).map(String.init) == words)
        let board = try #require(page.firstMatch(of: /<!-- leaderboard -->\n([\s\S]*?)<!-- end/)).1

        // The same in small, the programs in the Python of the tests.
        _ = try PolicyCommandTests.example("patchlab_policy.py", in: folder)
        let count = try #require(words.firstIndex(of: "-n")) + 1
        #expect(board.contains("\n\(words[count]) replications in each world;"))
        var small = words
        small[count] = "2"
        for (place, word) in words.enumerated() {
            if word.hasPrefix("Scenarios/") { small[place] = Self.repository.appendingPathComponent(word).path }
            guard word.hasPrefix("Examples/policies/") else { continue }
            small[place] = try PolicyCommandTests.example(URL(fileURLWithPath: word).lastPathComponent, in: folder)
        }
        let made = try await CommandRunner.patchlab(directory: folder.url).run(small)
        #expect(made.status == 0, "\(made.errorText)")
        func rows(_ text: String) -> [[String]] {
            text.components(separatedBy: "\n").filter { $0.hasPrefix("|") }.map { line in
                line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
            }
        }
        let (there, here) = (rows(String(board)), rows(made.outputText))
        #expect(there.prefix(2) == here.prefix(2))
        func names(_ rows: [[String]]) -> Set<String> { Set(rows.dropFirst(2).map { $0[0].replacing(" *", with: "") }) }
        #expect(names(there) == names(here))
        let named = words.indices.dropLast().filter { ["-s", "--policy"].contains(words[$0]) }.map { place in
            URL(fileURLWithPath: words[place + 1]).deletingPathExtension().lastPathComponent
        }
        #expect(names(there) == Set(named))
        // What is said below is the same, but for the number of replications.
        func notes(_ text: String) -> [String] {
            text.components(separatedBy: "\n").filter { !$0.hasPrefix("|") && !$0.isEmpty }.map {
                $0.replacing(/^[0-9,]+ replications/, with: "replications")
            }
        }
        #expect(notes(String(board)).prefix(2) == notes(made.outputText).prefix(2))
        // In the order of scores, and each world has its column.
        let scores = there.dropFirst(2).compactMap { Double($0[2]) }
        #expect(scores.count == named.count && scores == scores.sorted(by: >))
        #expect(Self.worlds.allSatisfy(there[0].contains))
    }
}
