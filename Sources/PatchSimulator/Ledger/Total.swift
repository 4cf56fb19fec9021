extension Ledger {
    /// A number that follows from figures and is told beside them: nothing keeps it.
    public struct Total: Sendable, Identifiable {
        /// Its one name, made as a figure's.
        public let id: String
        /// What it counts.
        public let meaning: String
        public let formula: Formula

        /// The value for a run; nil if the ledger does not have one of the figures.
        public func value(in ledger: Ledger) -> Double? { formula.value(in: ledger)?.value }
    }
}
