import Foundation
import OutsidePrograms
import Testing

@testable import PolicyPrograms

/// The table of accidents in the documentation, row by row with a program to which each happens.
@Suite("The table of accidents", .serialized)
struct AccidentTableTests {
    /// A row of the table.
    struct Row: Equatable {
        var accident: String
        /// What `policy check` says of the program: `ok`, `note` or `failed`.
        var verdict: String
        /// As what it counts in a run; empty: as nothing.
        var incident: String
    }

    /// The rows of a table of the page between two marks, cell by cell.
    private static func table(_ mark: String) throws -> [[String]] {
        let here = URL(fileURLWithPath: #filePath)
        let page = here.deletingLastPathComponent().appendingPathComponent("../../docs/policies.md").standardizedFileURL
        let text = try String(contentsOf: page, encoding: .utf8)
        let parts = text.components(separatedBy: "<!-- \(mark) -->")
        let body = try #require(
            parts.count == 2 ? parts[1].components(separatedBy: "<!-- end of \(mark) -->").first : nil
        )
        return body.split(separator: "\n").filter { $0.hasPrefix("|") }.dropFirst(2).map { line in
            line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces).replacing("`", with: "") }
        }
    }

    private static func rows() throws -> [Row] {
        try table("accidents").map { Row(accident: $0[0], verdict: $0[2], incident: $0[3]) }
    }

    @Test("the page lists what a check tries, each once, and every incident that there is")
    func complete() throws {
        #expect(try Self.rows().map(\.accident) == Accident.allCases.map(\.rawValue))
        #expect(Accident.allCases.count == 18)
        let listed = try Self.table("incidents").flatMap { $0[0].components(separatedBy: ", ") }
        #expect(Set(listed) == Set(Incident.Kind.allCases.map(\.rawValue) + ["state-leak"]))
    }

    /// A program to which that happens.
    private func program(_ accident: Accident, _ programs: Programs) throws -> String {
        let remembers = "count += 1; wake = m['now'] + 86400 * (1 + count % 5)"
        return switch accident {
        case .speaking:
            try programs.write("mine", "/bin/sh", #"read line; echo '{"type":"ready","protocol":7}'; read line"#)
        case .slowStart: try programs.python(before: "time.sleep(1000)", answering: everybody)
        case .strayOutput: try programs.python(answering: "print('thinking')\n" + everybody)
        case .manyGroups:
            try programs.python(
                answering: everybody,
                at: "hello",
                "if len(m['groups']) > 1000: sys.exit('too many groups')"
            )
        case .bigQuestion: try programs.python(answering: "if len(line) > 500000: sys.exit('too long')\n" + everybody)
        case .manyRings:
            try programs.python(answering: "for r in m['rollouts']: pilot, rest = r['rings']\n" + everybody)
        case .emptyRings:
            try programs.python(
                answering: "[r['unhealthy'] / r['targets'] for o in m['rollouts'] for r in o['rings']]\n" + everybody
            )
        case .clockJumps:
            try programs.python(
                before: "last = 0",
                answering: "if m['now'] - last > 5 * 86400: sys.exit('late')\nlast = m['now']\n" + everybody
            )
        case .unknownKeys:
            try programs.python(answering: "if set(m) & {'x-later'}: sys.exit('what is that?')\n" + everybody)
        case .error: try programs.python(answering: everybody, at: "error", "sys.exit(m['text'])")
        case .endOfFile:
            try programs.python(
                before: "import atexit; atexit.register(lambda: time.sleep(1000))",
                answering: everybody
            )
        case .terminate:
            try programs.python(before: "signal.signal(signal.SIGTERM, signal.SIG_IGN)", answering: everybody)
        case .nothingToDo: try programs.python(answering: "actions = [{'do': 'open', 'rollout': 0, 'ring': 0}]")
        case .grid: try programs.python(answering: "wake = m['now'] + 5000\n" + everybody)
        case .order, .alone: try programs.python(before: "count = 0", answering: remembers)
        case .hashSeed: try programs.python(answering: "wake = m['now'] + 3600 * (1 + hash('x') % 20)")
        case .children:
            try programs.python(
                before: "if os.fork() == 0:\n    os.setsid()\n    while True: time.sleep(1000)",
                answering: everybody
            )
        }
    }

    @Test("a program to which it happens is found out, and it counts as the page says", arguments: Accident.allCases)
    func found(accident: Accident) async throws {
        let row = try #require(try Self.rows().first { $0.accident == accident.rawValue })
        let programs = try Programs()
        var configuration = Programs.configuration(try program(accident, programs))
        if accident == .slowStart { configuration.limits.start = 0.5 }
        let found = try #require(try await ProgramCheck(configuration).only(accident))
        #expect(found.verdict.rawValue == row.verdict, "\(found)")
        let kinds = Incident.Kind.allCases.map(\.rawValue) + ["state-leak"]
        let incident = kinds.first { found.detail.hasPrefix($0 + ":") } ?? ""
        #expect(incident == row.incident, "\(found)")
    }
}
