package import Experiments
import PatchModel
package import Text
package import Warnings

/// What Morris's or Sobol's method says of each factor, with bars for the terminal.
package struct SensitivityText {
    private let result: SweepResult
    private let findings: [SensitivityResult]
    private let warnings: [Warning]
    private let width: Int
    private let names: SweepNames

    /// - Parameters:
    ///   - findings: the first that says something is told at the head.
    ///   - warnings: about the scenario, the most harmful first.
    ///   - width: of the terminal, in columns.
    package init(_ result: SweepResult, _ findings: [SensitivityResult], warnings: [Warning] = [], width: Int = 80) {
        self.result = result
        self.findings = findings
        self.warnings = warnings
        self.width = max(narrowestTerminal, width)
        names = SweepNames(result.keys)
    }

    /// The whole text without styles, ending with a line break.
    package var text: String { lines.plainText }

    // MARK: The answer

    /// Of so many strategies and metrics it is told at the head what moves them.
    private static let mostTold = 4

    private var block: AnswerBlock? {
        let told = findings.compactMap { one in most(one).map { (one, $0) } }
        guard let (one, words) = told.first else { return nil }
        let lines = told.dropFirst().prefix(Self.mostTold).map { one, words in
            AnswerText.Line(label: SafeText.line("\(one.metric.base), \(one.strategy)"), text: SafeText.line(words))
        }
        return AnswerBlock(
            sentence: SafeText.line("What moves the \(one.metric.phrase) of \(one.strategy) most is \(words)."),
            lines: lines
        )
    }

    /// The factor with the greatest effect, and how great it is; nil where nothing has one.
    private func most(_ one: SensitivityResult) -> String? {
        switch one.findings {
        case .morris(let effects):
            guard
                let place = effects.effects.indices.max(by: {
                    (effects.effects[$0].size.mean, $1) < (effects.effects[$1].size.mean, $0)
                }), effects.effects[place].size.mean > 0
            else { return nil }
            let size = effects.effects[place].size.mean
            return "\(name(one.factors[place])): \(Amount(one.metric, greatest: size).behindName(size)) over its range"
        case .sobol(let indices):
            guard
                let place = indices.indices.indices.max(by: {
                    (indices.indices[$0].total, $1) < (indices.indices[$1].total, $0)
                })
            else { return nil }
            let index = indices.indices[place]
            let percent = { (share: Double) in Figure.fixed(100 * min(1, max(0, share)), 0) + " %" }
            return
                "\(name(one.factors[place])): \(percent(index.first)) of the variance alone, \(percent(index.total)) in all"
        case nil: return nil
        }
    }

    /// The lines of the text, none wider than the terminal.
    package var lines: [StyledLine] {
        let question = result.scenario.question
        let head = question.isEmpty ? [] : plainLines(wrapped(question, width: width) + [""])
        return head + (block?.styled(width: width) ?? []) + plainLines(details)
            + WarningLines(warnings, isFull: true).styled(width: width)
            + closingLines(SweepHeading(result, names).sentences, more: [], width: width)
    }

    private var details: [String] {
        var lines: [String] = []
        var legend = ""
        for one in findings {
            let phrase = one.metric.phrase.prefix(1).uppercased() + one.metric.phrase.dropFirst()
            lines.append("")
            switch one.findings {
            case .morris(let effects):
                lines += wrapped(
                    "\(phrase) of \(one.strategy), in \(one.metric.unitWord) over the whole range:",
                    width: width
                )
                lines += morris(effects, one)
                legend =
                    "μ*: mean size of the effect of moving a factor over its range, with its 95 % interval; μ: "
                    + "the same with its sign; σ: its standard deviation, large where the effect depends on the other "
                    + "factors. luck: the effect of meeting other runs."
            case .sobol(let indices):
                lines += wrapped("Variance of \(one.metric.phrase) of \(one.strategy):", width: width)
                lines += sobol(indices, one)
                lines += wrapped(sentence(indices, one), width: width)
                legend =
                    "alone: share of the variance that a factor causes by itself (first-order index); in all: with its "
                    + "interactions (total index); each with its 95 % interval. Bars: █ alone, ░ interactions. luck: which "
                    + "runs are met."
            case nil:
                lines += wrapped(
                    "\(phrase) of \(one.strategy): the same everywhere, or without a value somewhere.",
                    width: width
                )
            }
        }
        if !legend.isEmpty { lines += [""] + wrapped(legend, width: width) }
        return lines
    }

    private func name(_ factor: String) -> String { factor == SensitivityResult.luck ? factor : names[factor] }

    private func morris(_ effects: MorrisEffects, _ one: SensitivityResult) -> [String] {
        let metric = one.metric
        let greatest = effects.effects.map(\.size.mean).max() ?? 0
        let decimals = Figure.decimals(for: metric.shown(greatest))
        var table = TextTable(headings: [["factor"], ["μ*"], ["95 %"], ["μ"], ["σ"]])
        let order = effects.effects.indices.sorted {
            (effects.effects[$1].size.mean, $0) < (effects.effects[$0].size.mean, $1)
        }
        for place in order {
            let effect = effects.effects[place]
            table.rows.append([
                [name(one.factors[place])], [metric.text(effect.size.mean, decimals: decimals)],
                [metric.intervalText(effect.size, decimals: decimals)],
                [metric.signed(effect.mean.mean, decimals: decimals)],
                [effect.deviation.map { metric.text($0, decimals: decimals) } ?? ""],
            ])
        }
        let lines = table.lines(width: width)
        // Where nothing moves the output there is no scale for bars.
        guard greatest > 0 else {
            return lines + wrapped("Nothing that was varied moves it: all effects are zero.", width: width)
        }
        return withBars(lines, order.map { (effects.effects[$0].size.mean / greatest, 0) })
    }

    private func sobol(_ indices: SobolIndices, _ one: SensitivityResult) -> [String] {
        var table = TextTable(headings: [["factor"], ["alone"], ["95 %"], ["in all"], ["95 %"]])
        let order = indices.indices.indices.sorted {
            (indices.indices[$1].total, $0) < (indices.indices[$0].total, $1)
        }
        func range(_ interval: ConfidenceInterval) -> String {
            "\(Figure.fixed(100 * interval.lower, 0))…\(Figure.fixed(100 * interval.upper, 0))"
        }
        for place in order {
            let index = indices.indices[place]
            table.rows.append([
                [name(one.factors[place])], [Figure.fixed(100 * index.first, 1) + " %"], [range(index.firstInterval)],
                [Figure.fixed(100 * index.total, 1) + " %"], [range(index.totalInterval)],
            ])
        }
        return withBars(
            table.lines(width: width),
            order.map { place in
                let alone = min(1, max(0, indices.indices[place].first))
                return (alone, min(1, max(alone, indices.indices[place].total)) - alone)
            }
        )
    }

    /// The lines of a table with a bar behind each row, where there is room.
    private func withBars(_ lines: [String], _ bars: [(solid: Double, light: Double)]) -> [String] {
        let longest = lines.map(\.columns).max() ?? 0
        let room = min(40, width - longest - 2)
        // A table in several blocks has no single row to put a bar behind.
        guard room >= 10, lines.count == bars.count + 2 else { return lines }
        return lines.enumerated().map { number, line in
            guard number >= 2 else { return line }
            let bar = bars[number - 2]
            let solid = Figure.length(bar.solid, of: room)
            let light = Figure.length(bar.solid + bar.light, of: room) - solid
            guard solid + light > 0 else { return line }
            return line + String(repeating: " ", count: longest - line.count + 2) + String(repeating: "█", count: solid)
                + String(repeating: "░", count: light)
        }
    }

    /// How much is luck, how much the keys alone, and how much the rest.
    private func sentence(_ indices: SobolIndices, _ one: SensitivityResult) -> String {
        guard let luck = indices.indices.last else { return "" }
        if indices.indices.contains(where: { $0.firstInterval.halfWidth > 0.2 }) {
            return "The intervals are wide; more rows (--points) narrow them."
        }
        let keys = indices.indices.dropLast().reduce(0) { $0 + max(0, $1.first) }
        let rest = max(0, 1 - keys - max(0, luck.first))
        let percent = { (share: Double) in Figure.fixed(100 * min(1, max(0, share)), 0) + " %" }
        return "\(percent(luck.first)) of it is luck alone, \(percent(keys)) what is varied, each key alone, and "
            + "\(percent(rest)) their interactions."
    }
}
