import Experiments
import PatchModel
import PatchSimulator

@testable import Reports

/// Studies whose figures are told, so that what is to be said of them is known.
enum ToldStudy {
    /// Runs that differ in exposure, downtime and devices hit alone.
    static func study(
        _ names: [String],
        prices: Prices? = nil,
        runs: Int = 80,
        figures: (_ strategy: Int, _ run: Int) -> (days: Double, down: Double, hits: Int)
    ) -> Study {
        var scenario = SmallStudy.scenario()
        scenario.question = "Which?"
        scenario.prices = prices
        let results = names.indices.map { strategy in
            (0..<runs).map { run in
                let figure = figures(strategy, run)
                var ledger = Ledger()
                ledger.time = scenario.horizon
                ledger.exposure.plain = Int64(figure.days * 86_400)
                ledger.downtime.lostCapacitySeconds = Int64(figure.down * 3_600_000)
                ledger.defects.blastRadius = figure.hits
                return RunResult(ledger: ledger, decisions: [])
            }
        }
        return Study(
            scenario: scenario,
            policies: names.map { StudiedPolicy(name: $0) },
            seed: 1,
            replications: Array(0..<runs),
            results: results
        )
    }

    static let prices = Prices(currency: "EUR", exposedDeviceDay: 1, unplannedDowntime: 10)

    /// One strategy is cheap while all goes well, the other when a patch is bad, as it is in every fourth run.
    static func priced(_ names: [String] = ["at-once", "rings"], runs: Int = 80) -> Study {
        study(names, prices: prices, runs: runs) { strategy, run in
            let isBad = run % 4 == 0
            let wobble = Double(run % 5)
            return strategy == 0
                ? (100 + wobble, isBad ? 500 : 0, isBad ? 40 : 0) : (300 + wobble, isBad ? 10 : 0, isBad ? 2 : 0)
        }
    }
}
