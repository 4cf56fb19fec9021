// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "PatchLab",
    products: [
        .executable(name: "patchlab", targets: ["patchlab"]),
        .library(
            name: "PatchLab",
            targets: ["EventEngine", "PatchModel", "PatchSimulator", "Experiments", "Warnings", "ScenarioFiles"]
        ),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    ],
    targets: [
        // Text made and read, and text from outside made fit to be shown. Without Foundation.
        .target(name: "Text"),

        // The core: builds in seconds, without any third-party package.
        .target(name: "CPrefetch"),
        .target(name: "CLanes"),
        .target(name: "EventEngine", dependencies: ["CPrefetch", "CLanes"]),
        .target(name: "PatchModel", dependencies: ["Text", "EventEngine"]),
        .target(name: "PatchSimulator", dependencies: ["Text", "CLanes", "EventEngine", "PatchModel"]),
        .target(name: "Experiments", dependencies: ["EventEngine", "PatchModel", "PatchSimulator"]),

        // What logs of check-ins and "last seen" columns tell of when devices are on. Without I/O.
        .target(name: "Calibration", dependencies: ["EventEngine"]),

        // A person decides on what the console shows, and learns afterwards what was true. Without I/O.
        .target(
            name: "Training",
            dependencies: ["Text", "EventEngine", "PatchModel", "PatchSimulator", "Experiments"]
        ),

        // What would make figures mislead: rules on scenarios and on comparisons.
        .target(
            name: "Warnings",
            dependencies: ["Text", "EventEngine", "PatchModel", "PatchSimulator", "Experiments"]
        ),

        // The edges: each may be deleted without touching the rest.
        .systemLibrary(name: "CLibArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .target(name: "CArchiveShim", dependencies: ["CLibArchive"]),
        .target(name: "Archives", dependencies: ["Text", "CLibArchive", "CArchiveShim"]),
        .target(name: "Feeds", dependencies: ["Text", "Archives", "Calibration", "PatchModel", "ScenarioFiles"]),
        // Strategies that come with the program.
        .target(name: "CPresets"),
        .target(
            name: "ScenarioFiles",
            dependencies: [
                "Text", "EventEngine", "PatchModel", "Warnings", "CPresets", .product(name: "Yams", package: "Yams"),
            ]
        ),

        .target(
            name: "ResultStore",
            dependencies: [
                "Text", "EventEngine", "PatchModel", "PatchSimulator", "Experiments", "Archives",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),

        .target(
            name: "CReportAssets",
            exclude: ["NOTICE.md", "echarts.min.js", "page"]
        ),
        .target(
            name: "Reports",
            dependencies: [
                "Text", "CReportAssets", "EventEngine", "PatchModel", "PatchSimulator", "Experiments", "Warnings",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),

        .target(
            name: "Traces",
            dependencies: ["Text", "EventEngine", "PatchModel", "PatchSimulator", "Reports"]
        ),

        .target(
            name: "CTemplates",
            exclude: ["field.yaml", "maps", "mixed.yaml", "office.yaml", "policy.py", "servers.yaml"]
        ),

        // Policies that are programs of any kind.
        .target(name: "CProcessShim"),
        .target(
            name: "PolicyPrograms",
            dependencies: [
                "Text", "CProcessShim", "EventEngine", "PatchModel", "PatchSimulator", "Experiments",
                .product(name: "Crypto", package: "swift-crypto"),
            ]
        ),

        // The page of the training, and what serves it on this machine.
        .target(name: "CTrainingAssets", exclude: ["page"]),
        .target(
            name: "TrainingServer",
            dependencies: [
                "Text", "EventEngine", "PatchModel", "PatchSimulator", "Training", "CTrainingAssets",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),

        // Between the edges and the command: what is logic in it, for whoever calls.
        .target(
            name: "Workbench",
            dependencies: [
                "Text", "EventEngine", "PatchModel", "PatchSimulator", "Experiments", "Calibration", "Warnings",
                "ScenarioFiles", "Reports", "ResultStore", "Traces", "PolicyPrograms", "Training", "TrainingServer",
                "CTemplates",
            ]
        ),

        // The command: argument parsing, terminal, exit codes; no logic.
        .executableTarget(
            name: "patchlab",
            dependencies: [
                "Text", "EventEngine", "PatchModel", "PatchSimulator", "Experiments", "Calibration", "Warnings",
                "Archives", "Feeds", "ScenarioFiles", "Reports", "ResultStore", "Traces", "PolicyPrograms", "Training",
                "TrainingServer", "Workbench",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),

        // How tests run other programs, with a limit on their time.
        .target(name: "OutsidePrograms", path: "Tests/OutsidePrograms"),

        .testTarget(name: "TextTests", dependencies: ["Text"]),
        .testTarget(name: "EventEngineTests", dependencies: ["EventEngine"]),
        .testTarget(name: "PatchModelTests", dependencies: ["EventEngine", "OutsidePrograms", "PatchModel"]),
        .testTarget(name: "PatchSimulatorTests", dependencies: ["EventEngine", "PatchModel", "PatchSimulator"]),
        .testTarget(
            name: "ExperimentsTests",
            dependencies: ["EventEngine", "PatchModel", "PatchSimulator", "Experiments"]
        ),
        .testTarget(name: "CalibrationTests", dependencies: ["Calibration", "EventEngine"]),
        .testTarget(
            name: "TrainingTests",
            dependencies: ["EventEngine", "PatchModel", "PatchSimulator", "Training"]
        ),
        .testTarget(
            name: "TrainingServerTests",
            dependencies: [
                "EventEngine", "PatchModel", "PatchSimulator", "Text", "Training", "TrainingServer",
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]
        ),
        .testTarget(name: "ArchivesTests", dependencies: ["Archives", "OutsidePrograms"]),
        .testTarget(
            name: "FeedsTests",
            dependencies: ["Archives", "Feeds", "OutsidePrograms", "PatchModel", "ScenarioFiles", "Text", "Warnings"]
        ),
        .testTarget(
            name: "ScenarioFilesTests",
            dependencies: [
                "EventEngine", "OutsidePrograms", "PatchModel", "PatchSimulator", "ScenarioFiles", "Warnings",
            ],
            exclude: ["ledger-digests.txt", "validate_schema.py"]
        ),
        .testTarget(
            name: "WarningsTests",
            dependencies: [
                "EventEngine", "Experiments", "PatchModel", "PatchSimulator", "ScenarioFiles", "Text", "Warnings",
            ],
            exclude: ["Examples"]
        ),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["EventEngine", "PatchModel", "PatchSimulator", "Experiments", "Reports", "Text", "Warnings"]
        ),
        .testTarget(name: "TracesTests", dependencies: ["Traces"]),
        .testTarget(
            name: "PolicyProgramsTests",
            dependencies: [
                "EventEngine", "Experiments", "OutsidePrograms", "PatchModel", "PatchSimulator", "PolicyPrograms",
                "Text",
            ]
        ),
        .testTarget(
            name: "ResultStoreTests",
            dependencies: [
                "EventEngine", "PatchModel", "PatchSimulator", "Experiments", "Archives", "ResultStore",
                .product(name: "GRDB", package: "GRDB.swift"),
            ],
            exclude: ["studies"]
        ),
        .testTarget(
            name: "WorkbenchTests",
            dependencies: [
                "Text", "EventEngine", "PatchModel", "PatchSimulator", "Experiments", "ScenarioFiles", "ResultStore",
                "Training",
                "Workbench",
            ],
            exclude: ["Lessons"]
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: ["OutsidePrograms", "Text", "patchlab"],
            exclude: ["BadTables", "outside_optimiser.py"]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets
where ![.system, .plugin, .binary].contains(target.type)
    && ![
        "CArchiveShim", "CLanes", "CPrefetch", "CPresets", "CProcessShim", "CReportAssets", "CTemplates",
        "CTrainingAssets",
    ].contains(target.name)
{
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}

// Tests spend most of their time in the simulator, which needs a quarter of it when it is optimised, and less than half of that
// when whole modules are. Assertions stay on. Where PatchLab is somebody's dependency, such flags are not allowed.
let isCheckedOut = Context.packageDirectory.contains("/.build/checkouts/")
for target in package.targets
where !isCheckedOut
    && ["EventEngine", "PatchModel", "PatchSimulator", "Experiments", "ResultStore", "Training", "Calibration"]
        .contains(target.name)
{
    let flags = ["-O", "-assert-config", "Debug", "-whole-module-optimization", "-num-threads", "2"]
    target.swiftSettings?.append(.unsafeFlags(flags, .when(configuration: .debug)))
}
