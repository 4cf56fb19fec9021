import Foundation

/// Exact values of queues with c servers, served in the order of arrival, each computed from its own equations.
enum QueueFormulas {
    /// The mean wait of M/M/c: Erlang's formula C(c, a) / (c μ − λ), with the load a = λ / μ (A. K. Erlang, 1917; L.
    /// Kleinrock, "Queueing systems", volume 1, 1975, section 3.5).
    static func erlangWait(arrivals: Double, work: Double, servers: Int) -> Double {
        let load = arrivals * work
        // The blocking probability B by its recursion, then C = B / (1 − ρ (1 − B)).
        var blocking = 1.0
        for server in 1...servers { blocking = load * blocking / (Double(server) + load * blocking) }
        let use = load / Double(servers)
        let waits = blocking / (1 - use * (1 - blocking))
        return waits * work / (Double(servers) - load)
    }

    /// The mean wait of M/G/1: λ E[S²] / (2 (1 − ρ)) (F. Pollaczek, 1930; A. Khinchine, 1932; Kleinrock, section 5.6).
    static func pollaczekKhinchineWait(arrivals: Double, work: Double, square: Double) -> Double {
        arrivals * square / (2 * (1 - arrivals * work))
    }

    /// The mean wait of M/D/c after C. D. Crommelin, "Delay probability formulae when the holding times are constant",
    /// Post Office Electrical Engineers' Journal 25, 1932: who is served now has left one working time later, and
    /// nobody else has, so that the number there goes from n to (n − c)⁺ plus a Poisson number of arrivals. The
    /// stationary law of that chain, by iteration on the numbers below `limit`, gives the mean number waiting, and
    /// Little's law the wait.
    static func crommelinWait(arrivals: Double, work: Double, servers: Int, limit: Int = 80) -> Double {
        let load = arrivals * work
        var poisson = [exp(-load)]
        for number in 1..<limit { poisson.append(poisson[number - 1] * load / Double(number)) }
        var law = [Double](repeating: 0, count: limit)
        law[0] = 1
        for _ in 0..<2000 {
            var next = [Double](repeating: 0, count: limit)
            for (number, share) in law.enumerated() where share > 0 {
                let rest = max(0, number - servers)
                for place in rest..<limit { next[place] += share * poisson[place - rest] }
            }
            let total = next.reduce(0, +)
            var change = 0.0
            for place in next.indices {
                next[place] /= total
                change += abs(next[place] - law[place])
            }
            law = next
            if change < 1e-13 { break }
        }
        return law.enumerated().reduce(0) { $0 + Double(max(0, $1.offset - servers)) * $1.element } / arrivals
    }

    /// What is expected of N devices that each break once, at exponential times, and of c technicians with exponential
    /// work.
    struct Outbreak {
        /// Of all devices together, in the unit of time of the rates.
        var downtime = 0.0
        /// When the last one is mended.
        var end = 0.0
        /// Devices that find all technicians busy.
        var waiting = 0.0
    }

    /// A Markov chain on (devices still well, devices broken), solved from its end: what is expected from a state on is
    /// what is earned there until it is left, and what is expected from the next one on.
    static func outbreak(devices: Int, breaks: Double, mends: Double, technicians: Int) -> Outbreak {
        var last: [Outbreak] = []
        for well in 0...devices {
            var row: [Outbreak] = []
            for broken in 0...(devices - well) {
                let breaking = Double(well) * breaks
                let mending = Double(min(broken, technicians)) * mends
                let rate = breaking + mending
                guard rate > 0 else {
                    row.append(Outbreak())
                    continue
                }
                var here = Outbreak(
                    downtime: Double(broken) / rate,
                    end: 1 / rate,
                    waiting: broken >= technicians ? breaking / rate : 0
                )
                for (weight, next) in [
                    (breaking / rate, well > 0 ? last[broken + 1] : Outbreak()),
                    (mending / rate, broken > 0 ? row[broken - 1] : Outbreak()),
                ] {
                    here.downtime += weight * next.downtime
                    here.end += weight * next.end
                    here.waiting += weight * next.waiting
                }
                row.append(here)
            }
            last = row
        }
        return last[0]
    }
}
