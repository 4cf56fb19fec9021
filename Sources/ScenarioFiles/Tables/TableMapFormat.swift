import EventEngine
import PatchModel

/// The format of mapping files, version 1: the one description from which reader and JSON Schema are made.
enum TableMapFormat {
    /// The version that `patchlab-map:` names.
    static let version = 1

    static let map = Shape(
        "map",
        "A mapping: which column of a table says what about a device.",
        blank: TableMap(),
        exactlyOne: [["recognise", "tables"]]
    ) {
        Field(
            early: "patchlab-map",
            .whole(version...version),
            .required,
            "The version of the format.",
            example: "\(version)"
        )
        Field("title", \.title, .text, "What the table is, and where it comes from.", example: "Intune, all devices")
        Field(
            "recognise",
            .list(.text, count: 1...100),
            absent: "`tables` says it",
            "Columns by which the table is recognised. In JSON: places in a row, `pollStatus.lastRequestAt`, `conditions[0].type`."
        ) { map, columns, _, _ in
            if map.tables.isEmpty { map.tables.append(TableMap.Table(name: "devices")) }
            map.tables[0].recognise = columns
        }
        Field(
            "rows",
            .text,
            absent: "the table is CSV or TSV",
            "Where the rows are in a JSON document.",
            example: "content[]"
        ) {
            map,
            rows,
            _,
            _ in
            if map.tables.isEmpty { map.tables.append(TableMap.Table(name: "devices")) }
            map.tables[0].rows = rows
        }
        Field(
            "tables",
            Notation.named(.map(table), of: "tables"),
            absent: "there is one table, which `recognise` identifies",
            "Several tables: that of the devices, and those that say more about them."
        ) { map, entries, _, builder in
            map.tables = entries.compactMap { entry in
                var table = entry.content.read(&builder)
                table?.name = entry.name
                return table
            }
        }
        Field("times", into: \.times, times, "How times are written.")
        Field("device", \.device, .map(device), "What a row says about a device.")
        Field(
            "skip",
            \.skip,
            .list(.map(skip), count: 0...100),
            default: .emptyList,
            "Rows that are not devices of this fleet."
        )
        Field(
            "components",
            \.components,
            .list(.map(component), count: 0...1000),
            default: .emptyList,
            "The software that rows list."
        )
        Field(
            "group-by",
            \.groupBy,
            .list(.words(of: TableMap.GroupKey.self), count: 1...4),
            default: .written("[class, owner, components]"),
            "What devices of a group have in common."
        )
        Field(
            "check-in",
            .map(checkIn),
            absent: "the scenario's standard",
            "How often the agent checks in."
        ) { map, checkIn, _, _ in map.checkIn = checkIn }
        Field(
            "stale",
            \.stale,
            .seconds(.positive),
            absent: "none is",
            "Devices that were not seen for longer are left out."
        )
        Field(
            "drop",
            \.drop,
            .list(.text, count: 0...2000),
            default: .emptyList,
            "Columns that are never used: names of people, addresses, serial numbers."
        )
    } finish: { map, source, builder in
        TableMapCheck(source: source).run(&map, &builder)
    }

    static let table = Shape("table", "One of several tables.", blank: TableMap.Table()) {
        Field("recognise", \.recognise, .list(.text, count: 1...100), "Columns by which it is recognised.")
        Field("rows", \.rows, .text, absent: "it is CSV or TSV", "Where the rows are in a JSON document.")
        Field(
            "joins",
            Notation.named(.text, of: "columns"),
            absent: "it is the table of the devices",
            "The column that names the device, and the column of the devices' table with which it is the same.",
            example: "{ host_uuid: hosts.uuid }"
        ) { table, entries, place, builder in
            guard entries.count == 1, let entry = entries.first else {
                builder.report(.wrongKind, "`joins` names one column", at: place)
                return
            }
            table.join = entry.name
            // The target is held against `device.id` when that is known.
            _ = entry.content.read(&builder)
        }
    }

    static let times = Shape("times", "How times are written.", blank: TableMap.Times()) {
        Field(
            "formats",
            .list(.text, count: 1...20),
            default: .written("[iso8601]"),
            "Their forms: `iso8601`, `epoch-seconds`, `epoch-milliseconds`, or letters for digits as in `dd/MM/yyyy HH:mm:ss`."
        ) { times, formats, place, builder in
            times.formats = formats
            for format in formats {
                if let problem = TimePattern.problem(format) { builder.report(.badDate, problem, at: place) }
            }
        }
        Field(
            "zone",
            \.zone,
            .timeZone,
            default: .written("UTC"),
            "The zone of times that do not say theirs: an IANA name."
        )
        Field(
            "never",
            \.never,
            .list(.text, count: 0...20),
            default: .written("[\"\"]"),
            "What stands for no time; `*` for any text."
        )
    }

    static let device = Shape("device", "What a row says about a device.", blank: TableMap.Device()) {
        Field(
            "id",
            \.id,
            .text,
            absent: "each row is a device",
            "The column that tells devices apart. It is never written."
        )
        Field(
            "seen",
            \.seen,
            .text,
            absent: "nothing is stale, and `--start` must be given",
            "The column with the time at which the console last saw it. Only its age counts."
        )
        Field(
            "class",
            \.classes,
            .list(.map(classRule), count: 1...100),
            "What the device is: the first rule that holds; one without `when` is the rest."
        )
        Field(
            "owner",
            .column,
            absent: "none",
            "The column with its owner. Its texts are copied."
        ) { device, column, _, _ in device.owner = column }
        Field(
            "site",
            .column,
            absent: "none",
            "The column with its site. Its texts are copied."
        ) { device, column, _, _ in device.site = column }
        Field(
            "criticality",
            .map(criticality),
            absent: "medium, assumed",
            "How bad an outage is."
        ) { device, criticality, _, _ in device.criticality = criticality }
        .formerly("risk")
    }

    static let none = Shape("none", "There is no such column.", blank: false) {
        Field("none", \.self, .flag, "True.")
    }

    static let criticality = Shape("map-criticality", "How bad an outage is.", blank: Criticality.medium) {
        Field("is", \.self, .words(of: Criticality.self), "For all devices.")
        Field("assumed", .flag, default: true, "True: no table says so.") { _, _, _, _ in }
    }

    static let classRule = Shape(
        "class-rule",
        "What devices are for which the condition holds.",
        blank: TableMap.Rule(meaning: DeviceClass.server)
    ) {
        Field("when", \.condition, .condition, absent: "any", "What cells must be.")
        Field("is", \.meaning, .words(of: DeviceClass.self), "What the device is.")
    }

    static let skip = Shape("skip", "Rows that are left out.", blank: TableMap.Skip()) {
        Field("when", \.condition, .condition, "What cells must be.")
        Field("reason", \.reason, .text, "Why, for the report.")
    }

    static let checkIn = Shape("map-check-in", "How often the agent checks in.", blank: TableMap.CheckIn()) {
        Field("every", .duration(.positive), "Time between two polls.", example: "8h") { checkIn, ticks, _, _ in
            checkIn.every = Standard<Tick>.duration(ticks).text
        }
        Field(
            "jitter",
            \.jitter,
            .share(zero: true),
            default: .percent(10),
            "Each poll is displaced by up to this share of it."
        )
        Field("source", \.source, .text, default: .empty, "Where the figure comes from.")
    }
}

extension Notation where Meaning == TableMap.Condition {
    /// Columns, each with patterns.
    static var condition: Notation {
        Notation(.named(.text, of: "columns")) { value, _, builder in
            value.named.map { entries in
                TableMap.Condition(
                    tests: entries.compactMap { entry in
                        entry.value.text.map { text in
                            let patterns = text.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
                            return .init(column: entry.name, patterns: patterns)
                        }
                    }
                )
            }
        }
    }
}

extension Notation where Meaning == String? {
    /// The name of a column, or that there is none.
    static var column: Notation {
        Notation<String>.text.as { Optional($0) }.or(Notation<Bool>.map(TableMapFormat.none).as { _ in nil })
    }
}
