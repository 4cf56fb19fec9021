package import EventEngine
package import PatchModel
import PatchSimulator

/// What a strategy finds of a defect in a world, from what is certain to what is simulated.
package struct StrategyPower: Sendable {
    /// Devices of the first ring, and of the whole rollout.
    package let canaries: Int
    package let devices: Int
    /// Devices that the patch concerns: on so many the defect can be.
    package let concerned: Int
    /// From the release to when the next ring may open; nil: nothing comes after the first ring.
    package let soak: Tick?
    /// The share of devices that the defect takes hold on.
    package let defect: Double
    /// The probability that it shows on such a device, by telemetry.
    package let shows: Double
    /// The probability that the user of such a device reports it; that takes longer, and only simulated figures count it.
    package let told: Double
    /// The probability that a canary with the defect has had its onset by the end of the soak.
    package let inTime: Double
    /// In how many runs the rollout was stopped before its last ring opened; where there is only one, at all.
    package let found: Int
    package let runs: Int
    /// Devices hit before the stop, or before the last ring opened, ascending by run.
    package let hit: [Int]
    /// Seconds from the release to the stop, ascending, of the runs in which there was one.
    package let delays: [Tick]
    /// With no defect: in how many runs the rollout was stopped all the same.
    package let falseStops: Int
    /// With no defect, of the runs in which it was not stopped: in how many the last ring never opened, and the seconds to its
    /// opening in the others, ascending. Where there is only one ring, neither is counted.
    package let neverOpened: Int
    package let openings: [Tick]

    /// The probability that the first ring contains an affected device.
    package var contains: Double {
        let affected = Int((defect * Double(concerned)).rounded())
        return CanaryFormulas.contains(canaries: canaries, affected: affected, of: devices)
    }

    /// The probability that the defect shows on a device of the first ring before the next one opens.
    package var showsInTime: Double {
        CanaryFormulas.atLeastOne(of: canaries, each: defect * shows * inTime)
    }

    /// What is to be asked.
    package struct Question: Sendable {
        package var defect: Double
        /// Nil: as the scenario's defect shows.
        package var shows: Double?
        package var runs: Int
        package var seed: UInt64
        package var threads: Int

        package init(defect: Double, shows: Double?, runs: Int, seed: UInt64, threads: Int) {
            self.defect = defect
            self.shows = shows
            self.runs = runs
            self.seed = seed
            self.threads = threads
        }
    }

    /// Simulates the rollout of the patches that come out first.
    ///
    /// The onset, the effect and how it shows are those of the scenario's first defect; where there is none, a component of the
    /// patch is degraded at once.
    ///
    /// - Throws: `Failure` if the scenario has no patch, or no room.
    package init(_ strategy: Strategy, in scenario: Scenario, _ question: Question) async throws {
        try await self.init(strategy, on: PowerBench(strategy, in: scenario, question))
    }

    /// - Throws: `Failure` if no rollout begins.
    init(_ strategy: Strategy, on bench: PowerBench) async throws {
        let status = try bench.begun(strategy)
        canaries = status.rings[0].targets
        devices = status.expected
        soak = strategy.firstSoak
        defect = bench.question.defect
        shows = bench.regression.telemetry.probability
        told = bench.regression.helpDesk.probability
        runs = bench.question.runs
        concerned = bench.concerned
        inTime = bench.onsetInTime(by: soak)

        let withDefect = await bench.outcomes(of: strategy, withDefect: true)
        let without = await bench.outcomes(of: strategy, withDefect: false)
        found = withDefect.count { $0.stopped != nil }
        hit = withDefect.map(\.hit).sorted()
        delays = withDefect.compactMap(\.stopped).sorted()
        falseStops = without.count { $0.stopped != nil }
        let unstopped = soak == nil ? [] : without.filter { $0.stopped == nil }
        openings = unstopped.compactMap(\.opened).sorted()
        neverOpened = unstopped.count { $0.opened == nil }
    }
}
