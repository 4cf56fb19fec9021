import Text

/// What a value of a scenario file may be. The reader, the JSON Schema and the reference table are all made from this.
indirect enum Kind: Sendable {
    // Scalars.
    /// Any text.
    case text
    /// One of several fixed words.
    case words([Word])
    /// The name of something declared elsewhere in the scenario.
    case name(Namespace)
    /// A whole number.
    case whole(ClosedRange<Int>)
    /// A number within bounds; the lower one excluded if it is zero.
    case number(ClosedRange<Double>)
    /// A part of a whole: `40%` or `0.4`.
    case share(zero: Bool)
    case duration(Sign)
    /// A duration relative to the start, or a date.
    case moment
    /// A local date and time.
    case date
    case timeZone
    case size
    case bandwidth
    case rate
    /// An amount of money: a plain number.
    case price
    /// `08:30-17:30`
    case hours
    /// The same, and past midnight: `22:00-06:00`
    case openHours
    /// `22:00`
    case clock
    /// `> 2%`
    case limit
    case version
    /// `openssl < 3.0.16`
    case constraint
    /// `openssl 3.0.15`
    case installed
    /// `openssl -> 3.0.16`
    case update

    // What is made of others.
    case list(Kind, count: ClosedRange<Int>)
    /// A map with fixed keys.
    case map(Outline)
    /// A map with the keys of one of several shapes: the one whose keys fit best.
    case variants([Outline])
    /// As `variants`, but chosen by the word under a key, or else by the name of the entry.
    case selected([Outline], by: String)
    /// A map whose keys are names.
    case named(Kind, of: String)
    /// Whichever fits.
    case either([Kind])
    /// A probability distribution for a duration.
    case distribution

    enum Sign: Sendable {
        case any, nonNegative, positive
    }

    /// The things that can be referred to by name.
    enum Namespace: String, Sendable {
        case component, image, group, site, tag, vulnerability, patch
        case profile = "connectivity profile"
        case calendar, service

        /// Where the things are described.
        var section: String {
            switch self {
            case .component: "software.components"
            case .image: "software.images"
            case .group, .site, .tag: "fleet"
            case .vulnerability: "vulnerabilities"
            case .patch: "patches"
            case .profile: "connectivity"
            case .calendar: "calendars"
            case .service: "services"
            }
        }
    }

    /// The same, with the distribution spelt out.
    var expanded: Kind {
        if case .distribution = self { return Format.distribution }
        return self
    }

    /// One of these, or a list of them.
    static func oneOrMore(_ kind: Kind) -> Kind { .either([kind, .list(kind, count: 0...100_000)]) }

    /// A list of any length.
    static func list(_ kind: Kind) -> Kind { .list(kind, count: 0...1_000_000) }

    /// True or false.
    static var flag: Kind { .words([Word("true"), Word("false")]) }

    /// Words that are those of an enumeration.
    static func words<Value: CaseIterable & RawRepresentable>(of type: Value.Type) -> Kind
    where Value.RawValue == String {
        .words(Value.allCases.map { Word($0.rawValue) })
    }

    var isScalar: Bool {
        switch self {
        case .list, .map, .variants, .selected, .named, .either, .distribution: false
        default: true
        }
    }

    /// What it is called in messages and in the reference.
    var description: String {
        switch self {
        case .text: "text"
        case .words(let words): alternatives(words.map { "`\($0.name)`" })
        case .name(let space): "the name of \(space == .image ? "an" : "a") \(space.rawValue)"
        case .whole(let range):
            switch range {
            case 1...1: "`1`"
            case 0...Int.max: "a whole number"
            default: "a whole number from \(Figure.grouped(range.lowerBound)) to \(Figure.grouped(range.upperBound))"
            }
        case .number: "a number"
        case .share: "a share"
        case .duration: "a duration"
        case .moment: "a duration after the start or a date"
        case .date: "a date and time"
        case .timeZone: "a time zone"
        case .size: "a size"
        case .bandwidth: "a bandwidth"
        case .rate: "a rate"
        case .price: "a price"
        case .hours: "hours of the day"
        case .openHours: "hours of the day, also past midnight"
        case .clock: "a time of day"
        case .limit: "a limit"
        case .version: "a version"
        case .constraint: "a component with a range of versions"
        case .installed: "a component with a version"
        case .update: "a component, `->` and a version"
        case .list(let kind, let count):
            switch count {
            case 2...2, 3...3: "a list of \(count.lowerBound) values (\(kind.description) each)"
            default: "a list (\(kind.description) each)"
            }
        case .map, .variants, .selected: "a map"
        case .named(_, let what): "a map of \(what)"
        case .either(let kinds): alternatives(kinds.map(\.description))
        case .distribution: "a distribution"
        }
    }
}

/// A word with what it means; without a meaning where the word says it all.
struct Word: Sendable {
    var name: String
    /// What it was in the version before; nil: the same, or nothing.
    var formerName: String?
    var doc: String

    init(_ name: String, formerly formerName: String? = nil, _ doc: String = "") {
        self.name = name
        self.formerName = formerName
        self.doc = doc
    }
}
