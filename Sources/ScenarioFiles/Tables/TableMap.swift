package import PatchModel

/// How a table becomes a fleet: which column says what. Made of a mapping file, which holds words and names of columns and
/// nothing that could be run.
package struct TableMap: Sendable {
    /// Columns with what their cells must be, all of them; none: any row.
    package struct Condition: Sendable, Hashable {
        package struct Test: Sendable, Hashable {
            package var column: String
            /// One of these must fit; `*` stands for any text.
            package var patterns: [String]
        }

        package var tests: [Test] = []
    }

    /// The first rule whose condition holds says what it is.
    package struct Rule<Meaning: Sendable>: Sendable {
        package var condition = Condition()
        package var meaning: Meaning
    }

    /// A text with cells in it: `{epoch}:{version}-{release}`.
    package struct Template: Sendable, Hashable {
        package enum Part: Sendable, Hashable {
            case text(String)
            case column(String)
        }

        package var parts: [Part] = []
    }

    /// A table among those of the mapping.
    package struct Table: Sendable {
        package var name = ""
        /// Columns by which it is recognised.
        package var recognise: [String] = []
        /// Where the rows are in a JSON document; nil: the table is CSV or TSV.
        package var rows: String?
        /// The column that names the device; nil: each row is one.
        package var join: String?
    }

    package struct Skip: Sendable {
        package var condition = Condition()
        package var reason = ""
    }

    /// A piece of software that rows tell of.
    package struct Component: Sendable {
        /// The table; nil: the devices' own.
        package var table: String?
        package var name = Template()
        package var purl: Template?
        package var condition = Condition()
        /// Where no rule holds, the component is not there.
        package var version: [Rule<Template>] = []
        /// What is taken off the beginning of the version.
        package var strip = ""
        package var schemes: [Rule<VersionScheme>] = []
        /// Versions within which updates stay, with numbers of the version in it: `10.0.{3}`.
        package var line: Template?
        package var restart = Restart.none
    }

    /// What an update of the component restarts.
    package enum Restart: String, Sendable, Hashable, CaseIterable {
        case none, service, reboot
    }

    package enum GroupKey: String, Sendable, Hashable, CaseIterable {
        case `class`, owner, site, components
    }

    package struct CheckIn: Sendable {
        /// As written in scenarios.
        package var every = ""
        /// A share.
        package var jitter = 0.1
        package var source = ""
    }

    package struct Times: Sendable {
        package var formats = ["iso8601"]
        /// An IANA name.
        package var zone = "UTC"
        /// Patterns of what stands for no time.
        package var never = [""]
    }

    package struct Device: Sendable {
        package var id: String?
        package var seen: String?
        package var classes: [Rule<DeviceClass>] = []
        package var owner: String?
        package var site: String?
        package var criticality = Criticality.medium
    }

    package var title = ""
    package var tables: [Table] = []
    package var times = Times()
    package var device = Device()
    package var skip: [Skip] = []
    package var components: [Component] = []
    package var groupBy: [GroupKey] = []
    package var checkIn: CheckIn?
    /// Seconds without a sign, beyond which a device is left out; nil: never.
    package var stale: Double?
    /// Columns of which nothing is made.
    package var drop: [String] = []

    init() {}

    /// The table of the devices.
    package var deviceTable: Table { tables.first { $0.join == nil } ?? Table() }

    /// The columns of a table that are read.
    package func columns(of table: Table) -> [String] {
        var columns: [String] = []
        if table.join == nil {
            columns += [device.id, device.seen, device.owner, device.site].compactMap(\.self)
            columns += device.classes.flatMap { $0.condition.columns } + skip.flatMap { $0.condition.columns }
        }
        if let join = table.join { columns.append(join) }
        let name = table.join == nil ? nil : table.name
        for component in components where component.table == name {
            columns += component.name.columns + (component.purl?.columns ?? []) + component.condition.columns
            columns += component.version.flatMap { $0.condition.columns + $0.meaning.columns }
            columns += component.schemes.flatMap { $0.condition.columns }
        }
        var seen: Set<String> = []
        return columns.filter { seen.insert($0).inserted }
    }
}

extension TableMap.Condition {
    package var columns: [String] { tests.map(\.column) }
}

extension TableMap.Template {
    package var columns: [String] {
        parts.compactMap { if case .column(let name) = $0 { name } else { nil } }
    }
}
