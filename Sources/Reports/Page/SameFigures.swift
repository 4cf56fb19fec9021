import Experiments
import PatchModel
import PatchSimulator
import Text

/// How to get the figures of a report again: made from what is shown, since a study may have been written by many commands.
struct SameFigures {
    /// Of what `compare` does unless it is told otherwise.
    private static let usualSeed: UInt64 = 1

    /// Fit for a shell.
    let command: String
    /// What the command cannot say; empty if it says all.
    let note: String

    init(_ study: Study, _ origin: ReportOrigin) {
        var words = ["patchlab", "compare", origin.files.first?.name ?? "SCENARIO"]
        if study.seed != Self.usualSeed { words += ["--seed", "\(study.seed)"] }
        // Without a number it would make runs until it can tell.
        let count = (study.replications.last ?? 0) + 1
        words += ["-n", "\(count)"]
        let names = study.policies.map(\.name)
        if names != study.scenario.strategies.map(\.name) { words += ["-s", names.joined(separator: ",")] }
        for setting in origin.settings { words += ["--set", "\(setting.key)=\(setting.value)"] }
        let dimensions = study.results.first?.first?.sortedBreakdowns.map(\.dimension.rawValue) ?? []
        if !dimensions.isEmpty { words += ["--by", dimensions.joined(separator: ",")] }
        command = origin.command ?? words.map(ShellWord.quoted).joined(separator: " ")

        var notes: [String] = []
        if !study.replications.elementsEqual(0..<count) {
            notes.append(
                "Of these runs the report shows only \(study.replications.count): \(Self.ranges(study.replications))."
            )
        }
        if study.policies.contains(where: { $0.strategy == nil }) {
            notes.append("What a program decides follows from its own files, too, which are not listed here.")
        }
        if let other = origin.simulationInWords { notes.append(other) }
        note = notes.joined(separator: " ")
    }

    /// `3, 5 to 9`.
    static func ranges(_ numbers: [Int]) -> String {
        var found: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = found.last, last.upperBound == number - 1 {
                found[found.count - 1] = last.lowerBound...number
            } else {
                found.append(number...number)
            }
        }
        return found.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
            .joined(separator: ", ")
    }
}
