import Foundation
import ScenarioFiles
import Text

/// The scenarios that come with the program, each in a folder of its name, found by that name wherever a scenario is asked for.
package struct ExampleScenarios: Sendable {
    package struct Example: Sendable {
        package var name: String
        /// Of its file.
        package var path: String

        /// What it answers; empty if its beginning does not say.
        package var question: String {
            guard let start = FileStart.bytes(of: path, upTo: 4096) else { return "" }
            let lines = String(decoding: start, as: UTF8.self).split(separator: "\n")
            let opening = "question: "
            guard let line = lines.first(where: { $0.hasPrefix(opening) }) else { return "" }
            let text = line.dropFirst(opening.count).drop { $0 == " " }
            // In quotation marks a number sign is part of it, elsewhere a comment begins with one behind a blank.
            if let mark = text.first, mark == "\"" || mark == "'", let end = text.dropFirst().firstIndex(of: mark) {
                return String(text[text.index(after: text.startIndex)..<end])
            }
            let end = text.range(of: " #")?.lowerBound ?? text.endIndex
            return String(text[..<end].reversed().drop { $0 == " " }.reversed())
        }
    }

    /// Where they lie; nil if there are none.
    package let folder: String?

    /// - Parameter folder: the folder that the user named; nil: the one beside the program.
    package init(in folder: String? = ProcessInfo.processInfo.environment[Self.variable]) {
        if let folder, !folder.isEmpty {
            self.folder = folder
        } else {
            self.folder = Self.candidates.first { access("\($0)/\(Self.mark)", R_OK) == 0 }
        }
    }

    /// The variable of the environment that names their folder.
    package static let variable = "PATCHLAB_EXAMPLES"

    /// What is in every such folder: the list of its scenarios.
    private static let mark = "README.md"

    /// Where the program's installation puts them, then where they are in a checkout of which the program was built.
    private static var candidates: [String] {
        guard let found = Bundle.main.executablePath, let resolved = realpath(found, nil) else { return [] }
        defer { free(resolved) }
        let program = String(cString: resolved)
        let installed = PathText.folder(of: PathText.folder(of: program)) + "/share/patchlab/examples"
        let checkout = program.range(of: "/.build", options: .backwards).map {
            program[..<$0.lowerBound] + "/Scenarios"
        }
        return [installed] + (checkout.map { [String($0)] } ?? [])
    }

    /// By name.
    package var all: [Example] {
        guard let folder else { return [] }
        return NearbyFile.names(in: folder).sorted().map { Example(name: $0, path: "\(folder)/\($0)/scenario.yaml") }
            .filter { FileStart.isRegular($0.path) && access($0.path, R_OK) == 0 }
    }

    /// The one of that name.
    package func example(_ name: String) -> Example? { all.first { $0.name == name } }
}
