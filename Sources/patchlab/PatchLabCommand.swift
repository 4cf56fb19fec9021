import ArgumentParser
import Workbench

/// The command `patchlab`: rehearse a patch rollout before it hurts anybody.
struct PatchLabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patchlab",
        abstract: "Rehearse a patch rollout before it hurts anybody.",
        discussion: """
            A scenario file describes a fleet, its software, the patches and the strategies that might roll them out; \
            patchlab simulates what would happen.

            Start with:
              patchlab compare Scenarios/debian-estate/scenario.yaml
              patchlab run Scenarios/boot-loop/scenario.yaml --strategy staged
              patchlab validate my-scenario.yaml

            Exit status: 0 success, 1 a check did not hold, 2 a mistake in a scenario or an argument, 70 an \
            internal error, 130 interrupted.
            """,
        version: patchlabVersion,
        subcommands: [
            CompareCommand.self,
            SelectCommand.self,
            SweepCommand.self,
            OptimiseCommand.self,
            RunCommand.self,
            ReportCommand.self,
            StudyCommand.self,
            BundleCommand.self,
            RerunCommand.self,
            DeviceCommand.self,
            TraceCommand.self,
            VerifyTraceCommand.self,
            KeysCommand.self,
            ValidateCommand.self,
            ExplainCommand.self,
            SchemaCommand.self,
            ImportCommand.self,
        ]
    )
}
