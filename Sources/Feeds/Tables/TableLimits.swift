/// What a table may have at most.
package struct TableLimits: Sendable {
    /// Bytes of a file with separated values, which is read piece by piece.
    package var bytes = 4 << 30
    /// Bytes of a JSON document, which is held in memory.
    package var documentBytes = 64 << 20
    package var columns = 2000
    /// Bytes of a cell.
    package var cellBytes = 1 << 20
    /// Bytes of a row.
    package var rowBytes = 16 << 20
    package var rows = 100_000_000

    package init() {}
}
