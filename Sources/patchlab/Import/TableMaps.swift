import Feeds
import ScenarioFiles
import Text
import Workbench

/// Where mappings of tables come from: the program, or a file of the user's.
enum TableMaps {
    /// Those that are part of the program.
    static func shipped() throws -> [NamedTableMap] {
        try ShippedTableMap.all.map { shipped in
            try map(TableMap.load(text: shipped.text, name: shipped.name), named: shipped.name)
        }
    }

    /// The text of one of them.
    static func text(_ name: String) throws -> String {
        guard let shipped = ShippedTableMap.all.first(where: { $0.name == name }) else { throw unknown(name) }
        return shipped.text
    }

    /// A mapping by its name, or the one in a file.
    static func named(_ name: String) throws -> NamedTableMap {
        if let shipped = ShippedTableMap.all.first(where: { $0.name == name }) {
            return try map(TableMap.load(text: shipped.text, name: shipped.name), named: shipped.name)
        }
        guard name.contains("/") || name.contains(".") else { throw unknown(name) }
        return try map(TableMap.load(path: name), named: PathText.name(of: name))
    }

    private static func unknown(_ name: String) -> Failure {
        let names = ShippedTableMap.all.map(\.name)
        return Failure(
            "there is no mapping '\(name)'\(didYouMean(name, among: names)); there are \(names.joined(separator: ", ")), and a "
                + "file name contains a point or a slash"
        )
    }

    private static func map(_ loaded: LoadedFile<TableMap>, named name: String) throws -> NamedTableMap {
        for diagnostic in loaded.diagnostics { Output.printError("\(diagnostic.description)\n") }
        guard let map = loaded.content else {
            let errors = loaded.diagnostics.filter { $0.severity == .error }
            throw Failure(
                "\(name) has \(errors.count == 1 ? "an error" : "\(errors.count) errors"); "
                    + "'patchlab explain \(errors.first?.code.rawValue ?? "CODE")' gives details"
            )
        }
        return NamedTableMap(name: name, map: map)
    }
}
