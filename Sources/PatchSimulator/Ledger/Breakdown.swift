/// What the figures of a run can be broken down by.
public enum Dimension: String, Sendable, Hashable, CaseIterable {
    /// The group of the device.
    case group
    /// The class of the device.
    case deviceClass = "class"
    /// The site of the device.
    case site
    /// Who answers for the device.
    case owner
    /// The criticality of the device.
    case criticality
    /// The patch.
    case patch
    /// The severity of the patch.
    case severity
    /// The service that devices are members of, of which one may be a member of several, or of none.
    case service

    /// True if devices are divided; false if patches are.
    public var dividesDevices: Bool {
        switch self {
        case .group, .deviceClass, .site, .owner, .criticality: true
        case .patch, .severity, .service: false
        }
    }
}

/// A ledger taken apart: for each member of a dimension what of the figures is its own.
///
/// Where a figure counts devices, pairs or seconds, the members add up to the ledger of the run. Figures that have no meaning for
/// a member, such as the number of stops of a group, are absent from its ledger.
public struct Breakdown: Sendable, Hashable {
    /// What belongs to one group, class, patch and so on.
    public struct Member: Sendable, Hashable {
        /// Its name; nil: what belongs to none, such as devices without a site, or exposure that no patch closes.
        public var name: String?
        public var ledger: Ledger

        public init(name: String?, ledger: Ledger) {
            self.name = name
            self.ledger = ledger
        }
    }

    public var dimension: Dimension
    /// In the order of the scenario, severities and risks from the highest on; what belongs to none comes last.
    public var members: [Member]

    public init(dimension: Dimension, members: [Member]) {
        self.dimension = dimension
        self.members = members
    }
}

extension Run {
    /// The ledger as if everything ended now, taken apart.
    func breakdown(by dimension: Dimension) -> Breakdown {
        let members = dimension.parts(of: world).map { name, part in
            Breakdown.Member(name: name, ledger: ledger(of: part).told(by: dimension))
        }
        return Breakdown(dimension: dimension, members: members)
    }
}

extension Ledger {
    /// The same without the figures that members of the dimension do not have.
    fileprivate func told(by dimension: Dimension) -> Ledger {
        var told = Ledger()
        for figure in Ledger.figures {
            if !figure.isTold(by: dimension) {
                told.leaveOut(figure)
            } else if let value = self[figure] {
                told.enter(value, as: figure)
            }
        }
        return told
    }
}
