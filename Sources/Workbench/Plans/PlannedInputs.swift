package import PatchSimulator
package import ScenarioFiles

/// Where a command that is carried out for a plan takes its scenario from: not from the disk, but from the plan.
package enum PlannedInputs {
    /// Nil: the command is an ordinary one.
    @TaskLocal package static var current: Contents?

    package struct Contents: Sendable {
        /// The files of the scenario.
        package var files: [SourceFile]
        /// By what the runs of the plan are taken apart.
        package var dimensions: Set<Dimension>

        package init(files: [SourceFile], dimensions: Set<Dimension>) {
            self.files = files
            self.dimensions = dimensions
        }
    }
}
