/// What several keys of a mapping say together.
struct TableMapCheck {
    let source: MapValue

    func run(_ map: inout TableMap, _ builder: inout ScenarioBuilder) {
        checkTables(map, builder)
        checkDrop(map, builder)
        if map.groupBy.isEmpty { map.groupBy = [.class, .owner, .components] }
    }

    private func checkTables(_ map: TableMap, _ builder: ScenarioBuilder) {
        let place = source.position(of: source.has("tables") ? "tables" : "recognise")
        var names: Set<String> = []
        for table in map.tables where !names.insert(table.name).inserted {
            builder.report(.duplicateName, "there are two tables \(quoted(table.name))", at: place)
        }
        if map.tables.count(where: { $0.join == nil }) != 1, !map.tables.isEmpty {
            builder.report(
                .conflictingKeys,
                "one table is that of the devices, and each other one has `joins`, the column that names the device",
                at: place
            )
        }
        if map.tables.contains(where: { $0.join != nil }) {
            if map.device.id == nil {
                builder.report(
                    .missingKey,
                    "the key `device.id` is missing: tables are joined by it",
                    at: source.position(of: "device")
                )
            }
            checkTargets(map, builder)
        }
        let joined = map.tables.filter { $0.join != nil }.map(\.name)
        for component in map.components {
            guard let table = component.table, !joined.contains(table) else { continue }
            builder.report(
                .unknownWord,
                "`from` names no table with `joins`: \(quoted(table))",
                at: source.position(of: "components"),
                suggestion: builder.diagnostics.nearest(to: table, among: joined)
            )
        }
    }

    /// A table is joined by the column that tells devices apart, and by no other.
    private func checkTargets(_ map: TableMap, _ builder: ScenarioBuilder) {
        guard let id = map.device.id, let tables = source.values["tables"]?.named else { return }
        let target = "\(map.deviceTable.name).\(id)"
        for table in tables {
            for entry in table.value.map?.values["joins"]?.named ?? [] {
                guard let text = entry.value.text, text != target else { continue }
                builder.report(
                    .conflictingKeys,
                    "\(quoted(text)) is not the column that tells devices apart; write \(target)",
                    at: entry.value.position,
                    suggestion: target
                )
            }
        }
    }

    /// What is dropped is not read for anything.
    private func checkDrop(_ map: TableMap, _ builder: ScenarioBuilder) {
        let dropped = Set(map.drop)
        for table in map.tables {
            for column in map.columns(of: table) where dropped.contains(column) {
                builder.report(
                    .conflictingKeys,
                    "the column \(quoted(column)) is dropped, but used elsewhere; take it out of one place",
                    at: source.position(of: "drop")
                )
            }
        }
    }
}
