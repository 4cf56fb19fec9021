import GRDB
import PatchSimulator

/// A step that brings the tables of a study from one format to the next.
///
/// What it says of tables is how they were: it does not change when today's do.
struct Migration: Sendable {
    /// What changed.
    let name: String
    /// The format that it begins with; it ends with the next one.
    let from: Int32
    /// Of that format: the tables that have another form today, as they were made.
    let tables: [String: String]
    /// The tables that this format does not have yet.
    var newTables: Set<String> = []
    /// Does it, within a transaction of the caller.
    let apply: @Sendable (Database) throws -> Void

    /// All of them, in order. A new format adds one.
    static let all: [Migration] = [roundsOfDecisions, listOfFigures, breakdowns, criticality]

    /// Format 1, of patchlab 0.1: decisions had no round. What was called `installations` counted all attempts that came to
    /// an end, and successes were not counted.
    private static let roundsOfDecisions = Migration(
        name: "rounds of decisions",
        from: 1,
        tables: ["run": run(figures1), "decision": decision(columns: "time_s INTEGER NOT NULL,")]
    ) { database in
        try database.execute(
            sql: """
                CREATE TEMP TABLE kept AS SELECT * FROM main.decision;
                DROP TABLE main.decision;
                \(decision(columns: "time_s INTEGER NOT NULL,\n    round INTEGER NOT NULL,"));
                INSERT INTO decision
                SELECT run, number, time_s, 0, action, rollout, ring, ring_name, reason, detail FROM temp.kept;
                DROP TABLE temp.kept;
                ALTER TABLE main.run RENAME COLUMN installations TO attempts;
                """
        )
    }

    /// Format 2: the figures were the columns of `run`, all of one version, and nothing said which runs had them.
    private static let listOfFigures = Migration(
        name: "list of figures",
        from: 2,
        tables: ["run": run(figures2)],
        newTables: ["figure"]
    ) { database in
        try database.execute(
            sql: """
                CREATE TABLE figure (
                    name TEXT PRIMARY KEY,
                    unit TEXT NOT NULL,
                    meaning TEXT NOT NULL,
                    first_run INTEGER NOT NULL
                ) WITHOUT ROWID
                """
        )
        for column in try database.columns(in: "run").map(\.name) where !Schema.runColumns.contains(column) {
            let figure = Ledger.figure(column)
            try database.execute(
                sql: "INSERT INTO figure VALUES (?, ?, ?, 0)",
                arguments: [column, figure?.unit.rawValue ?? "", figure?.meaning ?? ""]
            )
        }
    }

    /// Format 3: runs were kept as a whole only.
    private static let breakdowns = Migration(
        name: "breakdowns",
        from: 3,
        tables: [:],
        newTables: ["breakdown", "member"]
    ) { database in
        let figures = try database.columns(in: "run").map(\.name).filter { !Schema.runColumns.contains($0) }
        // They go into a statement, and the file may come from a stranger.
        for name in figures where !name.utf8.allSatisfy({ letters.contains($0) }) {
            throw StudyDamage(message: "the table 'run' has a column \(StudyDamage.quoted(name)), which is no figure")
        }
        try database.execute(
            sql: """
                CREATE TABLE breakdown (
                    run INTEGER NOT NULL REFERENCES run (id),
                    dimension TEXT NOT NULL,
                    members INTEGER NOT NULL,
                    PRIMARY KEY (run, dimension)
                ) WITHOUT ROWID;
                CREATE TABLE member (
                    run INTEGER NOT NULL REFERENCES run (id),
                    dimension TEXT NOT NULL,
                    position INTEGER NOT NULL,
                    name TEXT,
                    figures INTEGER NOT NULL REFERENCES detail (id),
                    \(figures.map { "\($0) INTEGER,\n" }.joined())
                    PRIMARY KEY (run, dimension, position)
                ) WITHOUT ROWID
                """
        )
    }

    /// Format 4: a breakdown by criticality was called one by risk.
    private static let criticality = Migration(name: "criticality", from: 4, tables: [:]) { database in
        try database.execute(
            sql: """
                UPDATE breakdown SET dimension = 'criticality' WHERE dimension = 'risk';
                UPDATE member SET dimension = 'criticality' WHERE dimension = 'risk'
                """
        )
    }

    /// Of which the names of figures are made.
    private static let letters = Set("abcdefghijklmnopqrstuvwxyz0123456789_".utf8)

    // MARK: Tables as they were

    /// The figures of format 1, in the order of the columns; a question mark behind those that might be null.
    private static let figures1 = """
        simulated_s devices exposure_s exposure_vendor_s exposure_severity_weighted_s exposure_exploited_s pairs \
        patched_pairs time_to_patch_p50_s? time_to_patch_p90_s? time_to_patch_p95_s? time_to_patch_p99_s? deadline_pairs \
        deadlines_met never_patched_bricked_devices never_patched_failed_devices never_patched_taken_back_devices \
        never_patched_awaiting_restart_devices never_patched_in_progress_devices never_patched_never_online_devices \
        never_patched_not_offered_devices up_s degraded_s installing_s restarting_s reverting_s rolling_back_s down_s \
        dead_s lost_capacity_ms blast_radius_devices installations failed_attempts rollbacks cancelled_offers \
        download_bytes tickets technician_visits technician_s stops false_stops first_effect_s? first_report_s? \
        first_stop_s? last_revert_s? last_repair_s? events
        """

    private static let figures2 = figures1.replacing(" installations ", with: " attempts installations ")

    /// The names of the figures of format 2, in the order of the columns: also those of packs that do not list theirs.
    static let namesInFormat2 = figures2.split(separator: " ").map { String($0.last == "?" ? $0.dropLast() : $0) }

    private static func run(_ figures: String) -> String {
        let columns = figures.split(separator: " ").map { name in
            name.last == "?" ? "\(name.dropLast()) INTEGER" : "\(name) INTEGER NOT NULL"
        }
        return """
            CREATE TABLE run (
                id INTEGER PRIMARY KEY,
                digest TEXT NOT NULL,
                seed TEXT NOT NULL,
                replication INTEGER NOT NULL,
                \(columns.joined(separator: ",\n    ")),
                UNIQUE (digest, seed, replication)
            )
            """
    }

    private static func decision(columns: String) -> String {
        """
        CREATE TABLE decision (
            run INTEGER NOT NULL REFERENCES run (id),
            number INTEGER NOT NULL,
            \(columns)
            action TEXT NOT NULL CHECK (action IN ('begin', 'open', 'stop', 'resume')),
            rollout INTEGER NOT NULL,
            ring INTEGER,
            ring_name TEXT,
            reason TEXT NOT NULL,
            detail INTEGER REFERENCES detail (id),
            PRIMARY KEY (run, number)
        ) WITHOUT ROWID
        """
    }
}
