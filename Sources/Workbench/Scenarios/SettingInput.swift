package import ResultStore
package import ScenarioFiles

/// What is set in a scenario otherwise than its file says, as a user writes it: `KEY=VALUE`.
package enum SettingInput {
    /// The settings of those texts.
    ///
    /// - Throws: `Failure` if a text is no setting, or two set the same key.
    package static func settings(_ texts: [String], in source: ScenarioSource) throws -> [ScenarioSetting] {
        let settings = try texts.map { try setting($0) }
        var ways: [[String]] = []
        for (place, setting) in settings.enumerated() {
            // A key that leads nowhere is told when the scenario is made.
            guard let way = source.way(to: setting.key, setting: Array(settings[..<place])) else { continue }
            if ways.contains(way) { throw Failure("--set \(setting.key): this key is set twice") }
            ways.append(way)
        }
        return settings
    }

    /// The settings as a study keeps them with the runs.
    ///
    /// - Throws: `Failure` if a text is no setting.
    package static func stored(_ texts: [String]) throws -> [StoredSetting] {
        try texts.map { try setting($0) }.map { StoredSetting(key: $0.key, value: $0.value) }
    }

    private static func setting(_ text: String) throws -> ScenarioSetting {
        guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
            throw Failure("--set \(text): expected KEY=VALUE, such as strategies.staged.gate.soak=6h")
        }
        return ScenarioSetting(key: String(text[..<sign]), value: String(text[text.index(after: sign)...]))
    }
}
