public import EventEngine

/// Why a device never came to run all patches that apply to it.
public enum ResidualCause: String, Sendable, Hashable, CaseIterable {
    /// It cannot be reached and nobody has mended it.
    case bricked
    /// All attempts failed.
    case failed
    /// A patch was taken back, by order or by a technician, and has not come back.
    case takenBack = "taken-back"
    case awaitingRestart = "awaiting-restart"
    /// It waits for its window, or for the end of a freeze.
    case noWindow = "no-window"
    /// It downloads, installs, or waits for another attempt.
    case inProgress = "in-progress"
    /// It may have the patch, but has not checked in since.
    case neverOnline = "never-online"
    /// Its ring was not opened, or the rollout was stopped.
    case notOffered = "not-offered"
}

/// How far the fleet is patched, and when it was.
public struct PatchingLedger: Sendable, Hashable {
    /// (device, patch) pairs to which a released patch applies, and how many of them run it at the end.
    public var pairs = 0
    public var patchedPairs = 0
    /// Seconds from the release (or the start, if that is later) until the given share of pairs runs the patch to the end:
    /// quantiles of the Kaplan–Meier estimate, in which pairs that do not run it are censored at the end. Nil: not reached.
    public var timeToPatch50: Tick?
    public var timeToPatch90: Tick?
    public var timeToPatch95: Tick?
    public var timeToPatch99: Tick?
    /// Pairs whose deadline lies within the time simulated, and how many of them ran the patch by it and to the end.
    public var deadlinePairs = 0
    public var deadlinesMet = 0

    /// Devices on which at least one applicable released patch does not run at the end, by cause (each device once); only
    /// causes that occur.
    public var neverPatched: [ResidualCause: Int] = [:]
    public var neverPatchedDevices: Int { neverPatched.values.reduce(0, +) }

    static let figures: [Ledger.Figure] =
        [
            .count(
                "pairs",
                .pairs,
                "(device, patch) pairs to which a released patch applies",
                per: .pairs,
                \.patching.pairs
            ),
            .count(
                "patched_pairs",
                .pairs,
                "pairs that run the patch at the end",
                per: .pairs,
                \.patching.patchedPairs
            ),
            .time(
                "time_to_patch_p50_s",
                "seconds until 50 % of pairs run the patch to the end",
                per: .pairs,
                \.patching.timeToPatch50
            ),
            .time(
                "time_to_patch_p90_s",
                "seconds until 90 % of pairs run the patch to the end",
                per: .pairs,
                \.patching.timeToPatch90
            ),
            .time(
                "time_to_patch_p95_s",
                "seconds until 95 % of pairs run the patch to the end",
                per: .pairs,
                \.patching.timeToPatch95
            ),
            .time(
                "time_to_patch_p99_s",
                "seconds until 99 % of pairs run the patch to the end",
                per: .pairs,
                \.patching.timeToPatch99
            ),
            .count(
                "deadline_pairs",
                .pairs,
                "pairs whose deadline lies within the time simulated",
                per: .pairs,
                \.patching.deadlinePairs
            ),
            .count(
                "deadlines_met",
                .pairs,
                "pairs that ran the patch by their deadline and to the end",
                per: .pairs,
                \.patching.deadlinesMet
            ),
        ] + ResidualCause.allCases.map(\.figure)

    static let totals = [
        Ledger.Total(
            id: "never_patched_devices",
            meaning: "devices never patched, whatever the cause",
            formula: .figures(ResidualCause.allCases.map(\.figureID))
        )
    ]
}

extension ResidualCause {
    /// The name of the figure that counts its devices.
    public var figureID: Ledger.Figure.ID {
        "never_patched_\(String(rawValue.map { $0 == "-" ? "_" : $0 }))_devices"
    }

    fileprivate var figure: Ledger.Figure {
        var figure = Ledger.Figure.other(
            figureID,
            .devices,
            "devices never patched because: \(rawValue)",
            per: .pairs
        ) {
            Int64($0.patching.neverPatched[self] ?? 0)
        } write: {
            $0.patching.neverPatched[self] = $1 == 0 ? nil : Int($1)
        }
        // Where there were no windows nobody waited for one.
        if self == .noWindow { figure.before = 0 }
        return figure
    }
}
