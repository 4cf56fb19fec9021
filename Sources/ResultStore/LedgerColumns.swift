import GRDB
import PatchSimulator

/// Where the figures of a ledger stand in the rows of a statement. Worked out once for many rows: looking for a hundred names in
/// each of them takes longer than reading it.
struct LedgerColumns {
    private var places: [(figure: Ledger.Figure, column: Int, firstRun: Int64)] = []
    /// What the file does not list.
    private var unlisted: [Ledger.Figure] = []

    /// - Parameters:
    ///   - columns: the names of the statement's columns.
    ///   - firstRuns: the figures that the file lists, each with the number of the first run that has it.
    init(_ columns: [String], _ firstRuns: [Ledger.Figure.ID: Int64]) {
        let byName = Dictionary(columns.enumerated().map { ($1, $0) }) { first, _ in first }
        for figure in Ledger.figures {
            if let first = firstRuns[figure.id], let column = byName[figure.id] {
                places.append((figure, column, first))
            } else {
                unlisted.append(figure)
            }
        }
    }

    /// The ledger of a row. A figure that was not counted yet when the run was kept is left out of it; one that is missing
    /// otherwise is damage.
    func ledger(_ row: Row, run: Int64) throws(StudyDamage) -> Ledger {
        let checked = CheckedRow(row, "run \(run)")
        var ledger = Ledger()
        for figure in unlisted { ledger.enterBefore(figure) }
        for (figure, column, firstRun) in places {
            guard run >= firstRun else {
                ledger.enterBefore(figure)
                continue
            }
            if let value = try checked.optionalInteger(at: column, figure.id, figure.range) {
                ledger.enter(value, as: figure)
            } else if !figure.mayBeNever {
                throw checked.damage(figure.id, "a whole number")
            }
        }
        return ledger
    }
}

extension Ledger {
    /// What a run has of a figure that was not counted yet when it was kept.
    fileprivate mutating func enterBefore(_ figure: Figure) {
        if let value = figure.before { enter(value, as: figure) } else { leaveOut(figure) }
    }
}
