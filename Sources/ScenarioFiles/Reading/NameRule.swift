/// What is wrong with a text as a name, which is shown on terminals and in tables; nil if nothing is.
func problem(ofName name: String) -> String? {
    if name.isEmpty { return "a name must not be empty" }
    if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
        return "the name \(quoted(name)) holds a control character"
    }
    return nil
}
