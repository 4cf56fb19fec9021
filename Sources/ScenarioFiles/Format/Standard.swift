import EventEngine
import PatchModel

/// The default of a key: as it would be written, and of the type that the key means.
struct Standard<Meaning>: Sendable {
    let text: String

    private init(text: String) { self.text = text }

    /// A text in the notation of the key, where nothing shorter tells it.
    static func written(_ text: String) -> Standard { Standard(text: text) }

    /// A map in which everything has its default.
    static var emptyMap: Standard { Standard(text: "{}") }
}

/// What is written as a duration: whole seconds, seconds, and laws of which all values are the same.
protocol WrittenAsDuration {}
extension Tick: WrittenAsDuration {}
extension Double: WrittenAsDuration {}
extension Distribution: WrittenAsDuration {}

extension Standard where Meaning: WrittenAsDuration {
    static func seconds(_ count: Int) -> Standard { Standard(text: "\(count)s") }
    static func minutes(_ count: Int) -> Standard { Standard(text: "\(count)m") }
    static func hours(_ count: Int) -> Standard { Standard(text: "\(count)h") }
    static func days(_ count: Int) -> Standard { Standard(text: "\(count)d") }
}

extension Standard where Meaning == Tick {
    /// In the largest unit that comes out even.
    static func duration(_ ticks: Tick) -> Standard {
        let unit = Unit.durations.last { ticks % Tick($0.worth) == 0 } ?? Unit.durations[0]
        return Standard(text: "\(ticks / Tick(unit.worth))\(unit.name)")
    }

    static func bytes(_ count: Int) -> Standard { Standard(text: "\(count) B") }
}

extension Standard where Meaning == Double {
    static func percent(_ count: Int) -> Standard { Standard(text: "\(count)%") }
    /// No money, and no failures a day.
    static var nothing: Standard { Standard(text: "0") }
}

extension Standard where Meaning == Int {
    static func whole(_ value: Int) -> Standard { Standard(text: "\(value)") }
}

extension Standard: ExpressibleByIntegerLiteral where Meaning == Int {
    init(integerLiteral value: Int) { self = .whole(value) }
}

extension Standard: ExpressibleByBooleanLiteral where Meaning == Bool {
    init(booleanLiteral value: Bool) { self.init(text: "\(value)") }
}

extension Standard where Meaning == String {
    static var empty: Standard { Standard(text: "\"\"") }
}

extension Standard where Meaning: RangeReplaceableCollection {
    static var emptyList: Standard { Standard(text: "[]") }
}

extension Standard where Meaning: RawRepresentable, Meaning.RawValue == String {
    static func word(_ meaning: Meaning) -> Standard { Standard(text: meaning.rawValue) }
}

extension Standard where Meaning == Limit {
    static func moreThan(percent: Int) -> Standard { Standard(text: "> \(percent)%") }
}
