import EventEngine
import Foundation
import PatchModel
import Testing

/// What patches meet on devices.
@Suite("Clusters, combinations and representatives")
struct AffectedSoftwareTests {
    /// `tls` in two versions; `web` and `mail` need it, `shop` needs `web`, and `game` needs nothing.
    private static let software = Software(
        components: [
            Component(name: "tls", versions: ["1", "2", "3"]),
            Component(name: "web", versions: ["1", "2"], requires: [VersionRange(component: 0, versions: 0..<3)]),
            Component(name: "mail", versions: ["1"], requires: [VersionRange(component: 0, versions: 0..<3)]),
            Component(name: "shop", versions: ["1", "2"], requires: [VersionRange(component: 1, versions: 0..<2)]),
            Component(name: "game", versions: ["1", "2"]),
        ],
        images: [
            Image(name: "a", installed: [0: 0, 1: 0, 3: 0]),
            Image(name: "b", installed: [0: 0, 1: 0, 3: 0, 4: 1]),
            Image(name: "c", installed: [0: 1, 1: 0]),
            Image(name: "d", installed: [0: 0, 1: 0, 2: 0, 3: 0]),
            Image(name: "done", installed: [0: 2, 1: 1]),
            Image(name: "nobody", installed: [0: 0, 2: 0]),
        ]
    )

    private static func affected(_ counts: [Int]) -> AffectedSoftware {
        let groups = counts.enumerated().filter { $1 > 0 }.map { image, count in
            DeviceGroup(name: "g\(image)", count: count, deviceClass: .server, image: image)
        }
        return AffectedSoftware([patch([0])], software, groups)
    }

    private static func patch(_ components: [Int]) -> Patch {
        Patch(
            name: "p",
            updates: components.map { ComponentUpdate(component: $0, to: 2) },
            released: 0,
            installation: Installation(duration: .zero, revert: .zero),
            restart: Restart(kind: .none, duration: .zero, wait: .zero)
        )
    }

    @Test(
        "Images that differ only in what has nothing to do with the patch are one cluster; those without it or without devices are none"
    )
    func clusters() {
        let affected = Self.affected([10, 20, 30, 5, 7, 0])
        #expect(affected.images == [0, 1, 2, 3])
        #expect(affected.devices == [10, 20, 30, 5])
        #expect(affected.clusters == [[0, 1], [2], [3]])
    }

    @Test("A combination is the updated component, alone and with each of what depends on it, directly or not")
    func combinations() {
        let found = Self.affected([10, 20, 30, 5, 7, 0]).combinations
        let text = found.map { "\($0.updated.version) \($0.dependant?.component ?? -1) \($0.images)" }
        #expect(
            text == [
                "0 -1 [0, 1, 3]", "0 1 [0, 1, 3]", "0 2 [3]", "0 3 [0, 1, 3]", "1 -1 [2]", "1 1 [2]",
            ]
        )
    }

    @Test("Few images have every combination; of those that add as much, the one with more devices")
    func representatives() {
        #expect(Self.affected([10, 20, 30, 5, 7, 0]).representatives == [2, 3])
        #expect(Self.affected([10, 20, 30, 0, 7, 0]).representatives == [1, 2])
        #expect(Self.affected([0, 0, 0, 0, 7, 0]).representatives == [])
    }

    /// The bound of the greedy method, against the best by trying out all sets of images.
    @Test("On random software they have everything, and are at most 1 + ln(combinations) times as many as the fewest")
    func greedyBound() {
        let random = KeyedRandom(seed: 5, replication: 0)
        var wasWorse = false
        for trial in 0..<200 {
            func draw(_ purpose: UInt16, _ place: Int, below limit: Int) -> Int {
                var draw = random.draw(entity: UInt64(trial), purpose: purpose, occurrence: UInt64(place))
                return Int(draw.uniform() * Double(limit))
            }
            let apps = 6
            var components = [Component(name: "lib", versions: ["1", "2", "3"])]
            components += (0..<apps).map { app in
                Component(
                    name: "app\(app)",
                    versions: ["1", "2", "3"],
                    requires: [VersionRange(component: 0, versions: 0..<3)]
                )
            }
            let images = (0..<8).map { image in
                var installed = [0: draw(1, image, below: 2)]
                for app in 0..<apps where draw(2, image * apps + app, below: 2) == 0 {
                    installed[app + 1] = draw(3, image * apps + app, below: 3)
                }
                return Image(name: "\(image)", installed: installed)
            }
            let groups = images.indices.map { image in
                let count = 1 + draw(4, image, below: 100)
                return DeviceGroup(name: "g\(image)", count: count, deviceClass: .server, image: image)
            }
            let affected = AffectedSoftware(
                [Self.patch([0])],
                Software(components: components, images: images),
                groups
            )
            func hasAll(_ chosen: [Int]) -> Bool {
                affected.combinations.allSatisfy { !$0.images.allSatisfy { !chosen.contains($0) } }
            }
            let chosen = affected.representatives
            #expect(hasAll(chosen))
            let fewest =
                (1..<256).filter { set in hasAll((0..<8).filter { set >> $0 & 1 == 1 }) }
                .map { $0.nonzeroBitCount }.min() ?? 0
            #expect(chosen.count >= fewest)
            #expect(Double(chosen.count) <= (1 + log(Double(affected.combinations.count))) * Double(fewest))
            if chosen.count > fewest { wasWorse = true }
        }
        #expect(wasWorse, "otherwise the bound was not tried")
    }
}
