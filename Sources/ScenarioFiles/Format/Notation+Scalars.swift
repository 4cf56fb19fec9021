import EventEngine
import PatchModel

extension Notation where Meaning == String {
    static var text: Notation { Notation(.text) { value, _, _ in value.text } }

    /// The name of something that is declared elsewhere.
    static func name(_ space: Kind.Namespace) -> Notation {
        Notation(.name(space)) { value, _, builder in
            value.text.flatMap { builder.index(of: $0, space, at: value.position) == nil ? nil : $0 }
        }
    }

    /// A time zone of the IANA's database.
    static var timeZone: Notation {
        Notation(.timeZone) { value, _, builder in
            value.text.flatMap { builder.isKnownZone($0, at: value.position) ? $0 : nil }
        }
    }
}

extension Notation where Meaning == Int {
    static func whole(_ range: ClosedRange<Int>) -> Notation { Notation(.whole(range)) { value, _, _ in value.whole } }

    /// The index of something that is declared elsewhere under a name.
    static func index(of space: Kind.Namespace) -> Notation {
        Notation(.name(space)) { value, _, builder in
            value.text.flatMap { builder.index(of: $0, space, at: value.position) }
        }
    }
}

extension Notation where Meaning == Double {
    static func number(_ range: ClosedRange<Double>) -> Notation { plain(.number(range)) }
    static func share(zero: Bool) -> Notation { plain(.share(zero: zero)) }
    /// A duration in seconds that are not rounded.
    static func seconds(_ sign: Kind.Sign) -> Notation { plain(.duration(sign)) }
    /// Bytes per second.
    static var bandwidth: Notation { plain(.bandwidth) }
    /// Per day.
    static var rate: Notation { plain(.rate) }
    static var price: Notation { plain(.price) }

    private static func plain(_ kind: Kind) -> Notation { Notation(kind) { value, _, _ in value.number } }
}

extension Notation where Meaning == Tick {
    /// A duration in whole seconds; one that must be positive and is rounded to nothing is reported.
    static func duration(_ sign: Kind.Sign) -> Notation {
        Notation(.duration(sign)) { value, key, builder in
            guard let ticks = value.number.map({ Tick(rounding: $0) }) else { return nil }
            guard sign != .positive || ticks >= 1 else {
                builder.report(.zeroDuration, "`\(key)` must be at least 1 s", at: value.position)
                return nil
            }
            return ticks
        }
    }

    /// A time after the start.
    static var moment: Notation {
        Notation(.moment) { value, _, builder in
            value.scalar.flatMap { builder.moment($0, at: value.position) }
        }
    }

    /// Bytes.
    static var size: Notation { Notation(.size) { value, _, _ in value.number.map { Int64($0.rounded()) } } }
}

extension Notation where Meaning == Limit {
    static var limit: Notation {
        Notation(.limit) { value, _, _ in
            if case .limit(let limit) = value.scalar { limit } else { nil }
        }
    }
}

extension Notation where Meaning == Distribution {
    /// A probability distribution for a duration.
    static var distribution: Notation { law(.distribution) }

    /// A law that is not always zero.
    static var positiveDistribution: Notation {
        Notation(.distribution) { value, _, builder in builder.distribution(value, positive: true) }
    }

    /// A law that is spelt out as a map, where a bare duration means something else.
    static var writtenLaw: Notation { law(.map(Format.distributionShape.outline)) }

    private static func law(_ kind: Kind) -> Notation {
        Notation(kind) { value, _, builder in builder.distribution(value) }
    }
}

extension Notation where Meaning == VersionRange {
    /// A component with a range of its versions.
    static var range: Notation { Notation(.constraint) { value, _, builder in builder.range(value) } }
}

extension Notation where Meaning == LocalDate {
    static var date: Notation {
        Notation(.date) { value, _, _ in
            if case .date(let date) = value.scalar { date } else { nil }
        }
    }
}

// MARK: Words

extension Notation where Meaning == Bool {
    static var flag: Notation { Notation(.flag) { value, _, _ in value.word.map { $0 == "true" } } }
}

extension Notation where Meaning: RawRepresentable & CaseIterable, Meaning.RawValue == String {
    /// The words of an enumeration, which say it all.
    static func words(of type: Meaning.Type) -> Notation {
        Notation(.words(of: type)) { value, _, _ in value.word.flatMap(Meaning.init) }
    }

    /// The words of an enumeration, each with what it means, and some with what they were in the version before.
    static func words(formerly: [String: String] = [:], _ doc: (Meaning) -> String) -> Notation {
        Notation(.words(Meaning.allCases.map { Word($0.rawValue, formerly: formerly[$0.rawValue], doc($0)) })) {
            value,
            _,
            _ in
            value.word.flatMap(Meaning.init)
        }
    }
}

extension Notation {
    /// A fixed word.
    static func word(_ name: String, _ doc: String, _ meaning: Meaning) -> Notation {
        choice([Choice(name, doc, meaning)])
    }

    /// One of several fixed words.
    static func choice(_ choices: Choice<Meaning>...) -> Notation { choice(choices) }

    static func choice(_ choices: [Choice<Meaning>]) -> Notation {
        Notation(.words(choices.map { Word($0.name, $0.doc) })) { value, _, _ in
            choices.first { $0.name == value.word }?.meaning
        }
    }
}

/// A word that stands for something.
struct Choice<Meaning: Sendable>: Sendable {
    var name: String
    var doc: String
    var meaning: Meaning

    init(_ name: String, _ doc: String = "", _ meaning: Meaning) {
        self.name = name
        self.doc = doc
        self.meaning = meaning
    }
}
