import Foundation
import GRDB
import PatchSimulator
import Text

/// A row of a study file, of which nothing is taken for granted: SQLite keeps text in a column of whole numbers, and files
/// are changed and damaged.
struct CheckedRow {
    static let greatestSum = Ledger.Figure.greatestSum
    static let greatestTime = Ledger.Figure.greatestTime

    private let row: Row
    /// What errors call it, such as `run 3`.
    let name: String

    init(_ row: Row, _ name: String) {
        self.row = row
        self.name = name
    }

    func integer(_ column: String, _ range: ClosedRange<Int64> = 0...greatestSum) throws(StudyDamage) -> Int64 {
        guard let value = try optionalInteger(column, range) else { throw damage(column, "a whole number") }
        return value
    }

    func optionalInteger(_ column: String, _ range: ClosedRange<Int64>) throws(StudyDamage) -> Int64? {
        try optionalInteger(value(column), column, range)
    }

    /// The same by the place of the column, which need not be looked for among a hundred names.
    func optionalInteger(at place: Int, _ column: String, _ range: ClosedRange<Int64>) throws(StudyDamage) -> Int64? {
        try optionalInteger((row[place] as DatabaseValue).storage, column, range)
    }

    private func optionalInteger(
        _ value: DatabaseValue.Storage,
        _ column: String,
        _ range: ClosedRange<Int64>
    ) throws(StudyDamage) -> Int64? {
        switch value {
        case .null: return nil
        case .int64(let value):
            guard range.contains(value) else {
                throw damage(column, "a whole number from \(range.lowerBound) to \(range.upperBound)")
            }
            return value
        default: throw damage(column, "a whole number")
        }
    }

    func text(_ column: String) throws(StudyDamage) -> String {
        guard let text = try optionalText(column) else { throw damage(column, "text") }
        return text
    }

    func optionalText(_ column: String) throws(StudyDamage) -> String? {
        switch value(column) {
        case .null: return nil
        case .string(let text): return text
        default: throw damage(column, "text")
        }
    }

    /// A seed, which is kept as decimal digits.
    func seed(_ column: String) throws(StudyDamage) -> UInt64 {
        guard let seed = UInt64(try text(column)) else { throw damage(column, "a whole number as text") }
        return seed
    }

    func bytes(_ column: String) throws(StudyDamage) -> [UInt8] {
        switch value(column) {
        case .blob(let data): return [UInt8](data)
        // SQLite has no bytes of length zero in some programs' hands.
        case .string(let text): return Array(text.utf8)
        default: throw damage(column, "a file's bytes")
        }
    }

    /// A value that is written as JSON.
    func json<Value: Decodable>(_ column: String, _ expected: String) throws(StudyDamage) -> Value {
        guard let value = try? JSONDecoder().decode(Value.self, from: Data(try text(column).utf8)) else {
            throw damage(column, expected)
        }
        return value
    }

    /// Says what stands in a column where something else is expected.
    func damage(_ column: String, _ expected: String) -> StudyDamage {
        let found =
            switch value(column) {
            case .null: "absent"
            case .int64(let value): "\(value)"
            case .double(let value): "\(value)"
            case .string(let text): StudyDamage.quoted(text)
            case .blob(let data): "\(data.count) bytes"
            }
        return StudyDamage(message: "\(name): \(column) is \(found); \(expected) is expected")
    }

    private func value(_ column: String) -> DatabaseValue.Storage {
        // A column that is not there is as good as an empty one.
        (row[column] as DatabaseValue?)?.storage ?? .null
    }
}

/// Something in a study that no simulation has put there, in words.
struct StudyDamage: Error {
    var message: String

    /// Text from a file in a form that is fit for a message: its beginning, without what could disturb a terminal.
    static func quoted(_ text: String) -> String {
        "'\(SafeText.excerpt(text, limit: 40))'"
    }
}
