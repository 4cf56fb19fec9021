import EventEngine
import PatchModel
import PatchSimulator
import Text

extension Strategy {
    /// When rings open at the earliest, in seconds since the rollout began, if nothing comes in between: at looks at the console.
    ///
    /// - Parameter targets: by ring, how many devices are in it.
    func earliestOpenings(ofRings targets: [Int]) -> [Tick] {
        func look(after wait: Tick) -> Tick { (wait + checkEvery - 1) / checkEvery * checkEvery }
        switch kind {
        case .bigBang: return targets.map { _ in 0 }
        case .canary(let canary): return targets.indices.map { $0 == 0 ? 0 : look(after: canary.soak) }
        case .staged(let staged):
            var times: [Tick] = []
            for (number, ring) in staged.rings.enumerated().prefix(targets.count) {
                var wait = ring.after
                if let before = times.last {
                    // Behind an empty ring the next one opens at once.
                    let soak = targets[number - 1] > 0 ? staged.gate.map { $0.soak + $0.delay } ?? 0 : 0
                    wait = max(wait, before + soak)
                }
                times.append(look(after: wait))
            }
            return times
        }
    }

    /// Why rules, timeouts and tests never come to bear on a rollout.
    func idleRules(in scenario: Scenario, _ patches: [Int], rings: [RingStatus]) -> [String] {
        let devices = rings.reduce(0) { $0 + $1.targets }
        let mayFail = patches.contains {
            scenario.patches[$0].installation.failureChance > 0 || scenario.patches[$0].installation.brickChance > 0
        }
        var found: [String] = []
        for (number, clause) in stops.enumerated() {
            let rule = clause.rule
            let never =
                (stops.count == 1 ? "The rule of `stop`" : "Rule \(number + 1) of `stop`") + " can never hold: it "
            if case .count(let count) = rule.failures.measure, rule.of != .attempts,
                count > devices || count == devices && rule.failures.isStrict
            {
                found.append(never + "asks for more failures than there are devices (\(Figure.grouped(devices)))")
            }
            if case .share(1) = rule.failures.measure, rule.failures.isStrict {
                found.append(never + "asks for more than 100 %")
            }
            if rule.counts == [.failed], !mayFail {
                found.append(never + "counts only failed installations, and none fails in this world")
            }
            if rule.counts == [.timedOut], inProgressTimeOut == nil {
                found.append(never + "counts only time-outs, and there is no `timeout`")
            }
        }
        guard case .canary(let canary) = kind, let test = canary.sequential, let first = rings.first else {
            return found
        }
        let needed = test.fewest
        if first.targets < needed {
            found.append(
                "The canary can never pass: even if none of \(Figure.count(first.targets, "canary", "canaries")) is in trouble, the excess of trouble may be more "
                    + "than \(Figure.percentage(test.tolerated, 1)). \(Figure.grouped(needed)) canaries are needed (`count`), or more must be tolerated"
            )
        }
        return found
    }
}
