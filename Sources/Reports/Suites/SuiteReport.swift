package import Experiments
import Text

/// What a run of a suite found, for all who show it.
package struct SuiteReport: Sendable {
    package enum Verdict: String, Sendable, Hashable {
        case pass
        case fail
        case inconclusive
        /// The program misbehaved more than is borne.
        case withheld
    }

    /// A metric in a world.
    package struct Row: Sendable {
        package var result: GateRowResult
        package var metric: Metric
        /// What the run could have seen; nil for what is only watched.
        package var sight: GateSight?
        /// How far hidden seeds say something else than the public one; nil where there are none.
        package var gap: GateGap?

        package init(result: GateRowResult, metric: Metric, sight: GateSight?, gap: GateGap?) {
            self.result = result
            self.metric = metric
            self.sight = sight
            self.gap = gap
        }

        /// `pass`, `fail`, `inconclusive` or `watched`.
        package var verdict: String { result.isGated ? result.verdict?.rawValue ?? "inconclusive" : "watched" }
        /// `bad-patch / devices-hit`
        package var name: String { "\(result.id.world) / \(result.id.metric)" }
    }

    /// A policy that is held against the baseline.
    package struct Candidate: Sendable {
        package var name: String
        package var verdict: Verdict
        /// Replications after which it was decided.
        package var replications: Int
        package var runs: Int
        package var runsWithIncidents: Int
        package var rows: [Row]
        /// The words of a command line that name it: `--policy ./mine.py`, `--strategy slower`.
        package var words = ""
        /// Those of them on the public seed, for whoever looks at them.
        package var shownReplications = 0
        /// Whether it is the baseline itself, so that nothing had to be compared.
        package var isBaseline = false

        package init(
            name: String,
            verdict: Verdict,
            replications: Int,
            runs: Int,
            runsWithIncidents: Int,
            rows: [Row]
        ) {
            self.name = name
            self.verdict = verdict
            self.replications = replications
            self.runs = runs
            self.runsWithIncidents = runsWithIncidents
            self.rows = rows
        }
    }

    package struct World: Sendable {
        package var name: String
        /// The words of a command line that make the same world: scenario and settings.
        package var words: String

        package init(name: String, words: String) {
            self.name = name
            self.words = words
        }
    }

    package struct Seeds: Sendable {
        package var shown: UInt64
        /// SHA-256 of the secret; nil: the public seed alone is used.
        package var commitment: String?
        package var week: String?
        /// The variable that the suite wants, and that is not set.
        package var missing: String?

        package init(shown: UInt64, commitment: String?, week: String?, missing: String?) {
            self.shown = shown
            self.commitment = commitment
            self.week = week
            self.missing = missing
        }
    }

    package var suite: String
    package var question: String
    package var baseline: String
    package var worlds: [World]
    package var candidates: [Candidate]
    package var seeds: Seeds
    /// Replications at the last look.
    package var most: Int
    package var power: Double
    /// The share of runs that may have incidents.
    package var incidents: Double
    /// What went wrong with the programs that had incidents.
    package var misconduct: [Misconduct] = []
    /// Those that decided, or whose logs did.
    package var programs: [ProgramRecord] = []
    /// The words of a command line that hold something against the baseline: `--against staged`.
    package var baselineWords = ""

    package init(
        suite: String,
        question: String,
        baseline: String,
        worlds: [World],
        candidates: [Candidate],
        seeds: Seeds,
        most: Int,
        power: Double,
        incidents: Double
    ) {
        self.suite = suite
        self.question = question
        self.baseline = baseline
        self.worlds = worlds
        self.candidates = candidates
        self.seeds = seeds
        self.most = most
        self.power = power
        self.incidents = incidents
    }

    /// The worst one: a run of the suite is as good as its worst candidate.
    package var verdict: Verdict {
        let all = Set(candidates.map(\.verdict))
        return [.withheld, .fail, .inconclusive].first { all.contains($0) } ?? .pass
    }

    /// The words for a verdict: what passes where nothing is hidden is told so.
    package func words(_ verdict: Verdict) -> String {
        verdict == .pass && seeds.missing != nil ? "pass (public seeds only)" : verdict.rawValue
    }

    // MARK: Of hidden runs no more than a reader may know

    /// The same with figures of two digits, so that nobody learns hidden seeds from them.
    package var rounded: SuiteReport {
        guard seeds.commitment != nil else { return self }
        var report = self
        for candidate in report.candidates.indices {
            for row in report.candidates[candidate].rows.indices {
                let result = report.candidates[candidate].rows[row].result
                var shown = result
                shown.baseline = Self.twoDigits(result.baseline)
                shown.candidate = Self.twoDigits(result.candidate)
                shown.loss = Self.twoDigits(result.loss)
                shown.lower = Self.twoDigits(result.lower)
                shown.upper = Self.twoDigits(result.upper)
                shown.margin = result.margin.map(Self.twoDigits)
                report.candidates[candidate].rows[row].result = shown
                if var sight = report.candidates[candidate].rows[row].sight {
                    sight.margin = Self.twoDigits(sight.margin)
                    sight.power = (sight.power * 100).rounded() / 100
                    report.candidates[candidate].rows[row].sight = sight
                }
                if var gap = report.candidates[candidate].rows[row].gap {
                    gap.publicLoss = Self.twoDigits(gap.publicLoss)
                    gap.hiddenLoss = Self.twoDigits(gap.hiddenLoss)
                    gap.pValue = Self.twoDigits(gap.pValue)
                    report.candidates[candidate].rows[row].gap = gap
                }
            }
        }
        return report
    }

    static func twoDigits(_ value: Double) -> Double {
        guard value.isFinite, value != 0 else { return value }
        var scale = 1.0
        while abs(value) * scale < 10 { scale *= 10 }
        while abs(value) * scale >= 100 { scale /= 10 }
        return (value * scale).rounded() / scale
    }
}
