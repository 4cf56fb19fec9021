package import PatchModel
package import Warnings

extension WarningBook {
    /// What there is to warn of about a scenario that was made of a tree.
    init(_ scenario: Scenario, _ tree: SourceNode, _ allowed: Allowances) {
        self.init(
            scenario,
            isWritten: { tree.position(of: $0).node != nil },
            text: { tree.position(of: $0).node?.scalarText },
            place: { way in
                let position = tree.position(of: way).position
                guard position.setting == nil else {
                    return Warning.Place(file: position.setting ?? "", line: 0, column: 0)
                }
                return Warning.Place(file: position.file, line: position.line, column: position.column)
            },
            isAllowed: { allowed.allows($0, file: $1?.file ?? "", line: $1?.line ?? 0) }
        )
    }
}

extension WarningBook {
    /// What there is to warn of about strategies that are run beside those of the scenario: presets.
    package func of(presets strategies: [Strategy]) -> [Warning] {
        let own = Set(self.strategies)
        let added = strategies.filter { !own.contains($0.name) }
        // To read the presets takes as long as a small run.
        guard !added.isEmpty else { return [] }
        let trees = Dictionary(uniqueKeysWithValues: StrategyPreset.all.map { ($0.name, $0.tree) })
        return of(
            added: added,
            isWritten: { way in
                guard way.count > 2, let tree = trees[way[1]] else { return true }
                return tree.position(of: Array(way.dropFirst(2))).node != nil
            },
            place: { Warning.Place(file: "strategy \($0)", line: 0, column: 0) }
        )
    }
}

extension SourceNode {
    /// Where the key at the end of a way stands, and what stands under it. Where it does not stand, it is the last one on the
    /// way that does, with nothing.
    fileprivate func position(of way: Finding.Way) -> (position: Position, node: SourceNode?) {
        var node = self
        var place = position
        for step in way {
            switch node.content {
            case .map(let entries):
                guard let entry = entries.first(where: { $0.key == step }) else { return (place, nil) }
                place = entry.position
                // A value that was set stands where the setting was given.
                if entry.value.position.setting != nil { place = entry.value.position }
                node = entry.value
            case .list(let items):
                guard step.hasPrefix("["), let number = Int(step.dropFirst().dropLast()), items.indices.contains(number)
                else { return (place, nil) }
                node = items[number]
                place = node.position
            case .scalar: return (place, nil)
            }
        }
        return (place, node)
    }
}
