import Experiments
import PatchModel
import SafeText

/// How to get the figures of a report again: made from what is shown, since a study may have been written by many commands.
struct SameFigures {
    /// What `compare` does unless it is told otherwise.
    private enum Usual {
        static let seed: UInt64 = 1
        static let replications = 20
    }

    /// Fit for a shell.
    let command: String
    /// What the command cannot say; empty if it says all.
    let note: String

    init(_ study: Study, _ origin: ReportOrigin) {
        var words = ["patchlab", "compare", origin.files.first?.name ?? "SCENARIO"]
        if study.seed != Usual.seed { words += ["--seed", "\(study.seed)"] }
        let count = (study.replications.last ?? 0) + 1
        if count != Usual.replications { words += ["-n", "\(count)"] }
        let names = study.policies.map(\.name)
        if names != study.scenario.strategies.map(\.name) { words += ["-s", names.joined(separator: ",")] }
        for setting in origin.settings { words += ["--set", "\(setting.key)=\(setting.value)"] }
        command = words.map(ShellWord.quoted).joined(separator: " ")

        var notes: [String] = []
        if !study.replications.elementsEqual(0..<count) {
            notes.append(
                "Of these replications the report shows only \(study.replications.count): \(Self.ranges(study.replications))."
            )
        }
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

/// Words as a POSIX shell takes them (POSIX.1-2024, Shell Command Language, 2.2, "Quoting").
public enum ShellWord {
    /// The word, in quotation marks where a shell would read it otherwise. It is always on one line: what breaks it, acts or
    /// hides is written as `$'\012'`, which a shell reads as what it was.
    public static func quoted(_ word: String) -> String {
        guard word.unicodeScalars.allSatisfy(SafeText.isHarmless) else { return escaped(word) }
        let plain = word.utf8.allSatisfy { byte in
            (65...90).contains(byte) || (97...122).contains(byte) || (48...57).contains(byte)
                || "-_./=,:@%+".utf8.contains(byte)
        }
        return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }

    private static func escaped(_ word: String) -> String {
        let parts = word.unicodeScalars.map { scalar in
            if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
            guard !SafeText.isHarmless(scalar) else { return String(scalar) }
            // Three octal digits a byte, so that a digit that follows is not taken for one of them.
            return String(scalar).utf8.map { byte in
                let digits = String(byte, radix: 8)
                return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
            }.joined()
        }
        return "$'" + parts.joined() + "'"
    }
}
