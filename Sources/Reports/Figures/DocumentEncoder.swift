import Foundation

/// How all documents for programs are written as JSON: indented, keys in order, a line feed at the end.
enum DocumentEncoder {
    static func encode(_ document: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(document) + Data("\n".utf8)
    }
}
