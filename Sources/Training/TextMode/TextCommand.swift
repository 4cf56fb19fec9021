import EventEngine
import Text

/// A line as it is understood.
enum TextCommand: Sendable {
    enum View: String, Sendable, CaseIterable {
        case status, rings, groups, silent, tickets, vendor, messages, log, tray, rules, decisions, branches, why
    }

    enum Target: Sendable, Equatable {
        /// To the next thing that deserves a look, within so many seconds at most.
        case next(Tick?)
        case morning, end
        case wait(Tick)
        case until(Tick)

        var haltsAtAttention: Bool { if case .next = self { true } else { false } }
    }

    case help(String?)
    case brief
    case show(View)
    case `repeat`
    /// An order in words, and its reason.
    case order([String], String)
    case takeBack(Int)
    case move(Target)
    case note(String)
    case forecast(Forecast)
    case remind(Tick, String)
    case hint
    case branch(Int, String?)
    case go(String)
    case debrief
    case quit

    /// True if more than the tray and the eye are concerned.
    var changesSomething: Bool {
        switch self {
        case .help, .brief, .show, .repeat, .quit: false
        case .order, .takeBack, .move, .note, .forecast, .remind, .hint, .branch, .go, .debrief: true
        }
    }

    static let orders = ["begin", "open", "pause", "rollback", "resume", "rule"]
    private static let others = [
        "help", "brief", "repeat", "take", "next", "morning", "wait", "until", "end", "note", "forecast", "remind",
        "hint",
        "branch", "go", "debrief", "quit",
    ]

    static func read(_ text: String) -> Result<TextCommand, Refused> {
        do throws(Refused) {
            return .success(try command(text))
        } catch {
            return .failure(error)
        }
    }

    private static func command(_ text: String) throws(Refused) -> TextCommand {
        var (said, reason) = split(text)
        let words = said.split(separator: " ").map(String.init)
        guard let verb = words.first?.lowercased() else { throw Refused("a reason alone is not an order") }
        let rest = Array(words.dropFirst())
        if orders.contains(verb) { return .order([verb] + rest, reason) }
        // What is told in one's own words may hold the word that begins a reason.
        said = String(text.drop { $0 != " " }).trimmingBlanks()
        if let view = View(rawValue: verb) { return .show(view) }
        switch verb {
        case "help", "?": return .help(rest.first)
        case "brief": return .brief
        case "repeat": return .repeat
        case "take":
            guard rest.count == 2, rest[0] == "back", let number = Int(rest[1]) else {
                throw Refused("say which order of the tray: \"take back 1\"")
            }
            return .takeBack(number)
        case "next":
            guard let first = rest.first else { return .move(.next(nil)) }
            guard let span = LessonClock.seconds(first), span > 0 else {
                throw Refused("say for how long at most: \"next 6h\"; \"next\" alone goes as far as it must")
            }
            return .move(.next(span))
        case "morning": return .move(.morning)
        case "end": return .move(.end)
        case "wait":
            guard let first = rest.first, let span = LessonClock.seconds(first), span > 0 else {
                throw Refused("say for how long: \"wait 6h\", \"wait 2d\"")
            }
            return .move(.wait(span))
        case "until":
            guard let first = rest.first, let time = LessonClock.seconds(first) else {
                throw Refused("say until when, counted from the start: \"until 5d\", \"until 2d12h\"")
            }
            return .move(.until(time))
        case "note":
            guard !said.isEmpty, said.count <= Session.longestText else {
                throw Refused("a note has 1 to \(Session.longestText) characters")
            }
            return .note(said)
        case "forecast": return .forecast(try forecast(rest))
        case "remind":
            guard let first = rest.first, let span = LessonClock.seconds(first), span > 0,
                said.count <= Session.longestText
            else { throw Refused("say when and of what: \"remind 6h look at the pilots\"") }
            return .remind(span, rest.dropFirst().joined(separator: " "))
        case "hint": return .hint
        case "branch":
            guard let first = rest.first, let number = Int(first) else {
                throw Refused("say which decision is to be reopened: \"branch 2\"; \"decisions\" lists them")
            }
            return .branch(number, rest.dropFirst().first)
        case "go":
            guard let name = rest.first else {
                throw Refused("say to which branch: \"go main\"; \"branches\" lists them")
            }
            return .go(name)
        case "debrief": return .debrief
        case "quit", "exit": return .quit
        default:
            let known = orders + others + View.allCases.map(\.rawValue)
            throw Refused(
                "there is nothing called \"\(verb.prefix(40))\"\(didYouMean(verb, among: known)); help lists what there is"
            )
        }
    }

    private static func forecast(_ words: [String]) throws(Refused) -> Forecast {
        let expected = "a forecast is \"forecast defect 30%\" or \"forecast t95 20d\""
        guard words.count == 2, let kind = Forecast.Kind(rawValue: words[0].lowercased()) else {
            throw Refused(expected)
        }
        switch kind {
        case .defect:
            guard let share = share(words[1]) else { throw Refused(expected) }
            return Forecast(.defect, share)
        case .t95:
            guard let time = LessonClock.seconds(words[1]) else { throw Refused(expected) }
            return Forecast(.t95, Double(time))
        }
    }

    /// `30%` or `0.3`, from 0 to 1.
    static func share(_ text: String) -> Double? {
        let isPercent = text.hasSuffix("%")
        guard let number = Double(isPercent ? String(text.dropLast()) : text), number.isFinite else { return nil }
        let share = isPercent ? number / 100 : number
        return (0...1).contains(share) ? share : nil
    }

    /// What is ordered, and what stands behind `because`.
    private static func split(_ text: String) -> (String, String) {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard let place = words.firstIndex(where: { $0.lowercased() == "because" }) else { return (text, "") }
        return (
            words[..<place].joined(separator: " ").trimmingBlanks(),
            words[(place + 1)...].joined(separator: " ").trimmingBlanks()
        )
    }
}
