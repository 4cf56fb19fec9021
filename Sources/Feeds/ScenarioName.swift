/// Names of a scenario, made from texts of inputs.
enum ScenarioName {
    /// A text as a name: what conditions on components could not tell from their signs becomes a hyphen.
    static func name(_ text: String) -> String {
        var name = ""
        for scalar in text.unicodeScalars {
            let isFit =
                scalar.properties.generalCategory != .control && !scalar.properties.isWhitespace
                && !"<>=".contains(Character(scalar))
            if isFit {
                name.unicodeScalars.append(scalar)
            } else if name.last != "-" {
                name += "-"
            }
        }
        return name
    }
}
