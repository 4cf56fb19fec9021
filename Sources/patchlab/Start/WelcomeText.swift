import Text
import Workbench

/// What the command says that is called without arguments: where to begin.
struct WelcomeText {
    let width: Int

    /// What is wanted, and what to type for it.
    private static var items: [(label: String, lines: [String])] {
        let templates = ScenarioTemplate.all.map(\.name).joined(separator: ", ")
        return [
            ("See it work", ["patchlab compare debian-estate"]),
            ("Other examples", ["patchlab examples"]),
            (
                "Your own fleet",
                ["patchlab init office -o mine.yaml", "  templates: \(templates)", "patchlab compare mine.yaml"]
            ),
            ("From real machines", ["patchlab import --help"]),
            ("Check a file", ["patchlab validate mine.yaml"]),
            ("", []),
            (
                "Look closer",
                [
                    "run      one strategy: what it decided, and why", "device   one device: what it waited for",
                    "report   an HTML page for others",
                ]
            ),
            ("Ask more", ["sweep, select, optimise, keys, explain"]),
        ]
    }

    var text: String {
        let about = "PatchLab compares ways to roll out patches by simulating them on a model of your fleet."
        let end = "patchlab help COMMAND, man patchlab, patchlab explain TERM"
        let lines = wrapped(about, width: width) + [""] + body + [""] + wrapped(end, width: width)
        return lines.joined(separator: "\n") + "\n"
    }

    private var body: [String] {
        let column = (Self.items.map(\.label.count).max() ?? 0) + 2
        let isWide = Self.items.allSatisfy { $0.lines.allSatisfy { column + $0.count <= width } }
        return Self.items.flatMap { item -> [String] in
            guard !item.label.isEmpty else { return [""] }
            // Where there is no room beside what is wanted, what to type stands below.
            guard isWide else {
                return wrapped(item.label, width: width)
                    + item.lines.flatMap { wrapped($0, width: width - 2, indent: "  ").map { "  " + $0 } }
            }
            return item.lines.enumerated().map { padded($0 == 0 ? item.label : "", to: column) + $1 }
        }
    }
}
