import Experiments
import PatchSimulator

/// The tables and views of a study file, format 5. `docs/studies.md` tells what they mean. Files of earlier formats are brought
/// to this one by `Migration`.
enum Schema {
    /// "PLab" in ASCII, in the file's header: by this the file is known as a study.
    static let applicationID: Int32 = 0x504C_6162
    /// The format of the tables, in the file's header. A figure more makes no other format: the file lists its figures.
    static let format: Int32 = 5

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
            \(Ledger.figures.map { "\($0.id) INTEGER" }.joined(separator: ",\n    ")),
            UNIQUE (digest, seed, replication)
        )
        """,
        """
        CREATE TABLE figure (
            name TEXT PRIMARY KEY,
            unit TEXT NOT NULL,
            meaning TEXT NOT NULL,
            first_run INTEGER NOT NULL
        ) WITHOUT ROWID
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
        CREATE TABLE breakdown (
            run INTEGER NOT NULL REFERENCES run (id),
            dimension TEXT NOT NULL,
            members INTEGER NOT NULL,
            PRIMARY KEY (run, dimension)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE member (
            run INTEGER NOT NULL REFERENCES run (id),
            dimension TEXT NOT NULL,
            position INTEGER NOT NULL,
            name TEXT,
            figures INTEGER NOT NULL REFERENCES detail (id),
            \(Ledger.figures.map { "\($0.id) INTEGER" }.joined(separator: ",\n    ")),
            PRIMARY KEY (run, dimension, position)
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
        \(Metric.general.map(\.select).joined(separator: "\n    UNION ALL\n"))
        ) AS one ON one.run = strategy_run.run
        WHERE value IS NOT NULL
        """,
        """
        CREATE VIEW metric_by_strategy AS
        SELECT variant, seed, strategy, metric, unit, avg(value) AS mean, min(value) AS least, max(value) AS greatest,
            count(*) AS replications, sum(is_censored) AS censored
        FROM metric GROUP BY variant, seed, position, metric
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

    /// The tables and views by name.
    static let byName: [String: String] = Dictionary(
        uniqueKeysWithValues: statements.compactMap { statement in
            let words = statement.split(whereSeparator: \.isWhitespace)
            return ["TABLE", "VIEW"].contains(words[1]) ? (String(words[2]), statement) : nil
        }
    )

    static func isTable(_ statement: String) -> Bool { statement.hasPrefix("CREATE TABLE") }

    /// The columns of `run` beside the figures.
    static let runColumns: Set<String> = ["id", "digest", "seed", "replication"]

    /// The tables with a column for each figure that the file lists, whatever version listed them, and their other columns.
    static let figureTables: [String: Set<String>] = [
        "run": runColumns, "member": ["run", "dimension", "position", "name", "figures"],
    ]
}
