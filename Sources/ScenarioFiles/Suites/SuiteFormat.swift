/// The format of suite files, version 1: the one description from which reader, JSON Schema and reference are made.
enum SuiteFormat {
    /// The version that `patchlab-suite:` names.
    static let version = 1

    static let suite = Shape(
        "suite",
        "A suite: what policies are compared with, in which worlds, and how that is decided.",
        blank: SuiteFile()
    ) {
        Field(
            early: "patchlab-suite",
            .whole(version...version),
            .required,
            "The version of the format.",
            example: "\(version)"
        )
        Field("name", .text, "What output calls it.", example: "laptops") { suite, name, place, builder in
            builder.checkName(name, at: place)
            suite.name = name
        }
        Field("question", \.question, .text, default: .empty, "What the suite answers, in one sentence.")
        Field(
            "worlds",
            \.worlds,
            .list(.map(world), count: 1...100),
            "The scenarios in which policies are compared."
        )
        Field("seeds", into: \.seeds, seeds, "The seeds from which the runs are derived.")
        Field("baseline", .map(baseline), "What candidates are compared with.", example: "{ strategy: staged }") {
            suite,
            baseline,
            _,
            _ in
            suite.baseline = baseline.decider
            suite.baselineFile = baseline.file
        }
        Field(
            "candidates",
            .list(.map(candidate), count: 1...100),
            absent: "they are named on the command line, with --policy or --strategy",
            "What is compared with the baseline by default; the command line can name others."
        ) { suite, candidates, _, _ in
            suite.candidates = candidates.compactMap(\.decider)
        }
        Field(
            "metrics",
            \.metrics,
            .list(.map(metric), count: 1...200),
            "What policies are judged by, and how much may be lost."
        )
        Field("decide", into: \.decision, decision, "How sure the verdict is to be, and when it is sought.")
        Field("budget", into: \.budget, budget, "What a run of the suite may take.")
        Field("policy", into: \.programs, programs, "How programs are run, and how much misbehaviour is tolerated.")
    } finish: { suite, map, builder in
        check(suite, &builder)
    }

    /// What several keys say together.
    private static func check(_ suite: SuiteFile, _ builder: inout ScenarioBuilder) {
        var names: Set<String> = []
        for world in suite.worlds where !names.insert(world.name.text).inserted {
            report(.duplicateName, "there are two worlds \(quoted(world.name.text))", world.name, &builder)
        }
        for metric in suite.metrics {
            var seen: Set<String> = []
            for world in metric.worlds ?? [] {
                if !names.contains(world.text) {
                    report(.unknownWorld, "there is no world \(quoted(world.text))", world, &builder, among: names)
                } else if !seen.insert(world.text).inserted {
                    report(.duplicateName, "the world \(quoted(world.text)) is named twice", world, &builder)
                }
            }
        }
    }

    private static func report(
        _ code: DiagnosticCode,
        _ message: String,
        _ written: SuiteFile.Written,
        _ builder: inout ScenarioBuilder,
        among names: Set<String> = []
    ) {
        let place = Position(file: written.place.file, line: written.place.line, column: written.place.column)
        let meant = names.isEmpty ? nil : builder.diagnostics.nearest(to: written.text, among: names.sorted())
        builder.report(code, message, at: place, suggestion: meant)
    }

    static let world = Shape("world", "A scenario with some of its values set differently.", blank: SuiteFile.World()) {
        Field("name", .text, "What output calls it.", example: "quiet") { world, name, place, builder in
            builder.checkName(name, at: place)
            world.name = SuiteFile.Written(text: name, place: .init(place))
        }
        Field(
            "scenario",
            .written,
            "Its file, relative to the suite's, or the name of an example.",
            example: "worlds/laptops.yaml"
        ) { world, scenario, _, _ in world.scenario = scenario }
        Field(
            "set",
            Notation.named(.written, of: "settings"),
            default: .emptyMap,
            "Values that take the place of those in the scenario; keys as `patchlab keys` lists them, `*` for all entries of a list or map."
        ) { world, entries, _, builder in
            world.settings = entries.compactMap { entry in
                entry.content.read(&builder).map {
                    .init(key: entry.name, value: $0.text, place: .init(entry.position))
                }
            }
        }
        Field(
            "vary",
            Notation.named(.list(.written, count: 2...2), of: "ranges"),
            default: .emptyMap,
            "Values that are drawn between two others, with `rotate: weekly` anew each week, evenly over the weeks (Sobol): the policy is judged on a family of worlds.",
            example: "{ \"fleet.office.count\": [500, 5000] }"
        ) { world, entries, _, builder in
            world.variations = entries.compactMap { entry in
                entry.content.read(&builder).flatMap { ends in
                    guard ends.count == 2 else { return nil }
                    return .init(
                        key: entry.name,
                        range: "\(ends[0].text)..\(ends[1].text)",
                        place: .init(entry.position)
                    )
                }
            }
        }
        Field(
            "weight",
            \.weight,
            .number(0...1000),
            default: .written("1"),
            "How much it counts in the score; no verdict depends on it."
        )
    }

    static let seeds = Shape("seeds", "The seeds from which the runs are derived.", blank: SuiteFile.Seeds()) {
        Field(
            "public",
            \.shown,
            .whole(0...1_000_000_000_000_000),
            default: 1,
            "The seed that everyone knows, for local work."
        )
        Field(
            "hidden",
            .written,
            absent: "all runs are on the public seed",
            "`env NAME`: the variable of the environment that holds a secret, from which half of the runs are derived.",
            example: "env PATCHLAB_HIDDEN_SEED"
        ) { seeds, written, place, builder in
            let words = written.text.split(separator: " ").map(String.init)
            guard words.count == 2, words[0] == "env", isVariable(words[1]) else {
                let message = "\(quoted(written.text)) must be `env NAME`: a secret must not be in a file"
                builder.report(.badHiddenSeed, message, at: place)
                return
            }
            seeds.hidden = SuiteFile.Written(text: words[1], place: written.place)
        }
        Field(
            "rotate",
            \.rotation,
            .words { rotation in
                switch rotation {
                case .never: "the hidden seed is derived from the secret alone"
                case .weekly: "it is derived from the secret and the week of ISO 8601"
                }
            },
            default: .word(.never),
            "When the hidden seed changes."
        )
    }

    private static func isVariable(_ name: String) -> Bool {
        name.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || $0 == "_" || $0.properties.numericType != nil)
        }
            && name.first?.isNumber == false
    }

    struct DeclaredDecider: Sendable {
        var decider: SuiteFile.Decider?
        var file: SuiteFile.Written?
    }

    static let baseline = Shape(
        "baseline",
        "What candidates are compared with.",
        blank: DeclaredDecider(),
        exactlyOne: [["strategy", "policy"]]
    ) {
        deciders
        Field(
            "file",
            .written,
            absent: "it is computed with each run, and never goes stale",
            "The file that `suite baseline` wrote; relative to the suite's file.",
            example: "laptops.baseline.json"
        ) { baseline, file, _, _ in baseline.file = file }
    }

    static let candidate = Shape(
        "candidate",
        "What is compared with the baseline.",
        blank: DeclaredDecider(),
        exactlyOne: [["strategy", "policy"]]
    ) {
        deciders
    }

    private static var deciders: [Field<DeclaredDecider>] {
        [
            Field(
                "strategy",
                .written,
                absent: "`policy` says it",
                "The name of a strategy, which every world has.",
                example: "staged"
            ) { model, written, _, _ in model.decider = .strategy(written) },
            Field(
                "policy",
                .written,
                absent: "`strategy` says it",
                "A program that decides, relative to the suite's file.",
                example: "./my-policy.py"
            ) { model, written, _, _ in model.decider = .policy(written) },
        ]
    }

    static let metric = Shape("metric", "A metric, and how much of it may be lost.", blank: SuiteFile.Metric()) {
        Field("metric", .written, "Its name, as `patchlab explain metrics` lists it.", example: "devices-hit") {
            metric,
            name,
            _,
            _ in metric.name = name
        }
        Field(
            "worlds",
            .list(.written, count: 1...100),
            absent: "all worlds",
            "The worlds in which it counts.",
            example: "[bad-patch]"
        ) { metric, worlds, _, _ in metric.worlds = worlds }
        Field(
            "margin",
            .written,
            absent: "the metric is watched and decides nothing, which `watch: true` must say",
            "What may be lost at most: a share of the baseline's mean (`5%`), points of a share (`1 point`), or an amount with its unit (`2 devices`, `3h`).",
            example: "5%"
        ) { metric, margin, _, _ in metric.margin = margin }
        Field(
            "at-least",
            .written,
            absent: "`margin` alone says it",
            "An amount that may be lost in any case, for a baseline near zero.",
            example: "2 devices"
        ) { metric, amount, _, _ in metric.atLeast = amount }
        Field("watch", .flag, default: false, "True: it is shown and decides nothing.") {
            metric,
            isWatched,
            place,
            builder in
            if isWatched, metric.margin != nil {
                builder.report(.conflictingKeys, "`margin` and `watch: true` exclude each other", at: place)
            }
            if !isWatched, metric.margin == nil {
                let message =
                    "the key `margin` is missing: what may be lost at most, such as `margin: 5%`; or `watch: true`"
                builder.report(.missingKey, message, at: place)
            }
        }
    }
}

extension Notation where Meaning == SuiteFile.Written {
    /// Any text, with its place.
    static var written: Notation {
        Notation(.text) { value, _, _ in
            value.text.map { SuiteFile.Written(text: $0, place: .init(value.position)) }
        }
    }
}
