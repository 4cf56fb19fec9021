import EventEngine
import PatchModel

@testable import PatchSimulator

/// What the laws say, computed in the plainest way from what can be seen of a simulation from outside.
struct Oracle {
    let scenario: Scenario
    /// For each device its group.
    let groupOf: [Int]

    init(_ scenario: Scenario) {
        self.scenario = scenario
        groupOf = scenario.groups.indices.flatMap { Array(repeating: $0, count: scenario.groups[$0].count) }
    }

    func image(of device: Int) -> Image { scenario.software.images[scenario.groups[groupOf[device]].image] }

    func applies(_ patch: Int, to device: Int) -> Bool {
        scenario.patches[patch].updates.contains { ($0.to) > (image(of: device).installed[$0.component] ?? Int.max) }
    }

    /// From when on attackers use the vulnerability; nil: never. Only for laws without chance.
    func exploited(_ vulnerability: Vulnerability, drawn: Tick?) -> Tick? {
        guard vulnerability.exploitationChance > 0 else { return nil }
        switch vulnerability.exploitation {
        case .never: return nil
        case .at(let time): return time
        case .after: return drawn
        }
    }

    /// The vulnerabilities to which the device is exposed, given the versions it has and the patches it runs.
    func exposures(of device: Int, version: (Int) -> Int?, runs: (Int) -> Bool) -> [Int] {
        let installed = image(of: device).installed
        return scenario.vulnerabilities.indices.filter { number in
            let vulnerability = scenario.vulnerabilities[number]
            let fixing = scenario.patches.indices.filter {
                scenario.patches[$0].fixes.contains(number) && applies($0, to: device)
            }
            guard !vulnerability.affects.isEmpty else { return !fixing.allSatisfy(runs) }
            return vulnerability.affects.contains { range in
                guard let old = installed[range.component], range.versions.contains(old),
                    let now = version(range.component), range.versions.contains(now)
                else { return false }
                return !fixing.contains { patch in
                    runs(patch)
                        && scenario.patches[patch].updates.contains { $0.component == range.component && $0.to > old }
                }
            }
        }
    }

    func exposures<Decider>(of device: Int, in simulation: Simulation<Decider>) -> [Int] {
        exposures(
            of: device,
            version: { simulation.version(of: $0, on: device) },
            runs: { simulation.runs(patch: $0, on: device) }
        )
    }

    /// Exposure of one device and vulnerability from `start` to `end`.
    func add(_ number: Int, from start: Tick, to end: Tick, to sum: inout ExposureSeconds) {
        let vulnerability = scenario.vulnerabilities[number]
        let seconds = max(0, end - max(start, vulnerability.disclosed, 0))
        sum.plain += seconds
        sum.severityWeighted += seconds * vulnerability.severity.weight
        guard vulnerability.exploitationChance > 0 else { return }
        switch vulnerability.exploitation {
        case .never: break
        case .at(let time): sum.exploited += max(0, end - max(start, time, vulnerability.disclosed, 0))
        case .after(let delay):
            guard case .constant(let seconds) = delay.law else { break }
            let time = vulnerability.disclosed + Tick(rounding: seconds)
            sum.exploited += max(0, end - max(start, time, 0))
        }
    }

    /// True if the law of every exploit is known without drawing.
    var knowsExploits: Bool {
        scenario.vulnerabilities.allSatisfy { vulnerability in
            guard vulnerability.exploitationChance > 0, case .after(let delay) = vulnerability.exploitation else {
                return true
            }
            if case .constant = delay.law { return true }
            return false
        }
    }
}
