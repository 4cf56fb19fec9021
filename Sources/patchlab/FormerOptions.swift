/// Names that options had, which are still understood: scripts and studies hold them.
enum FormerOptions {
    private static let present = [
        "--replications": "--runs",
        "--replication": "--run",
        "--max-replications": "--max-runs",
        "--first-stage": "--first-runs",
        "--indifference": "--smallest-difference",
    ]

    /// The arguments with the names that options have now.
    ///
    /// - Parameter notes: takes in what is called otherwise now.
    static func renamed(in arguments: [String], _ notes: inout [String]) -> [String] {
        guard arguments.first != Arguments.completionRequest else { return arguments }
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        var renamed: [String] = []
        for argument in arguments[..<end] {
            let name = String(argument.prefix { $0 != "=" })
            guard let now = present[name] else {
                renamed.append(argument)
                continue
            }
            renamed.append(now + argument.dropFirst(name.count))
            notes.append("\(name) is called \(now) now")
        }
        return renamed + arguments[end...]
    }
}
