import Experiments
import PatchSimulator

/// The tables and views of a study file, version 2. `docs/studies.md` tells what they mean.
enum Schema {
    /// "PLab" in ASCII, in the file's header: by this the file is known as a study.
    static let applicationID: Int32 = 0x504C_6162
    /// The version of tables and views, in the file's header.
    static let version: Int32 = 2

    static let statements: [String] = [
        """
        CREATE TABLE study (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            question TEXT NOT NULL,
            command TEXT NOT NULL,
            seed TEXT NOT NULL,
            created_utc TEXT NOT NULL,
            host TEXT NOT NULL,
            patchlab_version TEXT NOT NULL,
            simulation_version INTEGER NOT NULL
        )
        """,
        """
        CREATE TABLE source (
            id INTEGER PRIMARY KEY,
            sha256 TEXT NOT NULL UNIQUE,
            bytes BLOB NOT NULL
        )
        """,
        """
        CREATE TABLE variant (
            id INTEGER PRIMARY KEY,
            settings TEXT NOT NULL,
            simulation_version INTEGER NOT NULL,
            digest TEXT NOT NULL UNIQUE
        )
        """,
        """
        CREATE TABLE variant_source (
            variant INTEGER NOT NULL REFERENCES variant (id),
            position INTEGER NOT NULL,
            paths TEXT NOT NULL,
            source INTEGER NOT NULL REFERENCES source (id),
            PRIMARY KEY (variant, position)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE strategy (
            variant INTEGER NOT NULL REFERENCES variant (id),
            position INTEGER NOT NULL,
            name TEXT NOT NULL,
            text TEXT NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (variant, position),
            UNIQUE (variant, name)
        ) WITHOUT ROWID
        """,
        "CREATE INDEX strategy_digest ON strategy (digest)",
        """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            digest TEXT NOT NULL,
            seed TEXT NOT NULL,
            replication INTEGER NOT NULL,
            \(LedgerColumn.all.map { "\($0.name) INTEGER\($0.mayBeAbsent ? "" : " NOT NULL")" }.joined(separator: ",\n    ")),
            UNIQUE (digest, seed, replication)
        )
        """,
        """
        CREATE TABLE detail (
            id INTEGER PRIMARY KEY,
            text TEXT NOT NULL UNIQUE
        )
        """,
        """
        CREATE TABLE decision (
            run INTEGER NOT NULL REFERENCES run (id),
            number INTEGER NOT NULL,
            time_s INTEGER NOT NULL,
            round INTEGER NOT NULL,
            action TEXT NOT NULL CHECK (action IN ('begin', 'open', 'stop', 'resume')),
            rollout INTEGER NOT NULL,
            ring INTEGER,
            ring_name TEXT,
            reason TEXT NOT NULL,
            detail INTEGER REFERENCES detail (id),
            PRIMARY KEY (run, number)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE series_values (
            run INTEGER NOT NULL REFERENCES run (id),
            kind TEXT NOT NULL,
            step_s INTEGER NOT NULL,
            points TEXT NOT NULL,
            PRIMARY KEY (run, kind)
        ) WITHOUT ROWID
        """,
        """
        CREATE VIEW strategy_run AS
        SELECT strategy.variant, run.seed, strategy.name AS strategy, strategy.position, run.id AS run, run.replication
        FROM strategy JOIN run ON run.digest = strategy.digest
        """,
        """
        CREATE VIEW series AS
        SELECT variant, strategy_run.seed, strategy, strategy_run.replication, run.id AS run, kind,
            min(each.key * step_s, simulated_s) AS time_s, each.value AS value
        FROM strategy_run JOIN run ON run.id = strategy_run.run JOIN series_values ON series_values.run = run.id,
            json_each(series_values.points) AS each
        """,
        """
        CREATE VIEW metric AS
        SELECT variant, seed, strategy, position, replication, metric, unit, value, is_censored
        FROM strategy_run JOIN (
        \(HeadlineMetric.allCases.map(value).joined(separator: "\n    UNION ALL\n"))
        ) AS figure ON figure.run = strategy_run.run
        WHERE value IS NOT NULL
        """,
        """
        CREATE VIEW metric_by_strategy AS
        SELECT variant, seed, strategy, metric, unit, avg(value) AS mean, min(value) AS least, max(value) AS greatest,
            count(*) AS replications, sum(is_censored) AS censored
        FROM metric WHERE metric IN (\(means)) GROUP BY variant, seed, position, metric
        """,
        """
        CREATE VIEW paired_difference AS
        SELECT one.variant, one.seed, one.strategy, one.replication, base.strategy AS baseline, one.metric, one.unit,
            one.value, base.value AS baseline_value, one.value - base.value AS difference
        FROM metric AS one
        JOIN metric AS base USING (variant, seed, replication, metric)
        WHERE base.position = 0 AND one.position > 0
        """,
        """
        CREATE VIEW timeline AS
        SELECT variant, seed, strategy, replication, number, time_s / 86400.0 AS day, action, rollout, ring_name AS ring,
            reason
        FROM strategy_run JOIN decision USING (run)
        """,
    ]

    /// The metrics whose headline is a mean over replications, as a list in SQL. SQLite has no quantiles.
    private static let means = HeadlineMetric.allCases.filter { $0.summary == .mean }.map { "'\($0.rawValue)'" }
        .joined(separator: ", ")

    /// The tables and views by name.
    static let byName: [String: String] = Dictionary(
        uniqueKeysWithValues: statements.compactMap { statement in
            let words = statement.split(whereSeparator: \.isWhitespace)
            return ["TABLE", "VIEW"].contains(words[1]) ? (String(words[2]), statement) : nil
        }
    )

    static func isTable(_ statement: String) -> Bool { statement.hasPrefix("CREATE TABLE") }

    /// A select of `run`, `metric`, `unit`, `value` and `is_censored`.
    private static func value(_ metric: HeadlineMetric) -> String {
        let planned = Condition.allCases.filter(\.isPlannedDowntime).map { "\($0.column)_s" }
        let unplanned = Condition.allCases.filter(\.isUnplannedDowntime).map { "\($0.column)_s" }
        let never = ResidualCause.allCases.map { "never_patched_\($0.rawValue.replacing("-", with: "_"))_devices" }
        func time(_ column: String) -> (String, String) {
            ("iif(pairs > 0, ifnull(\(column), simulated_s) / 86400.0, NULL)", "\(column) IS NULL")
        }
        let (expression, isCensored): (String, String) =
            switch metric {
            case .exposedDeviceDays: ("exposure_s / 86400.0", "0")
            case .timeToPatch50: time("time_to_patch_p50_s")
            case .timeToPatch95: time("time_to_patch_p95_s")
            case .compliance: ("iif(deadline_pairs > 0, deadlines_met * 1.0 / deadline_pairs, NULL)", "0")
            case .plannedDowntime: ("(\(planned.joined(separator: " + "))) / 3600.0", "0")
            case .unplannedDowntime:
                ("(\(unplanned.joined(separator: " + ")) + lost_capacity_ms / 1000.0) / 3600.0", "0")
            case .blastRadius, .blastRadius95: ("blast_radius_devices * 1.0", "0")
            case .neverPatched: ("(\(never.joined(separator: " + "))) * 1.0", "0")
            }
        return """
                SELECT id AS run, '\(metric.rawValue)' AS metric, '\(metric.unit.rawValue)' AS unit,
                    \(expression) AS value, \(isCensored) AS is_censored FROM run
            """
    }
}
