import PatchModel
import Warnings

extension DiagnosticCode {
    /// What can be wrong with numbers, quantities and times.
    var quantityExplanation: Explanation? {
        switch self {
        case .badNumber:
            Explanation(
                "A plain decimal number is asked for: no unit, no quotation marks, neither infinite nor not-a-number.",
                wrong: "count: \"3000\"",
                right: "count: 3000"
            )
        case .numberOutOfRange:
            Explanation(
                "The number is outside what makes sense for this key; the message names the bound.",
                wrong: "install: { duration: 5m, attempts: 0 }",
                right: "install: { duration: 5m, attempts: 1 }"
            )
        case .badShare:
            Explanation(
                "A share is a percentage or a fraction of one, without quotation marks if it has no percent sign.",
                wrong: "failure-chance: 3 percent",
                right: "failure-chance: 3%"
            )
        case .negativeShare:
            Explanation(
                "A share must not be negative, and where nothing would be left of a thing without it, not zero either.",
                wrong: "rings: [0%, rest]",
                right: "rings: [1%, rest]"
            )
        case .shareOver100:
            Explanation(
                "A share is more than the whole, or the shares of rings exceed 100 % together. Without a percent sign a number is a fraction: 40 means 4000 %.",
                wrong: "away: 60",
                right: "away: 60%"
            )
        case .badDuration:
            Explanation(
                "A duration is a number with a unit: s, m (minutes), h, d or w. Decimals are allowed, and so are compounds without blanks.",
                wrong: "horizon: 45",
                right: "horizon: 45d"
            )
        case .negativeDuration:
            Explanation(
                "The duration must not be negative. Only times relative to the start, such as `disclosed` and `released`, may lie before it.",
                wrong: "soak: -48h",
                right: "soak: 48h"
            )
        case .zeroDuration:
            Explanation(
                "The duration must be above zero, and at least a second where the simulation counts in seconds: a period of no length, or an installation that takes no time, does not exist.",
                wrong: "check-every: 0s",
                right: "check-every: 10m"
            )
        case .durationTooLong:
            Explanation(
                "The simulation clock covers \(Format.clockInYears) years, and the horizon may use half of them.",
                wrong: "horizon: 5000w",
                right: "horizon: 52w"
            )
        case .badDistribution:
            Explanation(
                "The parameters do not make a distribution, for example because bounds are in the wrong order; or the distribution does not fit its place: periods of connectivity need a finite mean of at least a second.",
                wrong: "{ triangular: [5m, 60s, 20s] }",
                right: "{ triangular: [20s, 60s, 5m] }"
            )
        case .badSize:
            Explanation(
                "A size is a number with a unit: B, kB, MB, GB, TB (powers of 1000) or KiB, MiB, GiB, TiB (powers of 1024).",
                wrong: "size: 6M",
                right: "size: 6 MiB"
            )
        case .badBandwidth:
            Explanation(
                "A bandwidth is a number above zero with a unit, in bits or bytes per second. Leave the key out for downloads that take no time.",
                wrong: "bandwidth: 20 Mbps",
                right: "bandwidth: 20 Mbit/s"
            )
        case .badRate:
            Explanation(
                "A rate is a share per hour, day, week or year.",
                wrong: "background-failures: 0.2%",
                right: "background-failures: 0.2%/day"
            )
        case .badPrice:
            Explanation(
                "A price is a plain number from 0 to \(Format.highestPrice), without a currency, commas or quotation marks; all prices are in the one currency that is named under `currency`.",
                wrong: "prices: { currency: EUR, ticket: 25 EUR }",
                right: "prices: { currency: EUR, ticket: 25 }"
            )
        case .badLimit:
            Explanation(
                "A limit is > or >= with a share or a number of devices, in quotation marks, because > means something else in YAML.",
                wrong: "failures: 2%",
                right: "failures: \"> 2%\""
            )
        case .badDate:
            Explanation(
                "A date is written year-month-day, with a time after a T if need be. It is local time in the scenario's time zone.",
                wrong: "start: 10.3.2026",
                right: "start: 2026-03-10T18:00:00"
            )
        case .dateOutOfRange:
            Explanation(
                "The date lies outside the years \(Scenario.years.lowerBound) to \(Scenario.years.upperBound), or more than \(Format.clockInYears) years from the start.",
                wrong: "disclosed: 0226-03-01",
                right: "disclosed: 2026-03-01"
            )
        case .badHours:
            Explanation(
                "Hours of the day run from one time to a later one of the same day, 24:00 being its end. A latest arrival must lie within them.",
                wrong: "hours: \"22:00-06:00\"",
                right: "hours: \"06:00-22:00\""
            )
        case .unknownTimeZone:
            Explanation(
                "Time zones are named as in the IANA database, by continent and city. Offsets such as GMT+1 are not zones: they do not include summer time.",
                wrong: "timezone: Paris",
                right: "timezone: Europe/Paris"
            )
        default: nil
        }
    }
}
