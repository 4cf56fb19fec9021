import Experiments
package import PatchSimulator
package import Text

/// A run begins: everything that was before is to be forgotten. Not answered.
package struct EpisodeMessage: MessageObject, Hashable {
    package var episode = 0
    /// For the program's own dice: 64 bits in hexadecimal digits.
    package var seed = ""
    package var isPublic = true

    package static var blank: EpisodeMessage { EpisodeMessage() }

    package static let fields: [Field<EpisodeMessage>] = [
        Field("type", always: "episode"),
        Field("episode", \.episode),
        Field("seed", \.seed, "for the program's own random choices: 64 bits in hexadecimal digits"),
        Field("public", \.isPublic, "whether the result is given at the end"),
    ]
}

/// What was wrong with an answer. Not answered; in public runs only.
package struct ErrorMessage: MessageObject, Hashable {
    package var seq = 0
    package var incident = Incident.Kind.unknown
    /// Which action, from 0; nil: the whole answer.
    package var action: Int?
    package var text = ""

    package static var blank: ErrorMessage { ErrorMessage() }

    package static let fields: [Field<ErrorMessage>] = [
        Field("type", always: "error"),
        Field("seq", \.seq),
        Field("incident", \.incident),
        Field("action", \.action, "which action, from 0; null: the whole answer"),
        Field("text", \.text),
    ]
}

/// A run is over. Not answered.
package struct EndMessage: MessageObject, Hashable {
    package var episode = 0
    package var result: EpisodeResult?
    package var incidents = 0

    package static var blank: EndMessage { EndMessage() }

    package static let fields: [Field<EndMessage>] = [
        Field("type", always: "end"),
        Field("episode", \.episode),
        Field(wanted: "result", \.result, "what came of it; in public runs only"),
        Field("incidents", \.incidents, "how many there were in the run"),
    ]
}

/// What came of a run: the metrics by which strategies are compared, under their names.
package struct EpisodeResult: MessageValue, Hashable {
    package static var shape: Shape { .values(.number) }

    var values: [String: Double]

    package init(_ ledger: Ledger) {
        values = [:]
        for metric in Metric.headlines {
            if let value = metric.value(in: ledger)?.value { values[metric.id] = value }
        }
    }

    package init(json: JSON) throws(ShapeMistake) {
        guard let members = json.members else { throw ShapeMistake("an object") }
        values = [:]
        for (key, value) in members { values[key] = try Double(json: value) }
    }

    package var json: JSON { .sorted(values.mapValues { .number($0) }) }
}

/// The end of it all: standard input closes after it.
package struct Bye: MessageObject, Hashable {
    package static var blank: Bye { Bye() }
    package static let fields: [Field<Bye>] = [Field("type", always: "bye")]
}

/// The JSON Schema of all messages, made of what the reader goes by.
package enum MessageSchema {
    /// Names of messages with their shapes, in the order of a conversation.
    static let messages: [(name: String, about: String, shape: Shape)] = [
        ("hello", "to the program, first; answered by ready", Hello.shape),
        ("ready", "from the program", Ready.shape),
        ("episode", "to the program: a run begins, forget everything before it; not answered", EpisodeMessage.shape),
        ("observation", "to the program: a question; answered by actions", Observation.shape),
        ("actions", "from the program", Answer.shape),
        ("error", "to the program: what was wrong with an answer; not answered", ErrorMessage.shape),
        ("end", "to the program: a run is over; not answered", EndMessage.shape),
        ("bye", "to the program, last; standard input closes after it", Bye.shape),
    ]

    package static var json: JSON {
        .object([
            ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
            ("title", .string(PolicyProtocol.name)),
            ("description", .string("One of these objects a line, UTF-8, at most 1 MiB from the program.")),
            ("oneOf", .array(messages.map { .object([("$ref", .string("#/$defs/\($0.name)"))]) })),
            (
                "$defs",
                .object(
                    messages.map { message in
                        guard case .object(let members) = message.shape.schema else { return (message.name, .null) }
                        return (message.name, .object([("description", .string(message.about))] + members))
                    }
                )
            ),
        ])
    }
}
