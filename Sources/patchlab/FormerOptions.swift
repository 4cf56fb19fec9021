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
    static func renamed(in arguments: [String]) -> [String] {
        guard arguments.first != Arguments.completionRequest else { return arguments }
        let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
        return arguments[..<end].map { argument in
            let name = String(argument.prefix { $0 != "=" })
            return present[name].map { $0 + argument.dropFirst(name.count) } ?? argument
        } + arguments[end...]
    }
}
