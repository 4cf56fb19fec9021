import Experiments
import PatchSimulator

extension Metric {
    /// A select of `run`, `metric`, `unit`, `value` and `is_censored`; the value is null where a run has none.
    var select: String {
        let never = formula.names.filter { Ledger.figure($0)?.mayBeNever ?? false }.sorted()
        // What such a column does not hold may be what was not counted yet.
        let conditions = never.map { "id >= (SELECT first_run FROM figure WHERE name = '\($0)')" }
        return """
                SELECT id AS run, '\(id)' AS metric, '\(unit.name)' AS unit,
                    \(formula.sql) * 1.0 AS value, \(formula.isBoundSQL) AS is_censored FROM run
            """ + (conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND "))
    }
}

extension Formula {
    /// The value as an expression over the columns of `run`.
    var sql: String {
        switch self {
        case .figures(let names): names.count == 1 ? names[0] : "(\(names.joined(separator: " + ")))"
        case .sum(let parts): "(\(parts.map(\.sql).joined(separator: " + ")))"
        case .product(let part, let factor): "\(part.sql) * \(factor)"
        case .quotient(let part, let divisor): "\(part.sql) / \(divisor)"
        case .ratio(let above, let below): "iif(\(below.sql) > 0, \(above.sql) * 1.0 / \(below.sql), NULL)"
        case .time(let reached, let simulated, let counted):
            "iif(\(counted) > 0, ifnull(\(reached), \(simulated)), NULL)"
        case .happens(let name): "(\(name) > 0)"
        }
    }

    /// Whether the value is only a lower bound, as an expression over the columns of `run`.
    var isBoundSQL: String {
        switch self {
        case .figures, .happens: "0"
        case .sum(let parts): parts.map(\.isBoundSQL).first { $0 != "0" } ?? "0"
        case .product(let part, _), .quotient(let part, _): part.isBoundSQL
        case .ratio(let above, _): above.isBoundSQL
        case .time(let reached, _, _): "\(reached) IS NULL"
        }
    }
}
