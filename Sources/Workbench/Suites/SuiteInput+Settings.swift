import Experiments
import ResultStore
import ScenarioFiles

/// What a world of a suite has otherwise than its scenario.
extension SuiteInput {
    /// What is `set`, then what varies, with `*` for all that is meant; nil if something is wrong, which is added to the mistakes.
    func settings(
        _ world: SuiteFile.World,
        _ source: ScenarioSource,
        _ file: SuiteFile,
        _ mistakes: inout [Diagnostic]
    ) -> [ScenarioSetting]? {
        var settings: [ScenarioSetting] = []
        for setting in world.settings {
            guard let keys = Self.keys(setting.key, setting.place, source, &mistakes) else { return nil }
            settings += keys.map {
                ScenarioSetting(key: $0, value: setting.value, origin: "\(setting.place.text): set")
            }
        }
        guard !world.variations.isEmpty else { return settings }
        guard
            let sequence = SobolSequence(dimensions: world.variations.count, scrambledBy: UInt64(file.seeds.shown))
        else {
            let message = "at most \(SobolSequence.maximumDimensions) values can vary"
            mistakes.append(Diagnostic(.tooManyItems, message, at: world.variations[0].place))
            return nil
        }
        let point = sequence.point(file.seeds.rotation == .weekly ? HiddenSeed.number(ofWeek: week) : 0)
        for (variation, place) in zip(world.variations, point) {
            guard let keys = Self.keys(variation.key, variation.place, source, &mistakes) else { return nil }
            do {
                let origin = "\(variation.place.text): vary"
                settings += try keys.map { key in
                    let range = try Variation(
                        "\(key)=\(variation.range)",
                        in: source,
                        setting: settings,
                        origin: "vary"
                    )
                    return ScenarioSetting(key: key, value: range.text(at: place), origin: origin)
                }
            } catch {
                mistakes.append(Diagnostic(.numberOutOfRange, "\(error)", at: variation.place))
                return nil
            }
        }
        return settings
    }

    private static func keys(
        _ written: String,
        _ place: SuiteFile.Place,
        _ source: ScenarioSource,
        _ mistakes: inout [Diagnostic]
    ) -> [String]? {
        let keys = source.keys(meantBy: written)
        guard keys.isEmpty else { return keys }
        let message = "no key of the scenario is like \(quoted(written)); 'patchlab keys' lists them"
        mistakes.append(Diagnostic(.unknownKey, message, at: place))
        return nil
    }
}
