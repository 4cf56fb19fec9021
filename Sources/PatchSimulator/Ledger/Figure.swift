public import EventEngine

extension Ledger {
    /// One number of a ledger: its name, what it counts, and where it stands.
    ///
    /// This is its only declaration beside the stored property. Columns of a study, CSV, JSON, packs, the page, documents and
    /// the formulas of metrics come from it. A part of the ledger lists its own figures, and `Ledger.figures` lists the parts.
    public struct Figure: Sendable, Identifiable {
        /// What a figure is counted in.
        public enum Unit: String, Sendable, Hashable, CaseIterable {
            case seconds
            case deviceSeconds = "device-seconds"
            case deviceMilliseconds = "device-milliseconds"
            /// Of (device, vulnerability) pairs.
            case vulnerabilitySeconds = "(device, vulnerability)-seconds"
            case bytes
            case devices
            /// Of (device, patch).
            case pairs
            /// Of (device, vulnerability).
            case vulnerabilityPairs = "(device, vulnerability) pairs"
            /// How often something happened.
            case times
        }

        /// What a figure can be told for: the members of which dimensions have one of their own.
        public enum Grain: Sendable, Hashable {
            /// Only for the run as a whole.
            case run
            /// For services.
            case services
            /// For groups of devices, whatever the patch.
            case devices
            /// For groups of devices and for patches.
            case pairs
            /// For the members of every dimension, which may share what is counted.
            case members
            /// For everything: it is the same for all.
            case constant
        }

        /// Its one name, in words of `a-z` and digits joined by `_`; the last one is the unit where it is not a plain count.
        public let id: String
        public let unit: Unit
        /// What it counts.
        public let meaning: String
        /// The words at the head of its row among the further figures of a report; nil: it is shown in another form.
        public let title: String?
        /// True if a run may have no such value: it never happened.
        public let mayBeNever: Bool
        /// What it can be told for.
        public let grain: Grain
        /// Where the values of simulations lie, with room.
        public let range: ClosedRange<Int64>
        /// What runs have that were made before it was counted, because what it counts could not be then; nil: nobody knows.
        public internal(set) var before: Int64?
        fileprivate let read: @Sendable (Ledger) -> Int64?
        fileprivate let write: @Sendable (inout Ledger, Int64) -> Void

        /// Greater than any sum that a simulation comes to, and so small that a few of them can be added up.
        public static let greatestSum: Int64 = 1 << 59
        /// Times lie within so many seconds of the start: 35,000 years.
        public static let greatestTime: Tick = 1 << 40
    }

    /// The figure of that name; nil if there is none.
    public static func figure(_ id: Figure.ID) -> Figure? { figuresByID[id] }

    private static let figuresByID: [Figure.ID: Figure] = Dictionary(
        figures.map { ($0.id, $0) },
        uniquingKeysWith: { first, _ in first }
    )

    /// The value of a figure; nil if it never happened, or if this ledger does not have the figure.
    public subscript(figure: Figure) -> Int64? { absent.contains(figure.id) ? nil : figure.read(self) }

    /// Sets a figure.
    public mutating func enter(_ value: Int64, as figure: Figure) {
        figure.write(&self, value)
        absent.remove(figure.id)
    }

    /// Says that this ledger does not have a figure, because it was kept by a version that did not count it.
    public mutating func leaveOut(_ figure: Figure) { absent.insert(figure.id) }
}

extension Ledger.Figure {
    /// True if the members of a dimension have such a figure of their own.
    public func isTold(by dimension: Dimension) -> Bool {
        switch grain {
        case .run: false
        case .services: dimension == .service
        case .devices: dimension.dividesDevices
        case .pairs: dimension != .service
        case .members, .constant: true
        }
    }

    /// True if what the members of a dimension have adds up to what the run has. Devices are counted for each patch that
    /// concerns them.
    public func addsUp(over dimension: Dimension) -> Bool {
        isTold(by: dimension) && grain != .constant && !mayBeNever && (unit != .devices || dimension.dividesDevices)
    }

    /// A count.
    static func count(
        _ id: String,
        _ unit: Unit,
        _ meaning: String,
        title: String? = nil,
        per grain: Grain = .run,
        _ path: any WritableKeyPath<Ledger, Int> & Sendable
    ) -> Ledger.Figure {
        Ledger.Figure(
            id: id,
            unit: unit,
            meaning: meaning,
            title: title,
            mayBeNever: false,
            grain: grain,
            range: 0...greatestSum
        ) {
            Int64($0[keyPath: path])
        } write: {
            $0[keyPath: path] = Int($1)
        }
    }

    /// A sum over devices, pairs or time.
    static func sum(
        _ id: String,
        _ unit: Unit,
        _ meaning: String,
        title: String? = nil,
        per grain: Grain = .run,
        upTo greatest: Int64 = greatestSum,
        _ path: any WritableKeyPath<Ledger, Int64> & Sendable
    ) -> Ledger.Figure {
        Ledger.Figure(
            id: id,
            unit: unit,
            meaning: meaning,
            title: title,
            mayBeNever: false,
            grain: grain,
            range: 0...greatest
        ) {
            $0[keyPath: path]
        } write: {
            $0[keyPath: path] = $1
        }
    }

    /// A moment or a wait that may never come.
    static func time(
        _ id: String,
        _ meaning: String,
        per grain: Grain = .run,
        _ path: any WritableKeyPath<Ledger, Tick?> & Sendable
    ) -> Ledger.Figure {
        Ledger.Figure(
            id: id,
            unit: .seconds,
            meaning: meaning,
            title: nil,
            mayBeNever: true,
            grain: grain,
            range: -greatestTime...greatestTime
        ) {
            $0[keyPath: path]
        } write: {
            $0[keyPath: path] = $1
        }
    }

    /// The greatest or the least of something; none where there is nothing of that kind.
    static func extreme(
        _ id: String,
        _ unit: Unit,
        _ meaning: String,
        per grain: Grain,
        _ path: any WritableKeyPath<Ledger, Int64?> & Sendable
    ) -> Ledger.Figure {
        Ledger.Figure(
            id: id,
            unit: unit,
            meaning: meaning,
            title: nil,
            mayBeNever: true,
            grain: grain,
            range: 0...greatestSum
        ) {
            $0[keyPath: path]
        } write: {
            $0[keyPath: path] = $1
        }
    }

    /// A figure of another form.
    static func other(
        _ id: String,
        _ unit: Unit,
        _ meaning: String,
        per grain: Grain = .run,
        read: @escaping @Sendable (Ledger) -> Int64,
        write: @escaping @Sendable (inout Ledger, Int64) -> Void
    ) -> Ledger.Figure {
        Ledger.Figure(
            id: id,
            unit: unit,
            meaning: meaning,
            title: nil,
            mayBeNever: false,
            grain: grain,
            range: 0...greatestSum,
            read: { read($0) },
            write: write
        )
    }
}
