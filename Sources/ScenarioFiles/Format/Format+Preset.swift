import PatchModel

extension Format {
    /// A file of a strategy that comes with the program.
    static let preset = Shape("preset", "A strategy that comes with PatchLab.", blank: DeclaredPreset()) {
        Field("about", \.about, .text, "What it does, in one sentence.")
        Field("source", into: \.source, presetSource, "What its figures were taken from.")
        Field("strategy", \.strategy, strategy.deferred, "What a scenario says of a strategy, with its kind.")
    }

    /// A preset as it is written.
    struct DeclaredPreset: Sendable {
        var about = ""
        var source = PresetSource()
        var strategy: Deferred<Strategy>?
    }

    static let presetSource = Shape("source", "What figures were taken from.", blank: PresetSource()) {
        Field("title", \.title, .text, "What it is called.")
        Field("where", \.place, .text, default: .empty, "Where it is found.")
        Field("read", \.read, .text, "The day on which it was read.")
    }

    /// What the figures of a preset were taken from.
    struct PresetSource: Sendable {
        var title = ""
        var place = ""
        var read = ""
    }
}
