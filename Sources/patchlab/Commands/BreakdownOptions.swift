import ArgumentParser
import PatchSimulator
import Workbench

/// The option of every command that can take its figures apart.
struct BreakdownOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Also show the figures by group, class, site, owner, criticality, patch, severity or service; several with commas.",
            valueName: "names"
        ),
        completion: .list(PatchSimulator.Dimension.allCases.map(\.rawValue))
    )
    var by: [String] = []

    /// - Throws: `Failure` if there is no such breakdown.
    var dimensions: Set<PatchSimulator.Dimension> { get throws { try BreakdownInput.dimensions(by) } }
}
