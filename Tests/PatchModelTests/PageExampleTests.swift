import EventEngine
import PatchModel
import Testing

/// The example on the page of the model, played.
@Suite("The page of the model")
struct PageExampleTests {
    @Test("A scenario made by hand holds together, and one that refers to what is not there does not")
    func scenario() throws {
        let scenario = Scenario(
            horizon: 30 * 86_400,
            software: Software(
                components: [Component(name: "app", versions: ["1.0", "1.1"])],
                images: [Image(name: "office", installed: [0: 0])]
            ),
            groups: [
                DeviceGroup(
                    name: "desktops",
                    count: 500,
                    deviceClass: .desktop,
                    image: 0,
                    connectivity: .alwaysOn,
                    checkIn: CheckIn(mode: .poll(every: 4 * 3_600, jitter: 0.1))
                )
            ],
            vulnerabilities: [
                Vulnerability(
                    name: "CVE-1",
                    affects: [VersionRange(component: 0, versions: 0..<1)],
                    severity: .high
                )
            ],
            patches: [
                Patch(
                    name: "app-1.1",
                    updates: [ComponentUpdate(component: 0, to: 1)],
                    fixes: [0],
                    severity: .high,
                    installation: Installation(duration: .zero, revert: .zero),
                    restart: Restart(kind: .none, duration: .zero, wait: .zero)
                )
            ]
        )
        try scenario.check()
        #expect(scenario.deviceCount == 500)
        var broken = scenario
        broken.patches[0].fixes = [1]
        #expect(throws: ScenarioError.self) { try broken.check() }
    }
}
