extension ScenarioSource {
    /// The names of the strategies as they are written, whether or not the scenario can be used.
    package var strategyNames: [String] {
        guard case .map(let entries)? = entry("strategies")?.content else { return [] }
        return entries.map(\.key)
    }

    /// The names of the groups of the fleet as they are written, whether or not the scenario can be used.
    package var groupNames: [String] {
        guard case .list(let groups)? = entry("fleet")?.content else { return [] }
        return groups.compactMap { group in
            guard case .map(let entries) = group.content else { return nil }
            return entries.first { $0.key == "group" }?.value.scalarText
        }
    }

    private func entry(_ section: String) -> SourceNode? {
        guard case .map(let entries)? = root?.content else { return nil }
        return entries.first { $0.key == section }?.value
    }
}
