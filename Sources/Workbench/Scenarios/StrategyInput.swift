package import PatchModel
import ScenarioFiles
import Text

/// The strategies that work is about.
package enum StrategyInput {
    /// The strategies named in a list with commas; all without a list.
    package static func strategies(listed list: String?, of scenario: Scenario, in path: String) throws -> [Strategy] {
        guard let list else { return try strategies([], of: scenario, in: path) }
        // A name may have a comma in it.
        if let whole = scenario.strategies.first(where: { $0.name == list }) { return [whole] }
        let names = list.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        guard !names.contains("") else {
            throw Failure(
                "--strategies \"\(list)\": expected names with a comma between any two, such as big-bang,staged"
            )
        }
        return try strategies(names, of: scenario, in: path)
    }

    /// Those of the names that are presets given by name, as they are in a scenario that does not have them.
    ///
    /// - Throws: `Failure` if there is none of a name, or if one cannot be used there.
    package static func presets(_ names: [String], besides scenario: Scenario, in path: String) throws -> [Strategy] {
        let others = names.filter { name in !scenario.strategies.contains { $0.name == name } }
        return others.isEmpty ? [] : try strategies(others, of: scenario, in: path)
    }

    /// The strategies of that name; all if none is named.
    package static func strategies(_ names: [String], of scenario: Scenario, in path: String) throws -> [Strategy] {
        guard !scenario.strategies.isEmpty || !names.isEmpty else { throw Failure("\(path) declares no strategies") }
        guard !names.isEmpty else { return scenario.strategies }
        guard Set(names).count == names.count else { throw Failure("--strategies names a strategy twice") }
        return try names.map { name in
            if let found = scenario.strategies.first(where: { $0.name == name }) { return found }
            // What comes with the program may be run in any scenario.
            if let preset = StrategyPreset.named(name) {
                do throws(ScenarioError) {
                    return try preset.strategy(in: scenario)
                } catch {
                    throw Failure(error.description)
                }
            }
            let known = scenario.strategies.map(\.name)
            throw Failure(
                "\(path) has no strategy \"\(name)\""
                    + didYouMean(name, among: known + StrategyPreset.all.map(\.name))
                    + (known.isEmpty ? "" : "; it has " + known.joined(separator: ", ")),
                help: "'patchlab strategy list' names presets, which every scenario takes"
            )
        }
    }
}
