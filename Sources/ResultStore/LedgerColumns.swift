import EventEngine
import PatchSimulator

/// A figure of the ledger as a column of the table `run`: a whole number with its unit in the name.
struct LedgerColumn: Sendable {
    var name: String
    /// What it counts, for the documentation.
    var meaning: String
    /// True if a run may have no such value.
    var mayBeAbsent = false
    var read: @Sendable (Ledger) -> Int64?
    var write: @Sendable (inout Ledger, Int64) -> Void

    /// What a simulation stays below.
    var greatest: Int64 { name == "simulated_s" ? CheckedRow.greatestTime : CheckedRow.greatestSum }

    /// All figures of a ledger, in the order of the columns. None may be missing: a run that is read back is the run that
    /// was put in.
    static let all: [LedgerColumn] =
        [
            .ticks("simulated_s", "seconds simulated", \.time),
            .count("devices", "devices of the fleet", \.devices),
            .ticks("exposure_s", "(device, vulnerability)-seconds of exposure", \.exposure.plain),
            .ticks(
                "exposure_vendor_s",
                "the part of it while no patch that closes it is released; to the end where there is none",
                \.vendorExposure
            ),
            .ticks(
                "exposure_severity_weighted_s",
                "the same, weighted 4 for critical down to 1 for low",
                \.exposure.severityWeighted
            ),
            .ticks("exposure_exploited_s", "the part of it while exploited", \.exposure.exploited),
            .count("pairs", "(device, patch) pairs to which a released patch applies", \.pairs),
            .count("patched_pairs", "those of them that run the patch at the end", \.patchedPairs),
            .optional("time_to_patch_p50_s", "seconds until 50 % of pairs run the patch to the end", \.timeToPatch50),
            .optional("time_to_patch_p90_s", "seconds until 90 % do", \.timeToPatch90),
            .optional("time_to_patch_p95_s", "seconds until 95 % do", \.timeToPatch95),
            .optional("time_to_patch_p99_s", "seconds until 99 % do", \.timeToPatch99),
            .count("deadline_pairs", "pairs whose deadline lies within the time simulated", \.deadlinePairs),
            .count("deadlines_met", "those of them that ran the patch by it and to the end", \.deadlinesMet),
        ] + ResidualCause.allCases.map { .residual($0) } + Condition.allCases.map { .condition($0) } + [
            .ticks(
                "lost_capacity_ms",
                "device-milliseconds of capacity lost by degraded devices",
                \.lostCapacitySeconds
            ),
            .count("blast_radius_devices", "devices on which a defect took effect", \.blastRadius),
            .count("attempts", "attempts to install a patch that came to an end", \.attempts),
            .count("installations", "those of them that succeeded", \.installations),
            .count("failed_attempts", "those of them that failed", \.failedAttempts),
            .count("rollbacks", "patches taken back", \.rollbacks),
            .count("cancelled_offers", "offers taken back before they were installed", \.cancelledOffers),
            .ticks("download_bytes", "bytes moved, downloads that did not end included", \.bytes),
            .count("tickets", "tickets written", \.tickets),
            .count("technician_visits", "visits by technicians", \.technicianVisits),
            .ticks("technician_s", "seconds of technicians' work and travel", \.technicianSeconds),
            .count("stops", "stops of rollouts", \.stops),
            .count("false_stops", "stops of rollouts of which no patch carried a defect", \.falseStops),
            .optional("first_effect_s", "time of the first effect of a defect", \.firstEffect),
            .optional("first_report_s", "time of the first report of it", \.firstReport),
            .optional("first_stop_s", "time of the first stop", \.firstStop),
            .optional("last_revert_s", "time of the last rollback", \.lastRevert),
            .optional("last_repair_s", "time when a technician mended a device for the last time", \.lastRepair),
            .count("events", "events served: the size of the run, not a result", \.events),
        ]

    private static func count(
        _ name: String,
        _ meaning: String,
        _ path: any WritableKeyPath<Ledger, Int> & Sendable
    ) -> LedgerColumn {
        LedgerColumn(name: name, meaning: meaning) {
            Int64($0[keyPath: path])
        } write: {
            $0[keyPath: path] = Int($1)
        }
    }

    private static func ticks(
        _ name: String,
        _ meaning: String,
        _ path: any WritableKeyPath<Ledger, Int64> & Sendable
    ) -> LedgerColumn {
        LedgerColumn(name: name, meaning: meaning) {
            $0[keyPath: path]
        } write: {
            $0[keyPath: path] = $1
        }
    }

    private static func optional(
        _ name: String,
        _ meaning: String,
        _ path: any WritableKeyPath<Ledger, Tick?> & Sendable
    ) -> LedgerColumn {
        LedgerColumn(name: name, meaning: meaning, mayBeAbsent: true) {
            $0[keyPath: path]
        } write: {
            $0[keyPath: path] = $1
        }
    }

    private static func residual(_ cause: ResidualCause) -> LedgerColumn {
        let word = cause.rawValue
        return LedgerColumn(
            name: "never_patched_\(word.replacing("-", with: "_"))_devices",
            meaning: "devices never patched because: \(word)"
        ) {
            Int64($0.neverPatched[cause] ?? 0)
        } write: {
            // The ledger names only causes that occur.
            if $1 != 0 { $0.neverPatched[cause] = Int($1) }
        }
    }

    private static func condition(_ condition: Condition) -> LedgerColumn {
        let place = Int(condition.rawValue)
        return LedgerColumn(name: "\(condition.column)_s", meaning: "device-seconds \(condition.words)") {
            $0.conditionSeconds[place]
        } write: {
            $0.conditionSeconds[place] = $1
        }
    }
}

extension Condition {
    /// Its name in columns.
    var column: String { words.replacing(" ", with: "_") }

    fileprivate var words: String {
        switch self {
        case .up: "up"
        case .degraded: "degraded"
        case .installing: "installing"
        case .restarting: "restarting"
        case .reverting: "reverting"
        case .rollingBack: "rolling back"
        case .down: "down"
        case .dead: "dead"
        }
    }
}
