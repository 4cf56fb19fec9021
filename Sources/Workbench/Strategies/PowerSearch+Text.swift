import Experiments
package import Text

extension PowerSearch {
    /// What was found; then what the strategy finds with it.
    package func lines(width: Int) -> [String] {
        var text: String
        if let place {
            let point = points[place]
            text =
                "The least that reaches \(Figure.percentage(wanted, 1)) is \(dial.words(point.value, of: power)), which stops in \(Self.words(point)) of \(Figure.grouped(point.runs)) runs"
            if place > 0 {
                text +=
                    "; \(dial.words(points[place - 1].value)), on the same draws, in \(Self.words(points[place - 1]))"
            }
            text += "."
        } else if let best {
            text =
                "No value reaches \(Figure.percentage(wanted, 1)): the most is found by \(dial.words(best.value, of: power)), which stops in \(Self.words(best)) of \(Figure.grouped(best.runs)) runs."
        } else {
            text = ""
        }
        var sure: [String] = []
        if place != nil, let tooSmall { sure.append("\(dial.words(tooSmall.value)) is too little") }
        if let enough { sure.append("\(dial.words(enough.value)) is enough") }
        if !sure.isEmpty { text += " Beyond chance, " + sure.joined(separator: ", and ") + "." }
        return wrapped(text, width: width) + [""] + power.lines(aiming: wanted)
    }

    private static func words(_ point: Point) -> String {
        let range = point.interval
        return
            "\(Figure.percentage(point.share, 1)) (95 %: \(Figure.percentage(range.lowerBound, 1)) to \(Figure.percentage(range.upperBound, 1)))"
    }

    package var json: JSON {
        .object([
            ("find", .string(dial.rawValue)), ("power", .number(wanted)),
            ("value", answer.map { dial.json($0.value) } ?? .null),
            (
                "tried",
                .array(
                    points.map {
                        JSON.object([
                            ("value", dial.json($0.value)), ("stops", StrategyPower.json($0.found, of: $0.runs)),
                        ])
                    }
                )
            ),
            ("strategy", power.json(aiming: wanted)),
        ])
    }
}

extension StrategyDial {
    /// A value in words.
    ///
    /// - Parameter power: says of how many devices it is a share.
    fileprivate func words(_ value: Double, of power: StrategyPower? = nil) -> String {
        switch self {
        case .n: "a first ring of \(Figure.count(Int(value), "device", "devices"))"
        case .share:
            "a share of \(Figure.plain(value * 100)) %"
                + (power.map { " (\(Figure.count($0.canaries, "device", "devices")))" } ?? "")
        case .soak: "a soak of \(Figure.span(value))"
        }
    }

    fileprivate func json(_ value: Double) -> JSON {
        switch self {
        case .n, .soak: .integer(Int(value))
        case .share: .number(value)
        }
    }
}
