/// How a value is written, and what is made of it: a `Kind` with the type of what it means.
struct Notation<Meaning: Sendable>: Sendable {
    /// What may be written.
    let kind: Kind
    /// What a value that is written so means; nil if it cannot be used, which has been reported.
    private let meaning: @Sendable (Value, String, inout ScenarioBuilder) -> Meaning?

    /// - Parameter meaning: of a value of that kind, and the name of its key for messages.
    init(_ kind: Kind, _ meaning: @escaping @Sendable (Value, String, inout ScenarioBuilder) -> Meaning?) {
        self.kind = kind
        self.meaning = meaning
    }

    /// - Parameter key: under which the value stands, for messages.
    func read(_ value: Value, under key: String, _ builder: inout ScenarioBuilder) -> Meaning? {
        value.isInvalid ? nil : meaning(value, key, &builder)
    }

    /// Written the same, with something else made of it.
    func `as`<Other>(_ transform: @escaping @Sendable (Meaning) -> Other) -> Notation<Other> {
        Notation<Other>(kind) { value, key, builder in read(value, under: key, &builder).map(transform) }
    }

    /// Written in this way or another.
    func or(_ other: Notation) -> Notation {
        Notation(.either(kind.alternatives + other.kind.alternatives)) { value, key, builder in
            (kind.takes(value) ? self : other).read(value, under: key, &builder)
        }
    }
}

extension Kind {
    fileprivate var outline: Outline? { if case .map(let outline) = self { outline } else { nil } }

    fileprivate var alternatives: [Kind] { if case .either(let kinds) = self { kinds } else { [self] } }

    /// Whether a value that has been read as one of several kinds was read as this one.
    fileprivate func takes(_ value: Value) -> Bool {
        switch self {
        case .text, .name, .timeZone: value.text != nil
        case .words(let words): words.contains { $0.name == value.word }
        case .whole: value.whole != nil
        case .number, .share, .duration, .size, .bandwidth, .rate, .price, .clock: value.number != nil
        case .moment:
            switch value.scalar {
            case .number, .date: true
            default: false
            }
        case .date: if case .date = value.scalar { true } else { false }
        case .hours, .openHours: if case .hours = value.scalar { true } else { false }
        case .limit: if case .limit = value.scalar { true } else { false }
        case .version: if case .version = value.scalar { true } else { false }
        case .constraint: if case .constraint = value.scalar { true } else { false }
        case .installed, .update: if case .pair = value.scalar { true } else { false }
        case .list: value.list != nil
        case .named: value.named != nil
        case .map(let outline): value.map?.outline.id == outline.id
        case .variants(let outlines), .selected(let outlines, _):
            outlines.contains { $0.id == value.map?.outline.id }
        case .either(let kinds): kinds.contains { $0.takes(value) }
        case .distribution: Format.distribution.takes(value)
        }
    }
}

// MARK: What is made of others

extension Notation {
    /// A map, and the model that is made of it; what cannot be read is replaced by a stand-in.
    static func map(_ shape: Shape<Meaning>) -> Notation {
        Notation(.map(shape.outline)) { value, _, builder in
            value.map.map { builder.made(of: $0, shape).model }
        }
    }

    /// A map of which nothing is made unless all of it can be read.
    static func sound(_ shape: Shape<Meaning>) -> Notation {
        Notation(.map(shape.outline)) { value, _, builder in
            value.map.flatMap { map in
                let made = builder.made(of: map, shape)
                return made.isSound ? made.model : nil
            }
        }
    }

    /// A map with the keys of one of several shapes: the one whose keys fit best.
    static func variants(_ maps: [Notation]) -> Notation {
        Notation(.variants(maps.compactMap(\.kind.outline)), chosen(of: maps))
    }

    /// As `variants`, but chosen by the word under a key, or else by the name of the entry.
    static func selected(by key: String, _ maps: [Notation]) -> Notation {
        Notation(.selected(maps.compactMap(\.kind.outline), by: key), chosen(of: maps))
    }

    private static func chosen(
        of maps: [Notation]
    ) -> @Sendable (Value, String, inout ScenarioBuilder) -> Meaning? {
        { value, key, builder in
            maps.first { $0.kind.takes(value) }.flatMap { $0.read(value, under: key, &builder) }
        }
    }

    /// A map whose keys are names; what they stand for is made later.
    static func named<Item>(_ item: Notation<Item>, of what: String) -> Notation where Meaning == [Entry<Item>] {
        Notation(.named(item.kind, of: what)) { value, key, _ in
            value.named?.map {
                Entry(
                    name: $0.name,
                    position: $0.position,
                    content: Deferred(value: $0.value, key: key, notation: item)
                )
            }
        }
    }

    /// Written the same, and made later.
    var deferred: Notation<Deferred<Meaning>> {
        Notation<Deferred<Meaning>>(kind) { value, key, _ in Deferred(value: value, key: key, notation: self) }
    }

    /// A list of any length; items that cannot be used are left out.
    static func list<Item>(_ item: Notation<Item>) -> Notation where Meaning == [Item] {
        Notation(.list(item.kind)) { value, key, builder in
            value.items.compactMap { item.read($0, under: key, &builder) }
        }
    }

    /// A list; items that cannot be used are left out, or replaced by a stand-in.
    static func list<Item>(_ item: Notation<Item>, count: ClosedRange<Int>, standIn: Item? = nil) -> Notation
    where Meaning == [Item] {
        Notation(.list(item.kind, count: count)) { value, key, builder in
            value.items.compactMap { item.read($0, under: key, &builder) ?? standIn }
        }
    }

    /// A list of which nothing is made unless all items can be used.
    static func every<Item>(_ item: Notation<Item>, count: ClosedRange<Int>) -> Notation where Meaning == [Item] {
        Notation(.list(item.kind, count: count)) { value, key, builder in
            let items = value.items
            let read = items.compactMap { item.read($0, under: key, &builder) }
            return read.count == items.count ? read : nil
        }
    }

    /// A list of values that are left as they are, because what they refer to is not known yet.
    static func values(_ kind: Kind) -> Notation where Meaning == [Value] {
        Notation(kind) { value, _, _ in value.items }
    }

    /// One item, or a list of them; those that cannot be used are left out.
    static func oneOrMore<Item>(_ item: Notation<Item>) -> Notation where Meaning == [Item] {
        Notation(.oneOrMore(item.kind)) { value, key, builder in
            value.items.compactMap { item.read($0, under: key, &builder) }
        }
    }
}

/// What is made later, because it refers to what is not known yet.
struct Deferred<Meaning: Sendable>: Sendable {
    let value: Value
    /// Under which the value stands.
    let key: String
    let notation: Notation<Meaning>

    func read(_ builder: inout ScenarioBuilder) -> Meaning? { notation.read(value, under: key, &builder) }
}

/// An entry of a map whose keys are names.
struct Entry<Meaning: Sendable>: Sendable {
    let name: String
    /// Of the name.
    let position: Position
    let content: Deferred<Meaning>
}
