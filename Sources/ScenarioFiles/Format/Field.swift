/// A key of a map: how it is written, what it means, and where in the model that goes. From it come decoding, schema,
/// reference, `patchlab keys`, settings and the default.
///
/// A field without `default` and `absent` is required.
struct Field<Model: Sendable>: Sendable {
    /// Puts a meaning into a model. The position is that of the value.
    typealias Setter<Meaning> = @Sendable (inout Model, Meaning, Position, inout ScenarioBuilder) -> Void

    let key: Key
    /// Puts what a map has under the key into a model; false if it must be there and is not, or cannot be used.
    let put: @Sendable (MapValue, inout Model, inout ScenarioBuilder) -> Bool

    private init<Meaning>(
        _ key: Key,
        _ notation: Notation<Meaning>,
        _ absence: Absence<Model>?,
        _ set: @escaping Setter<Meaning>
    ) {
        self.key = key
        let name = key.name
        put = { map, model, builder in
            guard let value = map.values[name] else {
                absence?.act?(&model, map.position, &builder)
                return absence != nil
            }
            guard let meaning = notation.read(value, under: name, &builder) else { return false }
            set(&model, meaning, value.position, &builder)
            return true
        }
    }

    private init(_ key: Key, put: @escaping @Sendable (MapValue, inout Model, inout ScenarioBuilder) -> Bool) {
        self.key = key
        self.put = put
    }

    // MARK: Keys that go to one place of the model

    /// A key that must be there.
    init<Meaning>(
        _ name: String,
        _ path: Path<Model, Meaning>,
        _ notation: Notation<Meaning>,
        _ doc: String,
        example: String? = nil
    ) {
        self.init(name, notation, doc, example: example) { model, meaning, _, _ in model[keyPath: path] = meaning }
    }

    /// A key that may be left out, which is as if its default were written.
    init<Meaning>(
        _ name: String,
        _ path: Path<Model, Meaning>,
        _ notation: Notation<Meaning>,
        default standard: Standard<Meaning>,
        _ doc: String,
        example: String? = nil
    ) {
        self.init(name, notation, default: standard, doc, example: example) { model, meaning, _, _ in
            model[keyPath: path] = meaning
        }
    }

    /// A key that may be left out, which means something that no written value means.
    init<Meaning>(
        _ name: String,
        _ path: Path<Model, Meaning>,
        _ notation: Notation<Meaning>,
        absent: Absence<Model>,
        _ doc: String,
        example: String? = nil
    ) {
        self.init(name, notation, absent: absent, doc, example: example) { model, meaning, _, _ in
            model[keyPath: path] = meaning
        }
    }

    /// The same where the model has nothing then.
    init<Meaning>(
        _ name: String,
        _ path: Path<Model, Meaning?>,
        _ notation: Notation<Meaning>,
        absent: Absence<Model>,
        _ doc: String,
        example: String? = nil
    ) {
        self.init(name, notation, absent: absent, doc, example: example) { model, meaning, _, _ in
            model[keyPath: path] = meaning
        }
    }

    /// A key that must be there, for a model that has nothing before.
    init<Meaning>(
        _ name: String,
        _ path: Path<Model, Meaning?>,
        _ notation: Notation<Meaning>,
        _ doc: String,
        example: String? = nil
    ) {
        self.init(name, notation, doc, example: example) { model, meaning, _, _ in model[keyPath: path] = meaning }
    }

    /// A key that may be left out, which is as if its default were written, for a model that has nothing before.
    init<Meaning>(
        _ name: String,
        _ path: Path<Model, Meaning?>,
        _ notation: Notation<Meaning>,
        default standard: Standard<Meaning>,
        _ doc: String,
        example: String? = nil
    ) {
        self.init(name, notation, default: standard, doc, example: example) { model, meaning, _, _ in
            model[keyPath: path] = meaning
        }
    }

    /// A key with a map that says more about the model itself, or about a part of it; left out, it is empty.
    init<Part>(
        _ name: String,
        into path: Path<Model, Part>,
        _ shape: Shape<Part>,
        _ doc: String,
        example: String? = nil
    ) {
        self.init(Key(name, .map(shape.outline), .standard("{}"), doc, example: example)) { map, model, builder in
            guard let inner = map[name]?.map else { return false }
            return shape.fill(&model[keyPath: path], from: inner, &builder)
        }
    }

    // MARK: Keys that need more

    /// A key that must be there.
    init<Meaning>(
        _ name: String,
        _ notation: Notation<Meaning>,
        _ doc: String,
        example: String? = nil,
        set: @escaping Setter<Meaning>
    ) {
        self.init(Key(name, notation.kind, .required, doc, example: example), notation, nil, set)
    }

    /// A key that may be left out, which is as if its default were written.
    init<Meaning>(
        _ name: String,
        _ notation: Notation<Meaning>,
        default standard: Standard<Meaning>,
        _ doc: String,
        example: String? = nil,
        set: @escaping Setter<Meaning>
    ) {
        self.init(Key(name, notation.kind, .standard(standard.text), doc, example: example), notation, nil, set)
    }

    /// A key that may be left out, which means something that no written value means.
    init<Meaning>(
        _ name: String,
        _ notation: Notation<Meaning>,
        absent: Absence<Model>,
        _ doc: String,
        example: String? = nil,
        set: @escaping Setter<Meaning>
    ) {
        self.init(Key(name, notation.kind, .optional(absent.words), doc, example: example), notation, absent, set)
    }

    /// A key that has done its work before models are made, such as the word by which a shape was chosen.
    init(early name: String, _ kind: Kind, _ presence: Key.Presence, _ doc: String, example: String? = nil) {
        self.init(Key(name, kind, presence, doc, example: example)) { _, _, _ in true }
    }

    /// The same key, which was called otherwise in the version before. That name is still read, with a warning.
    func formerly(_ name: String) -> Field {
        var key = key
        key.formerName = name
        return Field(key, put: put)
    }

    /// The same key for a model of which this one is a part.
    func of<Whole>(_ path: Path<Whole, Model>) -> Field<Whole> {
        Field<Whole>(key) { [put] map, whole, builder in put(map, &whole[keyPath: path], &builder) }
    }
}

/// What it means that a key is left out where no written value means the same.
struct Absence<Model>: Sendable, ExpressibleByStringInterpolation {
    /// For the reference and the schema.
    let words: String
    /// What is done then; nil: the model stays as it is. The position is that of the map.
    let act: (@Sendable (inout Model, Position, inout ScenarioBuilder) -> Void)?

    init(stringLiteral words: String) {
        self.words = words
        act = nil
    }

    private init(_ words: String, _ act: @escaping @Sendable (inout Model, Position, inout ScenarioBuilder) -> Void) {
        self.words = words
        self.act = act
    }

    static func means(
        _ words: String,
        _ act: @escaping @Sendable (inout Model, Position, inout ScenarioBuilder) -> Void
    ) -> Absence { Absence(words, act) }
}

/// A place in a model.
typealias Path<Model, Part> = any WritableKeyPath<Model, Part> & Sendable
