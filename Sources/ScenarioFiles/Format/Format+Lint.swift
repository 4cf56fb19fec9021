import Warnings

extension Format {
    static let lint = Shape("lint", "Which warnings are not given. Changes no run.", blank: Allowances()) {
        Field(
            "allow",
            \.everywhere,
            Notation<[String]>.list(.words(allowed: WarningNames.all)).as { Set($0) },
            default: .written("[]"),
            "Codes of warnings that are not given anywhere in the scenario. A comment `# patchlab: allow CODE` silences one about its line.",
            example: "[canary-is-blind, prices-missing]"
        )
    }
}

/// The names of all warnings and notes, of files and of comparisons.
enum WarningNames {
    static let all: [String] = {
        let ofFiles = DiagnosticCode.allCases.filter { $0.severity == .warning }.map(\.rawValue)
        return ofFiles + WarningRule.all.map(\.code).filter { !ofFiles.contains($0) }
    }()
}

extension Notation where Meaning == String {
    /// One of these words.
    fileprivate static func words(allowed names: [String]) -> Notation {
        Notation(.words(names.map { Word($0) })) { value, _, _ in value.word }
    }
}
