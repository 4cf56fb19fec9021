package import ScenarioFiles

/// What the user wants of an import besides the mapping.
package struct TableOptions: Sendable {
    /// What becomes a patch.
    package enum Pending: String, Sendable, Hashable, CaseIterable {
        /// The newest version that the fleet shows.
        case observed
        /// The version in which all is fixed that advisories tell of.
        case advisories
        /// Nothing.
        case none
    }

    /// When devices are on.
    package enum Connectivity: String, Sendable, Hashable, CaseIterable {
        /// As the profile of the class says that comes with PatchLab.
        case keep
        /// As the column "last seen" tells, for each class; where it tells too little, as the profile says.
        case fit
        /// Always.
        case none
    }

    /// The moment of the export, in seconds since 1970 by UTC; nil: the full hour after the newest time in it.
    package var start: Int64?
    /// In what devices of a group are equal; nil: as the mapping says.
    package var groupBy: [TableMap.GroupKey]?
    /// Devices that a group must have.
    package var tail = 5
    package var mostGroups = 60
    /// Seconds; nil: as the mapping says.
    package var stale: Double?
    package var pending = Pending.observed
    /// Where advisories come from.
    package var advisories = AdvisoryRequest()
    package var connectivity = Connectivity.keep

    package init() {}
}

/// A mapping with the name by which messages call it.
package struct NamedTableMap: Sendable {
    package let name: String
    package let map: TableMap

    package init(name: String, map: TableMap) {
        (self.name, self.map) = (name, map)
    }
}
