/// A map with fixed keys, and the model that is made of it: the one description of both.
///
/// Reader, schema, reference and settings use its `outline`; `ScenarioBuilder` uses its fields.
struct Shape<Model: Sendable>: Sendable {
    /// What follows the fields: checks of several of them together.
    typealias Finish = @Sendable (inout Model, MapValue, inout ScenarioBuilder) -> Void

    let outline: Outline
    /// What the fields are put into. What it has of its own is seen only in a scenario with errors, which is never run, and
    /// where a key is `absent` that has no default.
    let blank: Model
    let fields: [Field<Model>]
    private let finish: Finish?

    /// - Parameters:
    ///   - id: its name in the schema and the reference.
    ///   - doc: what the map says.
    ///   - exactlyOne: sets of keys of which exactly one must be there.
    ///   - atMostOne: sets of keys of which at most one may be there.
    init(
        _ id: String,
        _ doc: String,
        blank: Model,
        exactlyOne: [[String]] = [],
        atMostOne: [[String]] = [],
        @FieldList<Model> fields: () -> [Field<Model>],
        finish: Finish? = nil
    ) {
        self.blank = blank
        self.fields = fields()
        self.finish = finish
        outline = Outline(
            id: id,
            doc: doc,
            keys: self.fields.map(\.key),
            exactlyOne: exactlyOne,
            atMostOne: atMostOne
        )
    }

    /// Its name in the schema and the reference.
    var id: String { outline.id }

    /// Puts all fields of a map into a model; false if one could not be read.
    func fill(_ model: inout Model, from map: MapValue, _ builder: inout ScenarioBuilder) -> Bool {
        var isSound = true
        for field in fields where !field.put(map, &model, &builder) { isSound = false }
        finish?(&model, map, &builder)
        return isSound
    }
}

/// Puts the fields of a shape one below the other.
@resultBuilder enum FieldList<Model: Sendable> {
    static func buildExpression(_ field: Field<Model>) -> [Field<Model>] { [field] }
    static func buildExpression(_ fields: [Field<Model>]) -> [Field<Model>] { fields }
    static func buildBlock(_ parts: [Field<Model>]...) -> [Field<Model>] { parts.flatMap { $0 } }
    static func buildArray(_ parts: [[Field<Model>]]) -> [Field<Model>] { parts.flatMap { $0 } }
}

extension ScenarioBuilder {
    /// What a map says.
    mutating func made<Model>(of map: MapValue, _ shape: Shape<Model>) -> (model: Model, isSound: Bool) {
        var model = shape.blank
        let isSound = shape.fill(&model, from: map, &self)
        return (model, isSound)
    }
}
