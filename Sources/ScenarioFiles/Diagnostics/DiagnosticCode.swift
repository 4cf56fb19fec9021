public import Warnings

/// The kinds of mistakes in scenario files. The raw value is the stable name that messages show.
public enum DiagnosticCode: String, Sendable, Hashable, CaseIterable {
    // Files.
    case cannotRead = "cannot-read"
    case isADirectory = "is-a-directory"
    case notARegularFile = "not-a-regular-file"
    case tooLarge = "too-large"
    case notUTF8 = "not-utf8"
    case invalidYAML = "invalid-yaml"
    case aliasBomb = "alias-bomb"
    case tooDeep = "too-deep"
    case cyclicImport = "cyclic-import"
    case cyclicExtends = "cyclic-extends"
    case tooManyImports = "too-many-imports"
    case badTrace = "bad-trace"

    // The shape of the document.
    case wrongKind = "wrong-kind"
    case unknownKey = "unknown-key"
    case missingKey = "missing-key"
    case duplicateKey = "duplicate-key"
    case conflictingKeys = "conflicting-keys"
    case unknownWord = "unknown-word"
    case tooFewItems = "too-few-items"
    case tooManyItems = "too-many-items"

    // Numbers, quantities, times.
    case badNumber = "bad-number"
    case numberOutOfRange = "number-out-of-range"
    case badShare = "bad-share"
    case negativeShare = "negative-share"
    case shareOver100 = "share-over-100"
    case badDuration = "bad-duration"
    case negativeDuration = "negative-duration"
    case zeroDuration = "zero-duration"
    case durationTooLong = "duration-too-long"
    case badDistribution = "bad-distribution"
    case badSize = "bad-size"
    case badBandwidth = "bad-bandwidth"
    case badRate = "bad-rate"
    case badPrice = "bad-price"
    case badLimit = "bad-limit"
    case badDate = "bad-date"
    case dateOutOfRange = "date-out-of-range"
    case badHours = "bad-hours"
    case unknownTimeZone = "unknown-time-zone"

    // Names and versions.
    case badName = "bad-name"
    case duplicateName = "duplicate-name"
    case badVersion = "bad-version"
    case badConstraint = "bad-constraint"
    case versionsNotAscending = "versions-not-ascending"
    case unknownComponent = "unknown-component"
    case unknownVersion = "unknown-version"
    case unknownImage = "unknown-image"
    case unknownGroup = "unknown-group"
    case unknownSite = "unknown-site"
    case unknownTag = "unknown-tag"
    case unknownPatch = "unknown-patch"
    case unknownVulnerability = "unknown-vulnerability"
    case unknownConnectivity = "unknown-connectivity"
    case unknownCalendar = "unknown-calendar"
    case unknownService = "unknown-service"

    // Suites.
    case unknownWorld = "unknown-world"
    case unknownMetric = "unknown-metric"
    case unknownStrategy = "unknown-strategy"
    case badMargin = "bad-margin"
    case badLooks = "bad-looks"
    case badHiddenSeed = "bad-hidden-seed"

    // What does not hold together.
    case emptyFleet = "empty-fleet"
    case tooManyDevices = "too-many-devices"
    case noVersionMatches = "no-version-matches"
    case noImageHasVersion = "no-image-has-version"
    case unmetRequirement = "unmet-requirement"
    case fixStillAffected = "fix-still-affected"
    case cyclicPrerequisites = "cyclic-prerequisites"
    case emptyCalendar = "empty-calendar"
    case cyclicCalendar = "cyclic-calendar"
    case unsupportedRecurrence = "unsupported-recurrence"
    case calendarNeedsFrom = "calendar-needs-from"
    case windowTooShort = "window-too-short"
    case neverInWindow = "never-in-window"
    case emptyService = "empty-service"
    case serviceNeedsMore = "service-needs-more"
    case cyclicServices = "cyclic-services"
    case unreachableFrom = "unreachable-from"
    case restNotLast = "rest-not-last"
    case noGate = "no-gate"
    case invalidScenario = "invalid-scenario"
    case unknownCode = "unknown-code"

    // Warnings.
    case absentRequirement = "absent-requirement"
    case patchNowhere = "patch-nowhere"
    case vulnerabilityNowhere = "vulnerability-nowhere"
    case releasedTooLate = "released-too-late"
    case matchesNothing = "matches-nothing"
    case withdrawWithoutCause = "withdraw-without-cause"
    case mixedCapacity = "mixed-capacity"
    case noEffect = "no-effect"
    case renamed = "renamed"

    /// Cause, a wrong and a right example.
    public var explanation: Explanation {
        fileExplanation ?? calendarExplanation ?? serviceExplanation ?? structureExplanation ?? suiteExplanation
            ?? quantityExplanation
            ?? nameExplanation
            ?? senseExplanation
    }

    /// Whether a scenario with this mistake can be used all the same.
    public var severity: Diagnostic.Severity {
        switch self {
        case .absentRequirement, .patchNowhere, .vulnerabilityNowhere, .releasedTooLate, .matchesNothing,
            .withdrawWithoutCause, .mixedCapacity, .noEffect, .renamed:
            .warning
        default: .error
        }
    }
}
