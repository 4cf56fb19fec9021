import EventEngine
import Experiments
import PatchModel
import PatchSimulator
import Text

/// Pictures and tables of single runs, and of what happened in how many of them.
extension ReportPage {
    var blast: PageFigure {
        let hits = study.results.map { $0.map { Double($0.ledger.defects.blastRadius) } }
        let rows: [[HTML]] = zip(names, hits).map { name, values in
            let figures = FourFigures(values, .low)
            return ["\(name)"]
                + FourFigures.Way.allCases.map { way in
                    figures.map { found in
                        let value = found[way].value
                        return "\(Figure.fixed(value, value == value.rounded() ? 0 : Figure.decimals(for: value)))"
                    } ?? "–"
                } + ["\(values.count { $0 == 0 }) of \(values.count)"]
        }
        let worst = zip(names, hits).map { "\($0) \(Figure.fixed($1.max() ?? 0, 0))" }
        let none = study.replications.indices.count { place in hits.allSatisfy { $0[place] == 0 } }
        let count = study.replications.count
        let lead =
            count > 1
            ? "Devices hit by a bad patch in the worst run: \(Words.told(worst)). In \(none) of \(count) runs no patch was bad."
            : "Devices hit by a bad patch: \(Words.told(worst))."
        return PageFigure(
            id: "blast",
            title: "How bad can it get?",
            lead: lead,
            note:
                "Each dot is a run; the bars mark the typical run, 1 run in 10 and the worst run. The scale is logarithmic "
                + "from 1 on.",
            table: HTML.table(
                caption: "Devices hit by a bad patch in a run",
                ["strategy"] + FourFigures.Way.allCases.map(\.words) + ["none hit"],
                rows
            ),
            isPrinted: true
        )
    }

    /// Whether rings opened as planned, over all rollouts of all runs.
    var gates: HTML {
        let counts = zip(study.policies, study.results).map {
            GateCounts($0, $1, horizon: study.scenario.horizon).gates
        }
        guard counts.contains(where: { !$0.isEmpty }) else { return "" }
        let days = { (time: Tick?) in time.map { Self.day(Double($0) / 86_400) } }
        let number = { (count: Int?) -> HTML in count.map { "\(Figure.grouped($0))" } ?? "–" }
        let parts = zip(names, counts).map { name, gates -> (title: HTML, rows: [[HTML]]) in
            let rows: [[HTML]] = gates.map { gate in
                [
                    "\(gate.ring)", "\(days(gate.planned) ?? "–")", number(gate.onTime), number(gate.late),
                    number(gate.never), "\(days(gate.typical) ?? "never")",
                ]
            }
            return ("\(name)", rows)
        }
        let held = zip(names, counts).compactMap { name, gates -> String? in
            guard let last = gates.last else { return nil }
            let all = Figure.count(last.opened + last.never, "rollout", "rollouts")
            guard let onTime = last.onTime, let late = last.late else {
                return "\(name) opened \(last.ring) in \(Figure.grouped(last.opened)) of \(all)"
            }
            return "\(name) opened \(last.ring) on time in \(Figure.grouped(onTime)) of \(all), late in "
                + "\(Figure.grouped(late)), never in \(Figure.grouped(last.never))"
        }
        let heldInWords =
            held.prefix(4).joined(separator: "; ") + (held.count > 4 ? "; and \(held.count - 4) more strategies" : "")
        let table = HTML.table(
            caption: "Gates by strategy, over all rollouts of all runs",
            ["ring", "planned, day", "on time", "late", "never", "typical day"],
            parts: parts.filter { !$0.rows.isEmpty }
        )
        return """
            <section id="gates" class="short" aria-labelledby="gates-title">
            <h2 id="gates-title">Did the gates hold?</h2>
            <p class="lead">\(heldInWords).</p>
            \(table)<p class="unit">Days since the release of what is rolled out, over \
            \(Figure.count(study.replications.count, "run", "runs")). Never: not until the end.</p>
            </section>

            """
    }

    var timeline: PageFigure {
        let option = { (place: Int, label: String, isSelected: Bool) -> HTML in
            let selected: HTML = isSelected ? " selected" : ""
            return "<option value=\"\(place)\"\(selected)>\(label)</option>"
        }
        let usual = courses.firstIndex { $0.isUsual }
        let special: [HTML] = PageTimelines.roles.flatMap { role in
            courses.indices.filter { courses[$0].roles.contains(role) }.map { place in
                option(place, "\(role): \(courses[place].label)", place == usual && role == PageTimelines.roles[0])
            }
        }
        let all: [HTML] = courses.indices.map { option($0, courses[$0].label, special.isEmpty && $0 == usual) }
        let options: HTML =
            special.isEmpty ? "\(all)" : "\(special)<optgroup label=\"every run\">\(all)</optgroup>"
        let rows: [[HTML]] = zip(names, usual.map { courses[$0].rows } ?? []).flatMap { name, rows in
            rows.flatMap { row in
                row.stages.map { stage in
                    [
                        "\(name)", "\(row.patches)", "\(Figure.time(Tick((stage.from * 86_400).rounded())))",
                        "\(stage.stopped ? "stopped" : "opens " + stage.name)", "\(stage.reason)",
                    ]
                }
            }
        }
        let note =
            courses.count < study.replications.count
            ? " The page holds \(courses.count) of \(study.replications.count) runs; patchlab run --run shows any."
            : ""
        return PageFigure(
            id: "timeline",
            title: "The course of one run",
            lead: "When each strategy opened its rings in one run, and when a rollout was stopped.",
            note: "Patches with the same timeline share a row." + note,
            control: """
                <p class="control"><label>Show <select id="select-timeline">\(options)</select></label></p>

                """,
            table: HTML.table(
                caption: "Decisions in \(usual.map { courses[$0].label } ?? "no run")",
                ["strategy", "patches", "time", "decision", "why"],
                rows,
                isText: true
            )
        )
    }
}
