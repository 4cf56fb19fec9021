import EventEngine
import PatchModel

/// The format of scenario files, version 1: the one description from which the reader, the models, the JSON Schema and the
/// reference are made.
enum Format {
    /// The version that `patchlab:` names.
    static let version = 1

    /// A whole scenario.
    static let scenario = Shape(
        "scenario",
        "A scenario: fleet, software, patches, vulnerabilities and the strategies to compare.",
        blank: DeclaredScenario()
    ) {
        Field(
            early: "patchlab",
            .whole(version...version),
            .required,
            "The version of the format.",
            example: "\(version)"
        )
        Field("question", \.question, .text, default: .empty, "What the scenario answers, in one sentence.")
        Field(
            "start",
            \.start,
            .date,
            "The first instant simulated, in local time of the scenario's zone. A local time that does not exist is the moment at which the clocks skip it.",
            example: "2026-03-10T18:00:00"
        )
        Field(
            "timezone",
            \.timeZone,
            .timeZone,
            default: .written("UTC"),
            "IANA name of the time zone.",
            example: "Europe/Paris"
        )
        Field(
            "horizon",
            .duration(.positive),
            "How long is simulated; at most \(horizonInYears) years.",
            example: "45d"
        ) { _, ticks, place, builder in
            builder.horizon = min(ticks, longestHorizon)
            if ticks > longestHorizon {
                let message = "the horizon must be at most \(horizonInYears) years"
                builder.report(.durationTooLong, message, at: place)
            }
        }
        Field(
            early: "imports",
            .list(.text, count: 0...1000),
            .standard("[]"),
            "Files to read first, relative to this one. Maps are merged, lists put one after the other; nothing may be defined twice.",
            example: "[common.yaml]"
        )
        Field(
            "sources",
            \.sources,
            .list(.text),
            default: .emptyList,
            "Where the figures come from: citations, licences."
        )
        Field("software", \.software, .map(software), "Components, their versions, and the images made of them.")
        Field(
            "connectivity",
            \.profiles,
            .named(profile, of: "profiles"),
            default: .emptyMap,
            "Connectivity profiles of your own, beside those that come with PatchLab."
        )
        Field(
            "calendars",
            \.calendars,
            .named(calendar, of: "calendars"),
            absent: "none",
            "Times that others refer to: windows, freezes, working hours, holidays."
        )
        Field(
            "freezes",
            \.freezes,
            Notation.list(.map(freeze)).deferred,
            absent: "none",
            "When changes are held back."
        )
        Field("fleet", \.fleet, Notation.list(.map(group)).deferred, "The groups of devices.")
        Field(
            "services",
            \.services,
            .named(.map(service), of: "services"),
            absent: "none",
            "What the devices are for: services that work while enough of their members are in service."
        )
        Field(
            "vulnerabilities",
            \.vulnerabilities,
            .named(.map(vulnerability), of: "vulnerabilities"),
            default: .emptyMap,
            "The weaknesses of the software."
        )
        Field(
            "patches",
            \.patches,
            .named(.map(patch), of: "patches"),
            default: .emptyMap,
            "The patches that are rolled out."
        )
        Field(
            "repair",
            \.repair,
            Notation.map(repair).deferred,
            absent:
                "no on-site repair, and dead devices go unnoticed: the console learns of them only if a user reports it",
            "Technicians who repair devices on site."
        )
        Field(
            "strategies",
            \.strategies,
            .named(strategy, of: "strategies"),
            default: .emptyMap,
            "The ways to roll out that are compared."
        )
        Field(
            "measure",
            \.measure,
            Notation.map(measure).deferred,
            default: .emptyMap,
            "What the strategies are judged by."
        )
        Field(
            "prices",
            \.prices,
            Notation.map(prices).deferred,
            absent: "nothing is counted in money",
            "What things cost; gives every strategy a cost and changes no run."
        )
        Field(
            "lint",
            into: \.lint,
            lint,
            "Which warnings are not given.",
            example: "{ allow: [prices-missing] }"
        )
    }

    /// A scenario as it is written: what refers to names is made when these are known. Nil: what could not be read.
    struct DeclaredScenario {
        var question = ""
        var start: LocalDate?
        var timeZone: String?
        var sources: [String] = []
        var software: DeclaredSoftware?
        var profiles: [Entry<Connectivity>]?
        var calendars: [Entry<LocalCalendar>]?
        var freezes: Deferred<[Freeze]>?
        var fleet: Deferred<[DeviceGroup]>?
        var services: [Entry<Service>]?
        var vulnerabilities: [Entry<Vulnerability>]?
        var patches: [Entry<Patch>]?
        var repair: Deferred<RepairShop>?
        var strategies: [Entry<Strategy>]?
        var measure: Deferred<Measure>?
        var prices: Deferred<Prices>?
        var lint = Allowances()
    }

    /// The keys of an imported file: the same, but none is required.
    static let importedScenario: Outline = {
        var outline = scenario.outline
        outline.keys = outline.keys.map { key in
            var key = key
            if case .required = key.presence { key.presence = .optional("the importing file says it") }
            return key
        }
        return outline
    }()

    static let measure = Shape("measure", "What the strategies are judged by.", blank: Measure()) {
        Field(
            "sla",
            into: \.serviceLevel,
            serviceLevel,
            "Deadlines after a patch's release, by its severity.",
            example: "{ critical: 14d, high: 30d }"
        )
        Field(
            "ticket",
            \.ticketWork,
            .duration(.nonNegative),
            default: .duration(Scenario.standardTicketWork),
            "The help desk's work on one ticket, which counts as effort; the standard is an assumption."
        )
    }

    /// By what strategies are judged.
    struct Measure {
        var serviceLevel = ServiceLevel()
        var ticketWork = Scenario.standardTicketWork
    }

    static let serviceLevel = Shape(
        "sla",
        "Deadlines after a patch's release, by its severity.",
        blank: ServiceLevel()
    ) {
        for severity in Severity.allCases {
            Field(
                severity.rawValue,
                \.deadlines[severity],
                .duration(.positive),
                absent: "no deadline",
                "Until when devices should run patches of severity \(severity.rawValue)."
            )
        }
    }
}
