import Experiments
import PatchModel
import PatchSimulator
import Text

extension WarningRule {
    /// Waiting that costs more than it can save.
    static let deferralCannotPay = WarningRule(
        "deferral-cannot-pay",
        Explanation(
            "At the scenario's prices a strategy costs more in exposure, beyond what the big bang costs in it, than everything else that the big bang loses on average: even if waiting prevented all downtime, all work, all tickets and all downloads, it could not pay. Either the price of exposure is too high, or the waits are too long.",
            wrong: "prices: { currency: EUR, exposed-device-day: 100, unplanned-downtime: 1 }",
            right: "prices: { currency: EUR, exposed-device-day: 1, unplanned-downtime: 20 }"
        ),
        .runs { runs in
            let study = runs.study
            guard let prices = runs.scenario.prices, prices.exposedDeviceDay > 0,
                let bang = study.policies.firstIndex(where: { policy in
                    policy.strategy.map { $0.kind == .bigBang && $0.stop == nil } ?? false
                })
            else { return [] }
            func mean(_ place: Int, _ items: [CostItem]) -> Double? {
                let costs = study.results[place].compactMap { run -> Double? in
                    let parts = items.compactMap { prices.cost(of: $0, in: run.ledger) }
                    return parts.count == items.count ? parts.reduce(0, +) : nil
                }
                return costs.count == runs.runs && runs.runs > 0 ? costs.reduce(0, +) / Double(runs.runs) : nil
            }
            guard let plain = mean(bang, [.exposure]),
                let most = mean(bang, CostItem.allCases.filter { $0 != .exposure })
            else { return [] }
            let lost = study.policies.indices.compactMap { place in
                mean(place, [.exposure]).map { (place: place, more: $0 - plain) }
            }.filter { $0.more > most && study.policies[$0.place].strategy?.firstSoak != nil }
            guard let least = lost.min(by: { $0.more < $1.more }) else { return [] }
            let names = Words.list(lost.map { runs.name($0.place) })
            let verb = lost.count == 1 ? "costs" : "cost at least"
            let money = { (amount: Double) in "\(Figure.significant(amount)) \(prices.currency)" }
            return [
                Finding(
                    "waiting cannot pay: \(names) \(verb) \(money(least.more)) more in exposure than \(runs.name(bang)), and all else that \(runs.name(bang)) loses is \(money(most))",
                    at: runs.way(least.place),
                    also: lost.filter { $0.place != least.place }.map { (runs.name($0.place), runs.way($0.place)) },
                    help: "shorter waits, or look at `prices.exposed-device-day`"
                )
            ]
        }
    )
}
