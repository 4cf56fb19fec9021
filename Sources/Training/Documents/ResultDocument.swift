import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Text

/// A result for other programs.
package struct ResultDocument: Sendable {
    private let debrief: Debrief
    private let belief: Belief
    private let score: Score?
    /// Seconds between the first and the last line of the file by the wall's clock; nil: not known.
    private let duration: Int?
    private let wall: String

    /// - Parameters:
    ///   - duration: seconds by the wall's clock.
    ///   - wall: when it ended, in ISO 8601.
    package init(_ debrief: Debrief, _ belief: Belief, duration: Int?, wall: String) {
        self.debrief = debrief
        self.belief = belief
        score = Score(debrief, belief)
        self.duration = duration
        self.wall = wall
    }

    private var code: String { debrief.lesson.code(of: debrief.draw) }

    private func amount(_ cents: Cents) -> JSON { .number(Double(cents) / 100) }

    package var json: String {
        let lesson = debrief.lesson
        var members: [(String, JSON)] = [
            ("lesson", .string(lesson.name)), ("digest", .string(lesson.digest)), ("draw", .string(code)),
            ("mode", .string(debrief.mode.rawValue)), ("branch", .string(debrief.branch)),
            ("first-attempt", .bool(debrief.isFirstAttempt && !debrief.hasLookedAhead)),
            ("currency", .string(lesson.prices.currency)), ("score", scoreJSON),
            ("trainee", amount(debrief.trainee.total)), ("expert", amount(debrief.expert.total)),
            ("best", .object([("cost", amount(debrief.best.cost)), ("name", .string(debrief.best.name))])),
        ]
        if let par = lesson.par, let luck = debrief.luckOfDraw {
            members += [
                (
                    "par",
                    .object([
                        ("mean", amount(par.mean)), ("half", amount(par.half)),
                        ("rank", .integer(par.rank(of: debrief.expert.total))), ("draws", .integer(par.expert.count)),
                    ])
                ), ("luck-of-the-draw", amount(luck)),
            ]
        }
        members += [
            ("not-knowing", amount(debrief.priceOfNotKnowing)),
            ("decisions", .object([("sum", amount(belief.decisions)), ("half", amount(belief.half))])),
            ("luck-of-choices", amount(belief.choices)),
            (
                "notes",
                .array(debrief.notes.map { .object([("time", .integer(Int($0.time))), ("text", .string($0.text))]) })
            ),
            (
                "items",
                .object(
                    CostItem.allCases.enumerated().map {
                        ($0.element.rawValue, amount(debrief.trainee.items[$0.offset]))
                    }
                )
            ),
            (
                "must",
                .array(debrief.must.map { .object([("text", .string($0.duty.text)), ("met", .bool($0.isMet))]) })
            ),
            (
                "never",
                .array(
                    debrief.never.map { .object([("text", .string($0.duty.text)), ("broken", .bool($0.isBroken))]) }
                )
            ), ("hints", .integer(debrief.hintsUsed)),
            (
                "handover",
                .array(
                    debrief.handover.map { .object([("time", .integer(Int($0.time))), ("cost", amount($0.cost))]) }
                )
            ), ("steps", .array(belief.steps.map(json))),
        ]
        if let duration { members.append(("seconds", .integer(duration))) }
        return JSON.object(members).printed() + "\n"
    }

    private var scoreJSON: JSON {
        score.map {
            .object([
                ("value", .number($0.value)), ("half", .number($0.half)), ("verdict", .string($0.verdict.rawValue)),
            ])
        } ?? .null
    }

    private func json(_ step: Belief.Step) -> JSON {
        .object([
            ("from", .integer(Int(step.from))), ("to", .integer(Int(step.to))), ("loss", amount(step.loss)),
            ("half", amount(step.half)), ("worlds", .integer(step.worlds)), ("defective", .integer(step.defective)),
        ])
    }

    // MARK: CSV

    /// One row with a heading: for tables of a class.
    package var csv: String {
        func text(_ cents: Cents?) -> String { cents.map { Figure.ungrouped(Double($0) / 100, 2) } ?? "" }
        let cells: [(String, String)] = [
            ("lesson", debrief.lesson.name), ("draw", code), ("mode", debrief.mode.rawValue),
            ("branch", debrief.branch),
            ("score", score.map { Figure.ungrouped($0.value, 1) } ?? ""),
            ("half", score.map { Figure.ungrouped($0.half, 1) } ?? ""),
            ("verdict", score?.verdict.rawValue ?? ""), ("currency", debrief.lesson.prices.currency),
            ("cost", text(debrief.trainee.total)), ("expert", text(debrief.expert.total)),
            ("best", text(debrief.best.cost)),
            ("par", text(debrief.lesson.par?.mean)), ("luck-of-the-draw", text(debrief.luckOfDraw)),
            ("not-knowing", text(debrief.priceOfNotKnowing)), ("decisions", text(belief.decisions)),
            ("decisions-half", text(belief.half)), ("luck-of-choices", text(belief.choices)),
            ("must", "\(debrief.must.count(where: \.isMet)) of \(debrief.must.count)"),
            ("never-broken", "\(debrief.never.count(where: \.isBroken)) of \(debrief.never.count)"),
            ("hints", "\(debrief.hintsUsed)"), ("seconds", duration.map { "\($0)" } ?? ""),
        ]
        return CSV.line(cells.map(\.0)) + CSV.line(cells.map(\.1))
    }

    // MARK: xAPI

    /// A statement of xAPI 1.0.3. Nothing is sent.
    ///
    /// - Parameters:
    ///   - actor: the account's name.
    ///   - home: the page of the system that the account belongs to.
    package func xAPI(actor: String, home: String) -> String {
        var result: [(String, JSON)] = []
        if let score {
            result.append(
                (
                    "score",
                    .object([
                        ("scaled", .number((score.value).rounded() / 100)), ("raw", .number(score.value.rounded())),
                        ("min", .integer(0)), ("max", .integer(100)),
                    ])
                )
            )
            if score.verdict != .cannotTell { result.append(("success", .bool(score.verdict == .passed))) }
        }
        result.append(("completion", .bool(true)))
        if let duration { result.append(("duration", .string("PT\(duration)S"))) }
        var extensions: [(String, JSON)] = []
        func add(_ name: String, _ cents: Cents?) {
            if let cents { extensions.append(("urn:patchlab:\(name)", amount(cents))) }
        }
        add("luck-of-the-draw", debrief.luckOfDraw)
        add("not-knowing", debrief.priceOfNotKnowing)
        add("decisions", belief.decisions)
        add("luck-of-choices", belief.choices)
        result.append(("extensions", .object(extensions)))
        let verb: String =
            switch score?.verdict {
            case .passed: "http://adlnet.gov/expapi/verbs/passed"
            case .failed: "http://adlnet.gov/expapi/verbs/failed"
            case .cannotTell, nil: "http://adlnet.gov/expapi/verbs/completed"
            }
        let account = JSON.object([("homePage", .string(home)), ("name", .string(actor))])
        var members: [(String, JSON)] = [
            ("actor", .object([("account", account)])), ("verb", .object([("id", .string(verb))])),
            (
                "object",
                .object([
                    ("id", .string("urn:patchlab:lesson:\(debrief.lesson.name):\(debrief.lesson.digest.prefix(12))")),
                    (
                        "definition",
                        .object([
                            ("type", .string("http://adlnet.gov/expapi/activities/simulation")),
                            ("name", .object([("en", .string(debrief.lesson.title))])),
                        ])
                    ),
                ])
            ), ("result", .object(result)), ("version", .string("1.0.3")),
        ]
        if !wall.isEmpty { members.append(("timestamp", .string(wall))) }
        return JSON.object(members).printed() + "\n"
    }
}
