import CTemplates

/// A mapping of tables that is part of the program.
package struct ShippedTableMap: Sendable {
    package let name: String
    /// The whole file.
    package let text: String

    /// All of them, in the order in which they are told of.
    package static let all: [ShippedTableMap] = (0..<table_map_count()).map { number in
        let file = table_map(number)
        return ShippedTableMap(name: String(cString: file.name), text: file.text)
    }
}
