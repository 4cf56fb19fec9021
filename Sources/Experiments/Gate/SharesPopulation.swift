/// What happens or does not, replication by replication, to be drawn from.
struct SharesPopulation: Sendable {
    let shares: PairedShares
    private let margin: Margin?
    private let lowerIsBetter: Bool
    /// By replication: 1 if it goes badly with the candidate, and 2 if it does with the baseline.
    private let codes: [UInt8]

    init(_ sample: GatedSample) {
        shares = PairedShares(sample)
        margin = sample.margin
        lowerIsBetter = sample.lowerIsBetter
        let bad: Double = sample.lowerIsBetter ? 1 : 0
        codes = zip(sample.candidate, sample.baseline).map { ($0 == bad ? 1 : 0) + ($1 == bad ? 2 : 0) }
    }

    func resampled(_ places: some Collection<Int32>) -> PairedShares {
        tally(places.lazy.map { codes[Int($0)] })
    }

    /// Of the first replications, with the labels of baseline and candidate changed where a bit is set.
    func swapped(_ bits: [UInt64], first count: Int) -> PairedShares {
        tally(
            codes.prefix(count).enumerated().lazy.map { place, code in
                bits[place >> 6] >> UInt64(place & 63) & 1 == 1 ? code >> 1 | (code & 1) << 1 : code
            }
        )
    }

    /// Resampled, the labels changed with chance one half, so that nothing is lost, and then things made to go badly with the
    /// candidate where they do not, so that `loss` is.
    ///
    /// - Parameters:
    ///   - bits: whose labels are changed.
    ///   - chances: one number from 0 to 1 a place.
    func injected(_ loss: Double, _ places: some Collection<Int32>, bits: [UInt64], chances: [Double]) -> PairedShares {
        let good = 1 - (shares.both + shares.unequal / 2) / shares.count
        let chance = good > 0 ? loss / good : 0
        return tally(
            places.enumerated().lazy.map { number, place in
                let code = codes[Int(place)]
                let other = bits[number >> 6] >> UInt64(number & 63) & 1 == 1 ? code >> 1 | (code & 1) << 1 : code
                return chances[number] < chance ? other | 1 : other
            }
        )
    }

    /// The margin that belongs to the baseline of a table.
    func marginAmount(_ shares: PairedShares) -> Double {
        let bad = (shares.both + shares.baselineOnly) / shares.count
        return margin?.amount(ofBaseline: lowerIsBetter ? bad : 1 - bad) ?? 0
    }

    private func tally(_ codes: some Sequence<UInt8>) -> PairedShares {
        var found = (0, 0, 0, 0)
        for code in codes {
            switch code {
            case 0: found.0 += 1
            case 1: found.1 += 1
            case 2: found.2 += 1
            default: found.3 += 1
            }
        }
        return PairedShares(
            both: Double(found.3),
            candidateOnly: Double(found.1),
            baselineOnly: Double(found.2),
            neither: Double(found.0)
        )
    }
}
