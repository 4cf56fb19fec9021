package import Experiments
import PatchModel
package import Text
package import Warnings

/// A tornado for the terminal: what moves a metric most, then for each factor a bar from the lowest to the highest mean that it
/// alone causes.
package struct TornadoText {
    private let result: SweepResult
    private let tornados: [TornadoResult]
    private let warnings: [Warning]
    private let isFull: Bool
    private let width: Int
    private let names: SweepNames

    /// - Parameters:
    ///   - tornados: the metric of the first decides what is said at the head.
    ///   - warnings: about the scenario, the most harmful first.
    ///   - isFull: whether a table of all values follows the bars.
    ///   - width: of the terminal, in columns.
    package init(
        _ result: SweepResult,
        _ tornados: [TornadoResult],
        warnings: [Warning] = [],
        isFull: Bool = false,
        width: Int = 80
    ) {
        self.result = result
        self.tornados = tornados
        self.warnings = warnings
        self.isFull = isFull
        self.width = max(narrowestTerminal, width)
        names = SweepNames(result.keys)
    }

    /// The whole text without styles, ending with a line break.
    package var text: String { lines.plainText }

    /// The lines of the text, none wider than the terminal.
    package var lines: [StyledLine] {
        let question = result.scenario.question
        var lines = question.isEmpty ? [] : plainLines(wrapped(question, width: width) + [""])
        if let block { lines += block.styled(width: width) }
        if let best { lines += plainLines([""] + best.lines(width: width)) }
        for tornado in tornados where tornado.bars.contains(where: { $0.swing > 0 }) {
            lines += plainLines([""] + self.lines(tornado))
        }
        let still = unmoved
        if !still.isEmpty { lines += plainLines([""] + wrapped(still, width: width)) }
        lines += plainLines([""] + wrapped(legend, width: width))
        lines += WarningLines(warnings, isFull: isFull).styled(width: width)
        return lines
            + closingLines(SweepHeading(result, names).sentences, more: isFull ? [] : ["More: --full"], width: width)
    }

    // MARK: The answer

    /// Those of the metric that decides, the widest swing first.
    private var decisive: [TornadoResult] {
        let own = tornados.filter { $0.metric == tornados.first?.metric && !$0.bars.isEmpty }
        return own.enumerated().sorted { ($1.element.bars[0].swing, $0.offset) < ($0.element.bars[0].swing, $1.offset) }
            .map(\.element)
    }

    private var block: AnswerBlock? {
        guard let first = decisive.first, let widest = first.bars.first else { return nil }
        let metric = first.metric
        guard widest.swing > 0 else {
            return AnswerBlock(sentence: "Nothing that was varied changes the \(metric.phrase).")
        }
        let sentence =
            "\(names[widest.key]) moves the \(metric.phrase) most: of \(first.strategy) \(range(widest, first)) "
            + "(\(values(widest)))."
        var lines = decisive.prefix(best == nil ? Self.mostTold : Self.mostTold - 1).map { tornado in
            let moving = tornado.bars.filter { $0.swing > 0 }.prefix(Self.mostTold)
            return AnswerText.Line(
                label: tornado.strategy,
                text: moving.isEmpty
                    ? "nothing moves it"
                    : moving.map { "\(names[$0.key]) \(range($0, tornado))" }.joined(separator: "; ")
            )
        }
        if let best { lines.append(AnswerText.Line(label: "Best", text: best.summary)) }
        lines.append(AnswerText.Line(label: "How sure", text: certainty(widest, first.replications)))
        return AnswerBlock(
            sentence: SafeText.line(sentence),
            lines: lines.map { .init(label: SafeText.line($0.label), text: SafeText.line($0.text)) }
        )
    }

    /// Which strategy is best at the values of each factor; nil where there is one strategy, or what decides cannot be ranked.
    private var best: TornadoBest? {
        decisive.first.flatMap { TornadoBest(result, $0.metric, keys: $0.bars.map(\.key), names) }
    }

    /// Of strategies, and of the factors of each.
    private static let mostTold = 3

    private func range(_ bar: TornadoResult.Bar, _ tornado: TornadoResult) -> String {
        let means = bar.ends.map(\.mean) + [tornado.base]
        let amount = Amount(tornado.metric, greatest: means.map { abs($0) }.max() ?? 0)
        return amount.rangeBehindName(means.min() ?? 0, means.max() ?? 0)
    }

    private func values(_ bar: TornadoResult.Bar) -> String {
        "\(bar.ends.first?.value ?? "") … \(bar.ends.last?.value ?? "")"
    }

    private func certainty(_ bar: TornadoResult.Bar, _ runs: Int) -> String {
        if bar.isSignificant { return "clear: beyond chance (5 % level)" }
        guard runs >= Significance.fewestReplications else {
            return "open: so few runs (\(runs)) may miss a rare great loss. Try -n \(Significance.fewestReplications)"
        }
        return "open: \(runs) runs do not distinguish it from chance"
    }

    /// What of the metrics nothing changes, in a sentence.
    private var unmoved: String {
        let still = tornados.filter { tornado in
            !tornado.bars.contains { $0.swing > 0 } && tornado.metric != decisive.first?.metric
        }
        guard !still.isEmpty else { return "" }
        let parts = still.map { "\($0.metric.phrase) of \(SafeText.line($0.strategy))" }
        return "Nothing that was varied changes \(VerdictWords.list(parts))."
    }

    private var legend: String {
        "Each factor alone goes through its values; │ marks the scenario as it is, ░ the side of the first value, █ that of the "
            + "last, ▒ values between that go further. *: beyond chance (5 % level). \(MarksText.tooFew)"
            + (isFull
                ? " Differences from the scenario as it is, run by run, with their 95 % interval (Hall's interval, Holm's method)."
                : "")
            + (isBound ? " ≥: not reached by the end in some runs." : "")
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
        var lines = wrapped(
            "\(phrase) of \(SafeText.line(tornado.strategy)): \(base) \(metric.unitWord) as written.",
            width: width
        )
        lines += bars(tornado, decimals)
        guard isFull else { return lines }
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
            SafeText.line("\(names[bar.key]) \(values(bar))")
        }
        let swings = tornado.bars.map {
            Figure.fixed(metric.shown($0.swing), decimals) + ($0.isSignificant ? "*" : " ")
        }
        let swingWidth = swings.map(\.columns).max() ?? 0
        let isNarrow = width < AnswerTable.narrow
        let headWidth = isNarrow ? 0 : min(heads.map(\.columns).max() ?? 0, width / 2)
        let room = max(5, width - headWidth - swingWidth - (isNarrow ? 1 : 2))
        let means = tornado.bars.flatMap { $0.ends.map(\.mean) } + [tornado.base]
        guard let low = means.min(), let high = means.max() else { return [] }
        return zip(tornado.bars, zip(heads, swings)).flatMap { bar, texts -> [String] in
            let (head, swing) = texts
            let drawn = Self.drawn(bar, base: tornado.base, low: low, high: high, room: room)
            let end = drawn + " " + aligned(swing, to: swingWidth)
            // Where there is no room beside a bar, what it is stands above it.
            guard !isNarrow else { return wrapped(head, width: width, indent: "  ") + [end] }
            return [padded(head.shortened(to: headWidth), to: headWidth) + " " + end]
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
