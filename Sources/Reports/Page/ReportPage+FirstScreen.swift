import Experiments
import PatchModel
import PatchSimulator
import Text
import Warnings

/// What is seen before anything is scrolled: what to do, how sure that is, and four figures.
extension ReportPage {
    var firstScreen: HTML {
        """
        \(answer)
        <div class="tiles">
        \(tiles.map(tile))</div>
        \(warnings)\(controls)
        \(strategyBar)
        \(shortTable)
        """
    }

    // MARK: The recommendation

    private var answer: HTML {
        let title = board?.title ?? "Nothing can be recommended"
        let sentences: [HTML] = (board?.sentences ?? ["The study holds nothing that decides between strategies."])
            .enumerated().map { place, text in place == 0 ? "<p class=\"first\">\(text)</p>\n" : "<p>\(text)</p>\n" }
        let sure: HTML =
            board?.certainty.map { certainty in
                "<p class=\"sure \(certainty.rawValue)\">\(PageGlossary.certainty.button("How sure")): <strong>\(certainty.rawValue)</strong></p>\n"
            } ?? ""
        let lines: [HTML] = (board?.lines ?? []).map { line in "<dt>\(line.label)</dt><dd>\(assumed(line.text))</dd>\n"
        }
        let list: HTML = lines.isEmpty ? "" : "<dl>\n\(lines)</dl>\n"
        return """
            <section id="answer" class="answer" aria-labelledby="answer-title">
            <div id="answer-own">
            \(sure)<h2 id="answer-title">\(title)</h2>
            \(sentences)\(list)</div>
            <div id="answer-priced" role="status"></div>
            <p class="basis">\(basis)</p>
            \(priceSliders)</section>
            """
    }

    /// What is assumed leads to the assumptions.
    private func assumed(_ text: String) -> HTML {
        let word = "(assumed: "
        guard let range = text.firstRange(of: word) else { return "\(text)" }
        let (start, end) = (String(text[..<range.lowerBound]), String(text[range.upperBound...]))
        return "\(start)(<a href=\"#assumptions\">assumed</a>: \(end)"
    }

    private var basis: HTML {
        let start: HTML = "Based on assumptions, listed in <a href=\"#assumptions\">Assumptions</a>. "
        guard let tornado = tornados.first else {
            let file = report.origin.files.first?.name ?? "SCENARIO"
            let prices: HTML =
                self.prices == nil || names.count < 2
                ? "" : " What prices change needs no more runs, and can be tried below."
            return """
                \(start)Which of them matter most was not tested, so there is no picture of it: <code>patchlab sweep \(file) \
                --analysis tornado --vary KEY=LOW..HIGH --study FILE</code> adds it to the study.\(prices)
                """
        }
        let keys = tornado.bars.filter(\.isSignificant).prefix(3).map(\.key)
        guard !keys.isEmpty else {
            let varied = tornado.bars.map(\.key)
            let told = Words.list(varied.count > 3 ? Array(varied.prefix(2)) + ["\(varied.count - 2) more"] : varied)
            return """
                \(start)<a href="#tornado">Varied were</a> \(told); \
                \(Figure.count(tornado.replications, "run", "runs")) cannot tell what that changes from chance.
                """
        }
        let count = keys.count == 1 ? "The one that matters" : "Those that matter"
        return "\(start)\(count) most: <a href=\"#tornado\">\(Words.list(keys))</a>."
    }

    // MARK: Tiles

    /// More strategies than these have no room in a tile.
    static let mostInTile = 5

    /// The figures of all devices in the usual way; the page changes them with its selectors.
    private func tile(_ tile: PageTile) -> HTML {
        let found = (tile.figures.first ?? nil) ?? []
        let ordered = found.indices.sorted { one, other in
            let values = [found[one], found[other]].map { $0?[tile.usual].value ?? .infinity }
            return (values[0], one) < (values[1], other)
        }
        let rows: [HTML] = ordered.prefix(Self.mostInTile).map { place in
            let text = found[place].map { Self.text($0[tile.usual], tile.kind) } ?? "–"
            return "<li><span class=\"name\">\(names[place])</span> <span class=\"value\">\(text)</span></li>\n"
        }
        return """
            <section class="tile" id="tile-\(tile.id)" aria-labelledby="tile-\(tile.id)-title">
            <h2 id="tile-\(tile.id)-title">\(tile.word?.button(tile.title) ?? "\(tile.title)") <span class="unit">\(tile.unit)</span></h2>
            <ol>
            \(rows)</ol>
            <p class="way">\(study.replications.count > 1 ? tile.usual.words : "the only run")</p>
            </section>

            """
    }

    /// About three digits.
    private static func text(_ cell: FourFigures.Cell, _ kind: PageTile.Kind) -> String {
        let bound = cell.isBound ? "≥" : ""
        return switch kind {
        case .share: bound + share(cell.value) + " %"
        case .day, .days: bound + day(cell.value)
        case .amount: bound + short(cell.value)
        }
    }

    /// Three digits and the unit's prefix, as the page's script writes them.
    private static func short(_ value: Double) -> String {
        for (unit, prefix) in [(1e9, "G"), (1e6, "M"), (1e4, "k")] where value >= unit {
            let shown = value / (prefix == "k" ? 1e3 : unit)
            return "\(Figure.plain(shown)) \(prefix)"
        }
        return Figure.fixed(value, value == value.rounded() ? 0 : Figure.decimals(for: value))
    }

    private var warnings: HTML {
        let programs = incidentWarnings
        guard !report.warnings.isEmpty || !programs.text.isEmpty else { return "" }
        let items: [HTML] = report.warnings.map { warning in
            "<li data-code=\"\(warning.code)\">\(warning.message). <span class=\"help\">What helps: \(warning.help.replacing("`", with: "")).</span></li>\n"
        }
        return "<ul class=\"warnings\" aria-label=\"Warnings\">\n\(programs)\(items)</ul>\n"
    }

    // MARK: Controls

    /// Whose figures are told, and of which runs; without scripts it is not shown.
    private var controls: HTML {
        var groups: [(title: String, options: [HTML])] = []
        for (place, scope) in scopes.enumerated() {
            let title = scope.dimension?.rawValue ?? ""
            let option: HTML = "<option value=\"\(place)\">\(scope.name)</option>"
            if groups.last?.title == title {
                groups[groups.count - 1].options.append(option)
            } else {
                groups.append((title, [option]))
            }
        }
        let options: [HTML] = groups.map { group in
            group.title.isEmpty ? "\(group.options)" : "<optgroup label=\"\(group.title)\">\(group.options)</optgroup>"
        }
        let scope: HTML =
            scopes.count > 1 ? "<label>Show <select id=\"select-scope\">\(options)</select></label>\n" : ""
        let ways: [HTML] = FourFigures.Way.allCases.enumerated().map { place, way in
            "<button type=\"button\" data-way=\"\(place)\" aria-pressed=\"false\">\(way.words)</button>"
        }
        let way: HTML =
            study.replications.count > 1
            ? """
            <div class="buttons" role="group" aria-label="Which runs the figures and lines are of"><button type="button" \
            data-way="" aria-pressed="true">as suits each</button>\(ways)</div>

            """ : ""
        return """
            <div class="controls" id="controls" hidden>
            \(scope)\(way)</div>
            """
    }

    /// Shows and hides strategies in all charts; without scripts it is a key to the colours and nothing more.
    private var strategyBar: HTML {
        // Many of them would cover the pictures if they stayed at the top.
        let style = names.count > 8 ? "strategies many" : "strategies"
        let buttons: [HTML] = names.enumerated().map { place, name in
            """
            <button type="button" aria-pressed="true" data-strategy="\(place)"><span class="swatch" aria-hidden="true">\
            </span>\(name)</button>
            """
        }
        return """
            <div class="\(style)"><div class="buttons" role="group" aria-label="Strategies shown">\(buttons)</div>
            <div class="buttons days" role="group" aria-label="Days shown in the pictures of time" id="days"></div></div>
            """
    }

    // MARK: All in one table

    private var shortTable: HTML {
        var parts: [(title: HTML, rows: [[HTML]])] = []
        for row in AnswerRows(study).rows where row.place != .twoFigures {
            let cells: [HTML] = zip(row.cells.indices, row.cells).map { place, cell in
                row.best.contains(place) ? "<b>\(cell)*</b>" : "\(cell == "-" ? "–" : cell)"
            }
            guard let group = row.group else {
                if let last = parts.indices.last { parts[last].rows.append([Self.label(row.label)] + cells) }
                continue
            }
            parts.append(("\(group.rawValue)", [[Self.label(row.label)] + cells]))
        }
        let isMarked = names.count > 1 && study.replications.count >= Significance.fewestReplications
        return """
            <details class="printed short" id="all-figures"><summary>All figures in one table</summary>
            \(HTML.table(caption: "All figures in one table", [study.replications.count > 1 ? "average of all runs" : "the only run"] + names, parts: parts))\
            \(patchedByDay)<p class="unit">\(isMarked ? "*: best, and not by chance. " : "")≥: not reached in some runs.</p>
            </details>
            """
    }

    /// What goes on from the row above it, as in "stopped", "a good patch too", is set in.
    private static func label(_ text: String) -> HTML {
        text.hasPrefix(" ") ? "<span class=\"under\">\(text.trimmed)</span>" : "\(text.trimmed)"
    }

    private var patchedByDay: HTML {
        guard let marks, !marks.days.isEmpty else { return "" }
        let rows: [[HTML]] = zip(names, marks.patched).map { name, days in
            ["\(name)"] + days.map { own in FourFigures(own, .high).map { "\(Self.share($0.average.value))" } ?? "–" }
        }
        let heading = "patched by day, %" + (study.replications.count > 1 ? " (average)" : "")
        return HTML.table(caption: heading, [heading] + marks.days.map(String.init), rows)
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        String(drop(while: { $0 == " " }).reversed().drop(while: { $0 == " " }).reversed())
    }
}
