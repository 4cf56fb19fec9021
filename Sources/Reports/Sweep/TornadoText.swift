package import Experiments
import PatchModel
import Text

/// A tornado for the terminal: for each factor a bar from the lowest to the highest mean that it alone causes.
package struct TornadoText {
    private let result: SweepResult
    private let tornados: [TornadoResult]
    private let width: Int
    private let names: SweepNames

    /// - Parameter width: of the terminal, in characters.
    package init(_ result: SweepResult, _ tornados: [TornadoResult], width: Int = 80) {
        self.result = result
        self.tornados = tornados
        self.width = max(40, width)
        names = SweepNames(result.keys)
    }

    /// The whole text, ending with a line break.
    package var text: String {
        var lines = SweepHeading(result, names).lines(width: width)
        for tornado in tornados { lines += [""] + self.lines(tornado) }
        let legend =
            "Each factor alone goes through its values while the others stay as written; │ marks the scenario as it is. "
            + "░ towards the first value of a factor, █ towards the last, ▒ values between that go further. "
            + "Differences to the scenario as it is, replication by replication, with their 95 % interval. No mark behind a "
            + "swing: cannot tell it from chance; *: significant at the 5 % level (Hall's interval, Holm's method). "
            + MarksText.tooFew
            + (isBound ? " ≥: not reached by the end in some replications." : "")
        return (lines + [""] + wrapped(legend, width: width)).joined(separator: "\n") + "\n"
    }

    private var isBound: Bool {
        tornados.contains { one in one.baseCensored > 0 || one.bars.contains { $0.ends.contains { $0.censored > 0 } } }
    }

    private func lines(_ tornado: TornadoResult) -> [String] {
        let metric = tornado.metric
        let decimals = Figure.decimals(
            for: tornado.bars.flatMap { $0.ends.map { abs(metric.shown($0.mean)) } }.max() ?? metric.shown(tornado.base)
        )
        let phrase = metric.phrase.prefix(1).uppercased() + metric.phrase.dropFirst()
        let base = metric.text(tornado.base, decimals: decimals, isBound: tornado.baseCensored > 0)
        var lines = wrapped("\(phrase) of \(tornado.strategy): \(base) \(metric.unitWord) as written.", width: width)
        lines += bars(tornado, decimals)

        var table = TextTable(headings: [["factor"], ["value"], ["mean"], ["difference"], ["95 %"]])
        for bar in tornado.bars {
            for end in bar.ends {
                let places = max(decimals, Figure.decimals(for: metric.shown(end.difference.difference.mean)))
                table.rows.append([
                    [names[bar.key]], [end.value],
                    [metric.text(end.mean, decimals: decimals, isBound: end.censored > 0)],
                    [metric.signed(end.difference.difference.mean, decimals: places)],
                    [metric.intervalText(end.difference.difference, decimals: places)],
                ])
            }
        }
        return lines + [""] + table.lines(width: width)
    }

    private func bars(_ tornado: TornadoResult, _ decimals: Int) -> [String] {
        let metric = tornado.metric
        let heads = tornado.bars.map { bar in
            "\(names[bar.key]) \(bar.ends.first?.value ?? "") … \(bar.ends.last?.value ?? "")"
        }
        let swings = tornado.bars.map {
            Figure.fixed(metric.shown($0.swing), decimals) + ($0.isSignificant ? "*" : " ")
        }
        let headWidth = min(heads.map(\.count).max() ?? 0, max(12, width / 2))
        let swingWidth = swings.map(\.count).max() ?? 0
        let room = max(8, width - headWidth - swingWidth - 2)
        let means = tornado.bars.flatMap { $0.ends.map(\.mean) } + [tornado.base]
        guard let low = means.min(), let high = means.max() else { return [] }
        return zip(tornado.bars, zip(heads, swings)).map { bar, texts in
            let (head, swing) = texts
            let shown = head.count > headWidth ? head.prefix(headWidth - 1) + "…" : head[...]
            let drawn = Self.drawn(bar, base: tornado.base, low: low, high: high, room: room)
            return shown + String(repeating: " ", count: headWidth - shown.count) + " " + drawn + " "
                + String(repeating: " ", count: swingWidth - swing.count) + swing
        }.map { line in
            String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    /// A bar in so many characters, on a scale that all bars of a tornado share.
    static func drawn(_ bar: TornadoResult.Bar, base: Double, low: Double, high: Double, room: Int) -> String {
        func place(_ value: Double) -> Int { Figure.length((value - low) / (high - low), of: room - 1) }
        let middle = place(base)
        func covers(_ value: Double, _ column: Int) -> Bool {
            let end = place(value)
            return column >= min(end, middle) && column <= max(end, middle) && end != middle
        }
        return String(
            (0..<room).map { column -> Character in
                if column == middle { return "│" }
                let first = bar.ends.first.map { covers($0.mean, column) } ?? false
                let last = bar.ends.last.map { covers($0.mean, column) } ?? false
                // Where both lie on the same side the nearer one is drawn over the farther one.
                if first, last {
                    let isFirstNearer =
                        abs((bar.ends.first?.mean ?? base) - base) < abs((bar.ends.last?.mean ?? base) - base)
                    return isFirstNearer ? "░" : "█"
                }
                if last { return "█" }
                if first { return "░" }
                return bar.ends.contains { covers($0.mean, column) } ? "▒" : " "
            }
        )
    }
}
