import EventEngine
import PatchModel

/// The format of lesson files, version 1: the one description from which reader, JSON Schema and reference are made.
enum LessonFormat {
    /// The version that `patchlab-lesson:` names.
    static let version = 1

    /// Draws that a pool may have: a code has room for so many.
    static let mostDraws = 100_000

    static let lesson = Shape(
        "lesson",
        "A lesson: a world in which a trainee decides by what is reported, and what the decisions are compared with.",
        blank: LessonFile()
    ) {
        Field(
            early: LessonFile.key,
            .whole(version...version),
            .required,
            "The version of the format.",
            example: "\(version)"
        )
        Field("number", \.number, .whole(0...9999), default: 0, "Its place in lists.")
        Field(
            "title",
            \.title,
            .text,
            "What it is called. If a defect is possible, the title does not give away whether there is one.",
            example: "Tuesday's library"
        )
        Field("minutes", \.minutes, .whole(1...600), default: 30, "About how long it takes.")
        Field("role", \.role, .text, default: .empty, "Who the trainee is, and what is known beforehand.")
        Field("brief", \.brief, .text, default: .empty, "What is to be done.")
        Field(
            "scenario",
            \.scenario,
            .written,
            "The file of its world, relative to the lesson's, or the name of an example.",
            example: "worlds/library.yaml"
        )
        Field(
            "set",
            Notation.named(.written, of: "settings"),
            default: .emptyMap,
            "Values that take the place of those in the scenario; keys as `patchlab keys` lists them."
        ) { lesson, entries, _, builder in
            lesson.settings = entries.compactMap { entry in
                entry.content.read(&builder).map {
                    .init(key: entry.name, value: $0.text, place: .init(entry.position))
                }
            }
        }
        Field("prices", \.prices, .map(Format.prices), absent: "those of the scenario", "What counts, in one currency.")
        Field("pool", into: \.pool, pool, "Which draws there are.")
        Field(
            "injects",
            \.injects,
            .list(.map(inject), count: 0...100),
            default: .emptyList,
            "Messages that arrive at given times."
        )
        Field("attention", into: \.attention, attention, "When time halts.")
        Field(
            "questions",
            \.questions,
            .list(.map(question), count: 0...10),
            default: .emptyList,
            "What is asked before rings are opened."
        )
        Field("must", \.must, .list(.map(duty), count: 0...20), default: .emptyList, "What must be done: yes or no.")
        Field(
            "never",
            \.never,
            .list(.map(duty), count: 0...20),
            default: .emptyList,
            "What must never be done: yes or no."
        )
        Field(
            "expert",
            \.expert,
            .written,
            "The strategy of the scenario that decisions are compared with.",
            example: "chosen-pilots"
        )
        Field(
            "naive",
            \.naive,
            .written,
            "The strategy that is worth no points: its extra cost over the expert is the unit of the score.",
            example: "big-bang"
        )
        Field(
            "hindsight",
            into: \.hindsight,
            hindsight,
            "What the best in hindsight is chosen from, in addition to all strategies."
        )
        Field(
            "hints",
            \.hints,
            .list(.map(hint), count: 0...10),
            default: .emptyList,
            "Help, step by step; it costs nothing."
        )
        Field("rule", \.rule, .text, default: .empty, "The sentence to take home.")
    }

    static let pool = Shape("pool", "Which draws there are: runs of a seed.", blank: LessonFile.Pool()) {
        Field(
            "seed",
            \.seed,
            .whole(0...1_000_000_000_000_000),
            default: 1,
            "Everything random is derived from it and the number of the draw."
        )
        Field("draws", \.draws, .whole(1...mostDraws), default: 64, "How many.")
    }

    static let inject = Shape("inject", "A message.", blank: LessonFile.Inject()) {
        Field("at", \.time, .duration(.nonNegative), "After the start.", example: "2d2h")
        Field("from", \.from, .text, "Who sends it.", example: "the manager")
        Field("text", \.text, .text, "What it says.", example: "All green. Can we have the rest by tonight?")
        Field(
            "if",
            .choice(
                Choice("nothing-open", "no ring is open", LessonFile.Inject.Condition.nothingOpen),
                Choice("open", "a ring is open", .open),
                Choice("running", "a ring is open, and no rollout is stopped", .running),
                Choice("stopped", "a rollout is stopped", .stopped)
            ),
            absent: "in any case",
            "It is sent only if this holds."
        ) { inject, condition, _, _ in inject.condition = condition }
    }

    static let attention = Shape("attention", "When time halts.", blank: LessonFile.Attention()) {
        Field(
            "unhealthy",
            \.unhealthy,
            .list(.share(zero: false), count: 0...20),
            default: .written("[0.5%, 1%, 2%, 5%]"),
            "Shares of a ring's reporting devices that are failed or in trouble, ascending; two devices at least."
        )
        Field(
            "heard",
            \.heard,
            .list(.share(zero: false), count: 0...20),
            default: .written("[50%, 90%, 95%]"),
            "Shares of a ring's devices that have reported, ascending."
        )
        Field(
            "tickets",
            \.tickets,
            .flag,
            default: true,
            "Whether a day with more than twice the usual tickets, and five more, halts time."
        )
    } finish: { attention, map, builder in
        for (name, list) in [("unhealthy", attention.unhealthy), ("heard", attention.heard)]
        where zip(list, list.dropFirst()).contains(where: { $0 >= $1 }) {
            builder.report(.badShare, "shares must ascend, each once", at: map.position(of: name))
        }
    }

    static let question = Shape("question", "What is asked before a ring is opened.", blank: LessonFile.Question()) {
        Field(
            "before",
            \.ring,
            .text,
            "The name of the ring, or `last`: the last ring of a rollout, whatever it is called.",
            example: "last"
        )
        Field(
            "ask",
            \.text,
            .text,
            "The question; `forecast` answers it.",
            example: "How likely is a defect, in per cent?"
        )
    }

    static let hindsight = Shape(
        "hindsight",
        "What the best in hindsight is chosen from, in addition to all strategies, doing nothing, the expert and what was done.",
        blank: LessonFile.Hindsight()
    ) {
        Field(
            "everyone-at",
            \.everyoneAt,
            .list(.duration(.nonNegative), count: 0...50),
            default: .written("[0d, 1d, 2d, 5d, 10d, 20d]"),
            "All devices at once, at these times."
        )
        Field(
            "soak",
            \.soaks,
            .list(.number(0...100), count: 0...20),
            default: .written("[0.25, 0.5, 2, 4]"),
            "The staged strategies with a soak that is this many times as long."
        )
    }

    static let hint = Shape("hint", "Three steps of help.", blank: LessonFile.Hint()) {
        Field("question", \.question, .text, "What to ask oneself.", example: "On which machines could this fail?")
        Field("pointer", \.pointer, .text, "Where to look.", example: "groups shows which devices have what.")
        Field("rule", \.rule, .text, "What to do.", example: "Choose pilots that have the VPN client.")
    }
}
