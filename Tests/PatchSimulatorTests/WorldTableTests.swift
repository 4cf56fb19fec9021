import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

/// The tables of a world, against the definitions that they shorten, and with very many components and patches.
@Suite("Tables of a world")
struct WorldTableTests {
    @Test("Which patch makes which superfluous is what a comparison of all pairs says")
    func coverage() throws {
        var pairs = 0
        for number in 0..<300 {
            let scenario = RandomScenarios.scenario(number)
            let world = try World(scenario)
            for (group, plan) in zip(scenario.groups, world.groups) {
                let image = scenario.software.images[group.image]
                let updates = plan.patches.map { patch in
                    var newest: [Int: Int] = [:]
                    for update in scenario.patches[patch].updates
                    where (image.installed[update.component] ?? .max) < update.to {
                        newest[update.component] = max(newest[update.component] ?? 0, update.to)
                    }
                    return newest
                }
                for newer in updates.indices {
                    let expected = updates.indices.filter { older in
                        older != newer && (updates[newer] != updates[older] || newer > older)
                            && updates[older].allSatisfy { (updates[newer][$0.key] ?? -1) >= $0.value }
                    }
                    #expect(Array(plan.software.covers[newer]) == expected)
                    for older in updates.indices {
                        #expect(plan.software.coveredBy[older].contains(newer) == expected.contains(older))
                    }
                    pairs += expected.count
                }
            }
        }
        #expect(pairs > 100)
    }

    @Test("The nearest patches are those of the least number of steps, where none and one are the same")
    func nearest() throws {
        var reached = 0
        for number in 0..<300 {
            let scenario = RandomScenarios.scenario(number)
            let world = try World(scenario)
            for component in scenario.software.components.indices {
                let steps = Self.steps(from: component, in: scenario)
                let distances = scenario.patches.map { patch in
                    patch.updates.map { steps[$0.component] ?? .max }.min() ?? .max
                }
                for odd in [false, true] {
                    let asked = scenario.patches.indices.filter { !odd || $0 % 2 == 1 }
                    let limit = max(1, asked.map { distances[$0] }.min() ?? .max)
                    let expected = asked.filter { distances[$0] < .max && distances[$0] <= limit }
                    let found = world.nearestPatches(to: component) { asked.contains($0) }
                    #expect(Set(found) == Set(expected))
                    reached += expected.count
                }
            }
        }
        #expect(reached > 100)
    }

    private static func steps(from start: Int, in scenario: Scenario) -> [Int: Int] {
        var steps = [start: 0]
        var queue = [start]
        while !queue.isEmpty {
            let component = queue.removeFirst()
            for required in scenario.software.components[component].requires where steps[required.component] == nil {
                steps[required.component] = (steps[component] ?? 0) + 1
                queue.append(required.component)
            }
        }
        return steps
    }

    @Test("A chain of 16,000 components, and of patches each of which waits for the next, becomes a world")
    func chain() throws {
        let count = 16_000
        let scenario = Scenario(
            horizon: 86_400,
            software: Software(
                components: (0..<count).map { number in
                    Component(
                        name: "c\(number)",
                        versions: ["1", "2"],
                        requires: number + 1 < count ? [VersionRange(component: number + 1, versions: 0..<2)] : []
                    )
                },
                images: [Image(name: "all", installed: Dictionary(uniqueKeysWithValues: (0..<count).map { ($0, 0) }))]
            ),
            groups: [SmallWorlds.group(1)],
            vulnerabilities: (0..<count).map {
                Vulnerability(
                    name: "v\($0)",
                    affects: [VersionRange(component: $0, versions: 0..<1)],
                    severity: .high
                )
            },
            patches: (0..<count).map { number in
                var patch = SmallWorlds.patch()
                patch.name = "p\(number)"
                patch.updates = [ComponentUpdate(component: number, to: 1)]
                patch.fixes = [number]
                patch.prerequisites = number + 1 < count ? [number + 1] : []
                return patch
            }
        )
        let world = try World(scenario)
        let plan = world.groups[0]
        #expect(plan.patches.elementsEqual((0..<count).reversed()))
        #expect(plan.software.covers.allSatisfy { $0.isEmpty })
        #expect(plan.exposure.classes.count == count)
        #expect(world.nearestPatches(to: 0) { $0 == count - 1 } == [count - 1])
    }
}
