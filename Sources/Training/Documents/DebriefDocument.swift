import EventEngine
import Experiments
import PatchModel
import PatchSimulator
package import Text

/// A debrief for a page: the words of the text mode in their sections, and the numbers of its pictures.
package enum DebriefDocument {
    /// What is exact.
    package static func exact(_ debrief: Debrief) -> JSON {
        .object([
            ("currency", .string(debrief.lesson.prices.currency)),
            ("horizon", .integer(Int(debrief.handover.last?.time ?? 0))),
            ("answer", .strings(DebriefText.answer(debrief))),
            ("truth", .strings(Array(DebriefText.truth(debrief).dropFirst()))),
            ("decisions", .array(debrief.sightings.map { sighting($0, debrief) })),
            ("lanes", lanes(debrief)), ("handover", .array(handover(debrief))), ("money", money(debrief)),
            ("must", .array(debrief.must.map { duty($0.duty, "met", $0.isMet) })),
            ("never", .array(debrief.never.map { duty($0.duty, "broken", $0.isBroken) })),
            ("hints", .integer(debrief.hintsUsed)),
            (
                "notes",
                .array(
                    debrief.notes.map {
                        .object([("clock", .string(debrief.clock.text($0.time))), ("words", .string($0.text))])
                    }
                )
            ),
        ])
    }

    /// What rests on other draws.
    package static func belief(_ debrief: Debrief, _ belief: Belief) -> JSON {
        let score = Score(debrief, belief)
        return .object([
            (
                "score",
                score.map {
                    .object([
                        ("value", .number($0.value)), ("half", .number($0.half)), ("pass", .number(Score.pass)),
                    ])
                } ?? .null
            ), ("words", .strings(DebriefText.score(debrief, belief))),
            ("parts", .strings(Array(DebriefText.parts(debrief, belief).dropFirst()))),
            ("decisions", cents(belief.decisions)), ("half", cents(belief.half)), ("choices", cents(belief.choices)),
            ("moments", .strings(DebriefText.momentPlaces(belief).map { DebriefText.moment($0, debrief, belief) })),
            ("forecasts", .strings(DebriefText.forecasts(debrief, belief))),
            ("rule", .string(debrief.lesson.rule)),
        ])
    }

    private static func cents(_ amount: Cents) -> JSON { .number(Double(amount) / 100) }

    // MARK: Parts

    private static func sighting(_ sighting: Debrief.Sighting, _ debrief: Debrief) -> JSON {
        .object([
            ("number", sighting.decision.map(JSON.integer) ?? .null), ("time", .integer(Int(sighting.time))),
            ("clock", .string(debrief.clock.text(sighting.time))), ("reporting", .integer(sighting.reporting)),
            ("unhealthy", .integer(sighting.unhealthy)),
            ("struck", .integer(debrief.truth.struck(by: sighting.time))),
            (
                "words",
                .strings(
                    sighting.actions.map { DebriefText.name(of: $0, debrief) + ConsoleText.because($0.reason) }
                )
            ),
        ])
    }

    /// Two lanes on one axis of time: what was reported, and what was true.
    private static func lanes(_ debrief: Debrief) -> JSON {
        let exposed = debrief.truth.series[.exposedPairs]
        let step = max(1, debrief.truth.series.step)
        return .array(
            debrief.seen.map { seen in
                let place = min(Int((seen.time + step - 1) / step), exposed.count - 1)
                return .object([
                    ("time", .integer(Int(seen.time))), ("clock", .string(debrief.clock.text(seen.time))),
                    ("reporting", .integer(seen.reporting)), ("unhealthy", .integer(seen.unhealthy)),
                    ("struck", .integer(debrief.truth.struck(by: seen.time))),
                    ("exposed", .integer(exposed.indices.contains(place) ? Int(exposed[place]) : 0)),
                ])
            }
        )
    }

    private static func handover(_ debrief: Debrief) -> [JSON] {
        debrief.handover.enumerated().map { place, point in
            let isLast = place == debrief.handover.count - 1
            return .object([
                ("time", .integer(Int(point.time))), ("clock", .string(debrief.clock.text(point.time))),
                ("cost", cents(point.cost)),
                (
                    "advice",
                    isLast ? .null : .string(String(DebriefText.advice(point, debrief).dropFirst(2)))
                ),
            ])
        }
    }

    private static func money(_ debrief: Debrief) -> JSON {
        var members: [(String, JSON)] = [
            ("trainee", cents(debrief.trainee.total)), ("expert", cents(debrief.expert.total)),
            ("best", .object([("cost", cents(debrief.best.cost)), ("name", .string(debrief.best.name))])),
        ]
        if let par = debrief.lesson.par, let luck = debrief.luckOfDraw {
            members += [
                ("par", cents(par.mean)), ("luck", cents(luck)),
                ("rank", .integer(par.rank(of: debrief.expert.total))), ("draws", .integer(par.expert.count)),
            ]
        }
        let items = CostItem.allCases.enumerated().filter { place, _ in
            debrief.trainee.items[place] != 0 || debrief.expert.items[place] != 0
        }
        members.append(
            (
                "items",
                .array(
                    items.map { place, item in
                        .object([
                            ("name", .string(item.words)), ("you", cents(debrief.trainee.items[place])),
                            ("expert", cents(debrief.expert.items[place])),
                        ])
                    }
                )
            )
        )
        return .object(members)
    }

    private static func duty(_ duty: Duty, _ key: String, _ value: Bool) -> JSON {
        .object([("text", .string(duty.text)), (key, .bool(value))])
    }
}

extension Debrief.Truth {
    /// How often defects had taken effect by then.
    func struck(by time: Tick) -> Int { defects.reduce(0) { $0 + $1.onsets.count { $0 <= time } } }
}
