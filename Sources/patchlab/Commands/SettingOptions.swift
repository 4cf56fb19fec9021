import ArgumentParser
import ResultStore
import ScenarioFiles

/// The option of the commands that change a scenario before they use it.
struct SettingOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "A value that takes the place of one in the scenario; may be repeated. 'patchlab keys' lists the keys.",
            valueName: "key=value"
        )
    )
    var set: [String] = []

    /// What is to be set in the scenario. Ends with status 2 if a text is no setting, or the same key is set twice.
    func settings(in source: ScenarioSource) throws -> [ScenarioSetting] {
        let settings = try set.map { try ScenarioInput.setting($0) }
        var ways: [[String]] = []
        for (place, setting) in settings.enumerated() {
            // A key that leads nowhere is told when the scenario is made.
            guard let way = source.way(to: setting.key, setting: Array(settings[..<place])) else { continue }
            if ways.contains(way) { throw Failure("--set \(setting.key): this key is set twice") }
            ways.append(way)
        }
        return settings
    }

    /// The settings as a study keeps them with the runs; those that are none have ended the command before.
    var stored: [StoredSetting] {
        self.set.compactMap { try? ScenarioInput.setting($0) }.map { StoredSetting(key: $0.key, value: $0.value) }
    }
}

extension ScenarioInput {
    /// `KEY=VALUE`
    static func setting(_ text: String) throws -> ScenarioSetting {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
            throw Failure("--set \(text): expected KEY=VALUE, such as strategies.staged.advance.soak=6h")
        }
        return ScenarioSetting(key: String(text[..<sign]), value: String(text[text.index(after: sign)...]))
    }
}
