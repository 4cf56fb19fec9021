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
        case .number, .share, .duration, .size, .bandwidth, .rate, .price: value.number != nil
        case .moment:
            switch value.scalar {
            case .number, .date: true
            default: false
            }
        case .date: if case .date = value.scalar { true } else { false }
        case .hours: if case .hours = value.scalar { true } else { false }
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

    /// A map of which something is made later.
    static func later<Model>(_ shape: Shape<Model>) -> Notation where Meaning == Later<Model> {
        Notation(.map(shape.outline)) { value, _, _ in value.map.map { Later(map: $0, shape: shape) } }
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

    /// One item, or a list of them; those that cannot be used are left out.
    static func oneOrMore<Item>(_ item: Notation<Item>) -> Notation where Meaning == [Item] {
        Notation(.oneOrMore(item.kind)) { value, key, builder in
            value.items.compactMap { item.read($0, under: key, &builder) }
        }
    }
}

/// A map that has been read, but of which nothing has been made yet, because what it refers to is not known.
struct Later<Model: Sendable>: Sendable {
    let map: MapValue
    let shape: Shape<Model>
}
