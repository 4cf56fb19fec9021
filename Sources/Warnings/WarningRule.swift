/// One kind of warning: when it is given, and what there is to say about it.
///
/// To add one: a file in `Rules` with a rule and its check, its name in `WarningRule.all`, and two examples in
/// `Tests/WarningsTests/Examples`, one that has it and one that has it not.
package struct WarningRule: Sendable {
    /// What the rule looks at.
    package enum Check: Sendable {
        /// The scenario alone.
        case scenario(@Sendable (ScenarioFacts) -> [Finding])
        /// What came of running it.
        case runs(@Sendable (RunFacts) -> [Finding])
        /// What came of runs, one by one: it holds however often such runs come up.
        case eachRun(@Sendable (RunFacts) -> [Finding])
        /// What a search was asked for.
        case search(@Sendable (SearchFacts) -> [Finding])
    }

    /// Its stable name.
    package let code: String
    package let severity: Warning.Severity
    /// It looks at defects.
    package let isForAuthors: Bool
    /// The answer of a comparison says so itself.
    package let isSaidByAnswer: Bool
    /// Told only to those who ask for everything.
    package let isDetail: Bool
    package let explanation: Explanation
    package let check: Check

    init(
        _ code: String,
        severity: Warning.Severity = .warning,
        isForAuthors: Bool = false,
        isSaidByAnswer: Bool = false,
        isDetail: Bool = false,
        _ explanation: Explanation,
        _ check: Check
    ) {
        self.code = code
        self.severity = severity
        self.isForAuthors = isForAuthors
        self.isSaidByAnswer = isSaidByAnswer
        self.isDetail = isDetail
        self.explanation = explanation
        self.check = check
    }

    /// Codes of what is told only to those who ask for everything.
    package static let details = Set(all.filter(\.isDetail).map(\.code))

    /// All rules, the most harmful first.
    package static let all: [WarningRule] = [
        .devicesInNoRing, .stopIsFinal, .noiseStops, .slotsKept, .canaryCannotFail, .canaryCannotPass, .noExposure,
        .groupNeverConnects,
        .horizonTooShort,
        .deadlineAfterEnd, .minimumOverRing, .stopOnAFew, .ringSeldomOnline, .horizonCuts, .rareHarm, .heavyMean,
        .slowGroup,
        .deferralCannotPay, .optimiseTrivially, .withoutEffect, .undecided, .invisibleDefect, .soakTooShort,
        .soakBuysNothing, .canaryIsBlind, .shortenedWindow, .pricesMissing, .defaultUsed,
    ]
}
