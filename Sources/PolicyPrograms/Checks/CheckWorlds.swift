import EventEngine
import PatchModel

/// Little worlds in which a program is tried: four fleets, three kinds of patches, without a defect and with one that is sure.
enum CheckWorlds {
    static let horizon: Tick = 12 * 86_400

    private static let fleets: [(name: String, groups: [(String, Int, DeviceClass, String)])] = [
        ("one server", [("server", 1, .server, "always-on")]),
        ("servers", [("web", 30, .server, "always-on"), ("data", 10, .server, "always-on")]),
        ("laptops", [("field", 40, .laptop, "laptop")]),
        (
            "an office",
            [("desks", 25, .desktop, "desktop"), ("road", 15, .laptop, "laptop"), ("hall", 3, .kiosk, "always-on")]
        ),
    ]

    /// Patches by the day of their release; one of version 3 applies to nobody.
    private static let releases: [(name: String, patches: [(day: Tick, appliesToNobody: Bool)])] = [
        ("one patch", [(0, false)]),
        ("three patches", [(-2, false), (0, false), (4, false)]),
        ("a patch for nobody", [(1, true)]),
    ]

    /// All of them, each with its name.
    static func all() throws(DistributionError) -> [(name: String, scenario: Scenario)] {
        var all: [(name: String, scenario: Scenario)] = []
        for fleet in fleets {
            for release in releases {
                for isBad in [false, true] {
                    all.append(
                        (
                            "\(fleet.name), \(release.name)\(isBad ? ", a defect" : "")",
                            try scenario(fleet.groups, release.patches, isBad: isBad)
                        )
                    )
                }
            }
        }
        return all
    }

    /// A world in which nothing is released.
    static func withoutPatches() throws(DistributionError) -> Scenario {
        try scenario([("server", 5, .server, "always-on")], [], isBad: false)
    }

    /// A world with one patch.
    static func withPatch() throws(DistributionError) -> Scenario {
        try scenario([("server", 5, .server, "always-on")], [(0, false)], isBad: false)
    }

    private static func scenario(
        _ groups: [(String, Int, DeviceClass, String)],
        _ patches: [(day: Tick, appliesToNobody: Bool)],
        isBad: Bool
    ) throws(DistributionError) -> Scenario {
        let restart = Restart(kind: .none, duration: .zero, wait: .zero)
        let install = Installation(duration: try .exponential(mean: 600), failureChance: 0.05, revert: .zero)
        let shows = Regression.Visibility(probability: 1, delay: try .exponential(mean: 600))
        let regression = Regression(
            name: "it breaks",
            chance: 1,
            share: 0.5,
            onset: .after(try .exponential(mean: 3600)),
            effect: .degraded(component: 0, share: 0.5),
            telemetry: shows,
            helpDesk: shows
        )
        var made: [Patch] = []
        for (number, patch) in patches.enumerated() {
            made.append(
                Patch(
                    name: "patch-\(number)",
                    // The last component is on no device.
                    updates: [ComponentUpdate(component: patch.appliesToNobody ? patches.count : number, to: 1)],
                    released: patch.day * 86_400,
                    severity: number == 0 ? .critical : .medium,
                    size: 10_000_000,
                    installation: install,
                    restart: restart,
                    regressions: isBad && number == 0 ? [regression] : []
                )
            )
        }
        let count = max(1, patches.count)
        return Scenario(
            horizon: horizon,
            software: Software(
                components: (0...count).map { Component(name: "app-\($0)", versions: ["1", "2"]) },
                images: [
                    Image(name: "standard", installed: Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, 0) }))
                ]
            ),
            groups: groups.map { name, count, deviceClass, profile in
                DeviceGroup(
                    name: name,
                    count: count,
                    deviceClass: deviceClass,
                    image: 0,
                    connectivity: ConnectivityProfiles.named(profile) ?? .alwaysOn,
                    checkIn: CheckIn(mode: .poll(every: 3600, jitter: 0.1))
                )
            },
            patches: made
        )
    }
}
