import ArgumentParser
import Workbench

/// The command `patchlab`: compares ways to roll out patches.
struct PatchLabCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patchlab",
        abstract: "Compare ways to roll out patches by simulating them on a model of your fleet.",
        discussion: """
              patchlab compare debian-estate        an example
              patchlab init office -o mine.yaml     a scenario of your own to start from
              patchlab compare mine.yaml

            A scenario is a file, or the name of an example. It describes a fleet, its software, the patches and the \
            strategies that might roll them out. 'patchlab' alone shows where to begin.

            Exit status: 0 success, 1 a check failed, 2 a mistake in a scenario or an argument, 3 a program that \
            decides misbehaved, 4 a suite is inconclusive, 5 repeated runs differ, 6 a suite is blind, 70 an internal error, \
            74 no room for a shard, 75 the time ran out, 76 a machine computes different results, 130 interrupted.
            """,
        version: patchlabVersion,
        subcommands: [
            CompareCommand.self,
            RunCommand.self,
            DeviceCommand.self,
            ReportCommand.self,
            SelectCommand.self,
            SweepCommand.self,
            OptimiseCommand.self,
            KeysCommand.self,
            ExamplesCommand.self,
            InitCommand.self,
            ValidateCommand.self,
            ExplainCommand.self,
            ImportCommand.self,
            CalibrateCommand.self,
            BacktestCommand.self,
            StudyCommand.self,
            ShardCommand.self,
            StatusCommand.self,
            MergeCommand.self,
            TraceCommand.self,
            SchemaCommand.self,
            StrategyCommand.self,
            SuiteCommand.self,
            BenchCommand.self,
            TrainCommand.self,
            PolicyCommand.self,
            ServeEnvironmentCommand.self,
        ]
    )
}
