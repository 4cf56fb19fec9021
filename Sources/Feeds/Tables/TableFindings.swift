import Calibration
package import PatchModel
package import ScenarioFiles

/// What an import of tables found, before it is written.
package struct TableFindings: Sendable {
    /// Rows that became no device, by why. Together with the devices they are all rows of the devices' table.
    package struct LeftOut: Sendable, Hashable {
        package let reason: String
        package let count: Int
    }

    /// A piece of software that a patch touches.
    package struct Component: Sendable {
        /// As the scenario calls it.
        package let name: String
        /// Its number among all that the tables tell of, patched or not.
        let number: Int
        /// The source package, if the table tells it.
        let source: String?
        package let scheme: VersionScheme
        package let purl: String?
        package let restart: TableMap.Restart
        /// The versions that occur in the scenario, the oldest first.
        package var versions: [String]
        /// The version that is rolled out, by its number among `versions`; nil: none.
        package var target: Int?
        /// Devices that have an older one, as the rows tell.
        package var behind: Int
        /// Devices that have it at all.
        package var installed: Int
    }

    /// A component with a version, by their numbers.
    package struct Item: Sendable, Hashable, Comparable {
        package var component: Int32
        package var version: Int32

        package static func < (left: Item, right: Item) -> Bool {
            (left.component, left.version) < (right.component, right.version)
        }
    }

    package struct Group: Sendable {
        package var name: String
        package var deviceClass: DeviceClass
        package var owner: String
        package var site: String
        package var count: Int
        /// Its number among `images`.
        package var image: Int
    }

    /// A newest version that is on too few devices to be taken for one that is rolled out.
    package struct Rare: Sendable {
        package let component: String
        package let version: String
        package let devices: Int
    }

    /// When devices of a class are on, as the table tells it.
    package struct Profile: Sendable {
        package let deviceClass: DeviceClass
        package let calibrated: Calibrated

        /// nil: the table tells too little.
        var fit: ConnectivityFit? {
            guard case .success(let fit) = calibrated.fit, !fit.isTooFew else { return nil }
            return fit
        }
    }

    package let map: NamedTableMap
    package let options: TableOptions
    /// The files with their tables, and what is worth saying of how they were read.
    package var files: [(name: String, table: String, notes: [String])] = []
    /// Tables of the mapping of which no file was given.
    package var absentTables: [String] = []
    /// Seconds since 1970 by UTC.
    package var start: Int64 = 0
    package var groupBy: [TableMap.GroupKey] = []
    package var stale: Double?

    package var rows = 0
    package var leftOut: [LeftOut] = []
    package var devices = 0
    package var joinedRows = 0
    package var strayRows = 0
    /// Texts that are no versions by their scheme, with the number of rows.
    package var unread: [String: Int] = [:]

    package var components: [Component] = []
    package var images: [[Item]] = []
    package var groups: [Group] = []
    package var rare: [Rare] = []
    /// With `--connectivity fit`: of each class that has devices.
    package var profiles: [Profile] = []
    /// With `--pending advisories`: what they say of all that the tables tell of.
    package var advisories: AdvisoryFindings?
    /// Groups before any were merged.
    package var groupsFound = 0
    /// Devices that are in another group than their own.
    package var moved = 0
    /// Devices whose group has other versions than they have, and the versions in which they differ.
    package var misstatedDevices = 0
    package var misstatedVersions = 0

    init(map: NamedTableMap, options: TableOptions) {
        self.map = map
        self.options = options
    }
}
