import Calibration
import Text

/// A calibration for programs; times in seconds.
package enum CalibrationJSON {
    package static func text(_ profiles: [Calibrated]) -> String {
        JSON.object([("profiles", .array(profiles.map(profile)))]).printed() + "\n"
    }

    private static func profile(_ profile: Calibrated) -> JSON {
        var members: [(String, JSON)] = [("name", .string(profile.name)), ("devices", .integer(profile.devices))]
        if let neverSeen = profile.neverSeen { members.append(("neverSeen", .integer(neverSeen))) }
        if case .success(let fit) = profile.fit {
            let parameters = zip(fit.law.parameters, fit.parameters).map { ($0.name, estimated($1)) }
            members += [
                ("absences", .integer(fit.absences)), ("poll", .number(fit.polling.every)),
                (
                    "off",
                    .object(
                        [("law", .string(fit.law.family.rawValue))] + parameters + [("mean", estimated(fit.meanOff))]
                    )
                ),
                ("on", .object([("law", .string("exponential")), ("mean", estimated(fit.meanOn))])),
                ("laws", .array(fit.laws.map(law))), ("tooFew", .bool(fit.isTooFew)),
            ]
        }
        if let goodness = profile.goodness { members.append(("goodness", self.goodness(goodness))) }
        return .object(members + [("warnings", .strings(profile.warnings))])
    }

    private static func law(_ fit: LawFit) -> JSON {
        let parameters = fit.law.parameters.map { ($0.name, JSON.number($0.value)) }
        return .object(
            [("law", .string(fit.law.family.rawValue)), ("logLikelihood", .number(fit.logLikelihood))] + parameters
        )
    }

    private static func goodness(_ goodness: GoodnessOfFit) -> JSON {
        let silences = goodness.silences.map { silence in
            JSON.object([
                ("share", .number(silence.share)), ("log", .number(silence.observed)), ("law", .number(silence.fitted)),
            ])
        }
        var members: [(String, JSON)] = [
            ("distance", .number(goodness.distance)), ("usualDistance", .number(goodness.usualDistance)),
            ("fits", .bool(goodness.isGood)), ("tenths", .array(goodness.tenths.map(JSON.number))),
            ("silences", .array(silences)),
        ]
        if let long = goodness.long {
            members.append(
                (
                    "longGaps",
                    .object([
                        ("above", .number(long.length)), ("seen", .integer(long.seen)),
                        ("expected", .number(long.expected)),
                    ])
                )
            )
        }
        return .object(members)
    }

    private static func estimated(_ estimate: Estimated) -> JSON {
        var members: [(String, JSON)] = [("estimate", .number(estimate.value))]
        if let error = estimate.error { members.append(("standardError", .number(error))) }
        if let lower = estimate.lower, let upper = estimate.upper {
            members.append(("interval90", .array([.number(lower), .number(upper)])))
        }
        return .object(members)
    }
}
