package import ScenarioFiles
import Text

/// Finds strategies that are to be shown.
package enum StrategyDesk {
    /// A strategy of a scenario or, where none is named, a preset; with what its source is.
    ///
    /// - Throws: `Failure` if there is none of that name.
    package static func shown(_ name: String, in scenario: String?) throws -> (
        header: [String], lines: [ShownStrategy.Line]
    ) {
        if let scenario {
            let source = ScenarioSource(path: try ScenarioPlace.path(of: scenario))
            if let shown = source.shownStrategy(name) { return ([], shown.lines) }
        }
        guard let preset = StrategyPreset.named(name) else {
            let place = scenario.map { "\($0) has no strategy, and there is no preset," } ?? "there is no preset"
            throw Failure(
                "\(place) \"\(name)\"" + didYouMean(name, among: StrategyPreset.all.map(\.name)),
                help: "'patchlab strategy list' lists the presets"
            )
        }
        let header = [preset.about, "Source: \(preset.source), read \(preset.read)"]
        return (header, ShownStrategy(preset).lines)
    }
}
