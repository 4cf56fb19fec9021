import PatchModel
import ScenarioFiles

/// A condition of a mapping, bound to the cells that are handed over.
struct BoundCondition {
    private let tests: [(cell: Int, patterns: [Wildcard])]

    /// - Parameter columns: the names of the cells, in their order.
    init(_ condition: TableMap.Condition, _ columns: [String]) {
        tests = condition.tests.map { test in
            (columns.firstIndex(of: test.column) ?? 0, test.patterns.map { Wildcard($0) })
        }
    }

    func holds(_ cells: [String]) -> Bool {
        tests.allSatisfy { test in test.patterns.contains { $0.matches(cells[test.cell]) } }
    }
}

/// A text of a mapping with cells in it.
struct BoundTemplate {
    private enum Part {
        case text(String)
        case cell(Int)
    }

    private let parts: [Part]

    init(_ template: TableMap.Template, _ columns: [String]) {
        parts = template.parts.map { part in
            switch part {
            case .text(let text): .text(text)
            case .column(let name): .cell(columns.firstIndex(of: name) ?? 0)
            }
        }
    }

    func text(_ cells: [String]) -> String {
        if parts.count == 1 {
            switch parts[0] {
            case .text(let text): return text
            case .cell(let index): return cells[index]
            }
        }
        var text = ""
        for part in parts {
            switch part {
            case .text(let piece): text += piece
            case .cell(let index): text += cells[index]
            }
        }
        return text
    }
}

/// A component of a mapping, bound to the cells of its table.
struct BoundComponent {
    let rule: TableMap.Component
    private let condition: BoundCondition
    private let name: BoundTemplate
    private let purl: BoundTemplate?
    private let versions: [(condition: BoundCondition, text: BoundTemplate)]
    private let schemes: [(condition: BoundCondition, scheme: VersionScheme)]

    init(_ rule: TableMap.Component, _ columns: [String]) {
        self.rule = rule
        condition = BoundCondition(rule.condition, columns)
        name = BoundTemplate(rule.name, columns)
        purl = rule.purl.map { BoundTemplate($0, columns) }
        versions = rule.version.map { (BoundCondition($0.condition, columns), BoundTemplate($0.meaning, columns)) }
        schemes = rule.schemes.map { (BoundCondition($0.condition, columns), $0.meaning) }
    }

    /// What a row tells of the component; nil where it is not there.
    func told(_ cells: [String]) -> (name: String, version: String, scheme: VersionScheme)? {
        guard condition.holds(cells), let rule = versions.first(where: { $0.condition.holds(cells) }),
            let scheme = schemes.first(where: { $0.condition.holds(cells) })?.scheme
        else { return nil }
        var version = rule.text.text(cells)
        if !self.rule.strip.isEmpty, version.hasPrefix(self.rule.strip) {
            version.removeFirst(self.rule.strip.count)
        }
        // An epoch that is not told is none.
        if scheme == .rpm, version.hasPrefix(":") { version.removeFirst() }
        return (name.text(cells), version, scheme)
    }

    func purl(_ cells: [String]) -> String? { purl?.text(cells) }

    /// The line of a version: the template with the version's numbers; nil if the mapping has none.
    func line(of version: String) -> String? {
        guard let template = rule.line else { return nil }
        let numbers = version.split(separator: ".", omittingEmptySubsequences: false)
        return template.parts.map { part in
            switch part {
            case .text(let text): return text
            case .column(let name):
                guard let index = Int(name), numbers.indices.contains(index - 1) else { return "" }
                return String(numbers[index - 1])
            }
        }.joined()
    }
}
