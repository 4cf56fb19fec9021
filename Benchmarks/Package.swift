// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "PatchLab", path: ".."),
        // Without its default traits it needs no allocator of its own on the system.
        .package(url: "https://github.com/ordo-one/benchmark", exact: "1.38.1", traits: []),
    ],
    targets: [
        // The models that both the framework's benchmarks and `peerbench` run.
        .target(name: "Models", dependencies: [.product(name: "PatchLab", package: "PatchLab")], path: "Models"),
        .executableTarget(
            name: "peerbench",
            dependencies: ["Models", .product(name: "PatchLab", package: "PatchLab")],
            path: "PeerBench"
        ),
        .executableTarget(
            name: "randomwords",
            dependencies: [.product(name: "PatchLab", package: "PatchLab")],
            path: "RandomWords"
        ),
    ],
    swiftLanguageModes: [.v6]
)

for name in ["Micro", "Targeted", "Whole"] {
    package.targets.append(
        .executableTarget(
            name: name,
            dependencies: [
                "Models",
                .product(name: "Benchmark", package: "benchmark"),
                .product(name: "PatchLab", package: "PatchLab"),
            ],
            path: name,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]
        )
    )
}

for target in package.targets {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
