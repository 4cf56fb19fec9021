package import Experiments
import Foundation
import PatchModel
import PatchSimulator
import PolicyPrograms
package import Reports
package import ResultStore
import ScenarioFiles
import Text

/// Runs a suite for a caller: look by look, until it is decided.
package struct SuiteSession: Sendable {
    private let suite: PreparedSuite
    private let work: Work
    private var runs: SuiteRuns
    /// By candidate, the look at which it was decided, or the last one.
    private var decided: [Int: GateResult] = [:]
    /// Places of the candidates that are the baseline itself.
    private let same: Set<Int>

    /// - Parameters:
    ///   - folder: where runs are kept as they are made, and where those are that need not be; nil: nowhere.
    ///   - caller: hears of each look.
    /// - Throws: `Failure` if the baseline's file does not fit, or if the folder cannot be used.
    package init(_ suite: PreparedSuite, resuming folder: String? = nil, for caller: any Caller) throws {
        self.suite = suite
        same = Self.same(suite)
        work = Work(seed: suite.seeds.shown, threads: suite.threads, caller: caller)
        let stored = try SuiteBaseline.stored(suite)
        let checkpoint = try folder.map { try SuiteCheckpoint($0, suite, for: caller) }
        runs = try SuiteRuns(
            suite,
            policies: suite.policies.count,
            stored: stored,
            work: work,
            checkpoint: checkpoint
        ) { key in
            try suite.source(suite.policies[key.policy], key)
        }
    }

    /// The same with the runs of a result, whose programs are not there.
    init(_ suite: PreparedSuite, _ runs: SuiteRuns, work: Work) {
        self.suite = suite
        same = Self.same(suite)
        self.work = work
        self.runs = runs
    }

    private static func same(_ suite: PreparedSuite) -> Set<Int> {
        Set(suite.candidates.indices.filter { suite.isBaseline(suite.candidates[$0]) })
    }

    /// What is the baseline itself loses nothing, however little a look can tell.
    private func passed(_ result: GateResult, _ samples: [GatedSample], _ candidate: Int) throws -> GateResult {
        if let odd = samples.first(where: { $0.baseline != $0.candidate }) {
            throw Failure(
                "\(suite.candidates[candidate].name) is the baseline itself, and its runs in world \"\(odd.id.world)\" differ: nothing "
                    + "that is found here can be trusted",
                help:
                    "this happens if a program keeps something from one episode to the next; patchlab policy check finds it",
                kind: .notDetermined
            )
        }
        var result = result
        result.verdict = .pass
        for row in result.rows.indices where result.rows[row].isGated {
            result.rows[row].verdict = .pass
            result.rows[row].doubt = nil
        }
        return result
    }

    /// Makes the runs and looks for a verdict.
    ///
    /// - Parameter budget: seconds after which it ends without a verdict; nil: there is time.
    /// - Throws: `Failure` if runs cannot be made, if something is not as it was, or if the time is over.
    package mutating func decide(budget: Double?) async throws {
        let gate = Gate(suite.rule)
        let timed = budget.map { TimedCaller(work.caller, until: .now + .seconds($0)) }
        if let timed { runs.heed(timed) }
        defer { runs.heed(work.caller) }
        for (look, replications) in suite.rule.looks.enumerated() {
            do {
                guard timed?.isTimeOver != true else { throw Failure.interrupted("") }
                try await runs.extend(to: replications)
            } catch let failure as Failure where failure.kind == .interrupted && timed?.isTimeOver == true {
                throw overBudget(budget ?? 0, before: look)
            }
            try Self.check(runs)
            for candidate in suite.candidates.indices
            where decided[candidate]?.verdict != .pass && decided[candidate]?.verdict != .fail {
                let samples = try runs.samples(candidate + 1, replications: replications)
                var result = gate.judge(samples, look: look)
                if same.contains(candidate) { result = try passed(result, samples, candidate) }
                decided[candidate] = result
                work.caller.note(
                    "\(suite.candidates[candidate].name): after \(replications) of \(suite.rule.most) replications: "
                        + result.verdict.rawValue
                )
            }
            if suite.candidates.indices.allSatisfy({ decided[$0]?.verdict != .inconclusive }) { return }
        }
    }

    private func overBudget(_ budget: Double, before look: Int) -> Failure {
        let made = look > 0 ? suite.rule.looks[look - 1] : 0
        return Failure(
            "the time ran out: \(made) of \(suite.rule.most) replications were made in \(Figure.span(budget)), and they decide nothing",
            help:
                "raise budget.time, which 'patchlab suite check' foresees; with --resume FOLDER the same command continues from there",
            kind: .overBudget
        )
    }

    /// A program that was given up is not asked any more: going on would say nothing of it.
    private static func check(_ runs: SuiteRuns) throws {
        for (key, source) in runs.programs where source.conduct.isGivenUp {
            let found = Misconduct(of: source.name, key.policy, in: runs)?.lines ?? []
            throw Failure(
                lines: [
                    "policy misbehaved: \(source.name) had to be ended in \(ProgramLimits.endedEpisodes) runs of world "
                        + "\"\(runs.suite.worlds[key.world].name)\"; the verdict is withheld"
                ] + found,
                help: "patchlab policy check \(source.configuration.path)",
                kind: .misbehaved
            )
        }
    }

    // MARK: Afterwards

    /// What was found, for whoever shows it.
    package func report() throws -> SuiteReport {
        let gate = Gate(suite.rule)
        let candidates = try suite.candidates.indices.map { place -> SuiteReport.Candidate in
            let result = decided[place]
            let replications = result?.replications ?? 0
            let samples = try runs.samples(place + 1, replications: replications)
            let sights = gate.couldHaveSeen(samples)
            let gaps = try gaps(place + 1, replications)
            let counts = runs.incidents(place + 1)
            let rows = zip(suite.rows, result?.rows ?? []).map { row, found in
                SuiteReport.Row(
                    result: found,
                    metric: row.metric,
                    sight: sights.first { $0.id == found.id },
                    gap: gaps.first { $0.id == found.id }
                )
            }
            // A baseline that misbehaves is no measure either.
            let isWithheld = [counts, runs.incidents(0)].contains {
                Double($0.marked) > suite.file.programs.incidents * Double($0.runs)
            }
            var candidate = SuiteReport.Candidate(
                name: suite.candidates[place].name,
                verdict: isWithheld ? .withheld : Self.verdict(result?.verdict ?? .inconclusive),
                replications: replications,
                runs: counts.runs,
                runsWithIncidents: counts.marked,
                rows: rows
            )
            candidate.words = suite.candidates[place].words
            candidate.shownReplications = runs.count(.shown, of: replications)
            candidate.isBaseline = same.contains(place)
            return candidate
        }
        var report = SuiteReport(
            suite: suite.file.name,
            question: suite.file.question,
            baseline: suite.baseline.name,
            worlds: suite.worlds.map { SuiteReport.World(name: $0.name, words: $0.words) },
            candidates: candidates,
            seeds: SuiteReport.Seeds(
                shown: suite.seeds.shown,
                commitment: suite.seeds.secret?.commitment,
                week: suite.seeds.week,
                missing: suite.seeds.secret == nil ? suite.seeds.variable : nil
            ),
            most: suite.rule.most,
            power: suite.rule.power,
            incidents: suite.file.programs.incidents
        )
        report.programs = runs.programRecords
        report.misconduct = suite.policies.indices.compactMap { Misconduct(of: suite.policies[$0].name, $0, in: runs) }
        if case .strategy(let name) = suite.baseline {
            report.baselineWords = "--against " + ShellWord.quoted(name)
        } else {
            report.baselineWords = suite.baseline.words
        }
        return report
    }

    private static func verdict(_ verdict: GateVerdict) -> SuiteReport.Verdict {
        switch verdict {
        case .pass: .pass
        case .fail: .fail
        case .inconclusive: .inconclusive
        }
    }

    private func gaps(_ policy: Int, _ replications: Int) throws -> [GateGap] {
        guard suite.seeds.hidden != nil, replications >= 4 else { return [] }
        let shown = try runs.samples(policy, on: .shown, replications: replications)
        let hidden = try runs.samples(policy, on: .hidden, replications: replications)
        return zip(shown, hidden).compactMap { GateGap(public: $0, hidden: $1) }
    }

    /// What is kept of the run.
    ///
    /// - Parameter reveals: whether the runs on the hidden seed are kept for all to read.
    package func record(_ report: SuiteReport, reveals: Bool) throws -> SuiteRecord {
        try SuiteRecords.record(suite, runs, reveals ? report : report.rounded, reveals: reveals)
    }

    /// Runs a few things again that must come out the same: the baseline on one thread, and a share of the runs of programs, each
    /// in a process of its own.
    ///
    /// - Throws: `Failure` if something does not.
    package func audit() async throws {
        try await SuiteAudit(suite, runs, work).check()
    }

    /// Turns a verdict into the end of a command.
    ///
    /// - Parameter inconclusive: what an open verdict counts as; nil: neither.
    /// - Throws: `Failure` unless all pass.
    package static func end(_ report: SuiteReport, inconclusive: GateVerdict?) throws {
        let names = { (verdict: SuiteReport.Verdict) in
            report.candidates.filter { $0.verdict == verdict }.map(\.name).joined(separator: ", ")
        }
        switch report.verdict {
        case .pass: return
        case .withheld:
            throw Failure("policy misbehaved: \(names(.withheld)); the verdict is withheld", kind: .misbehaved)
        case .fail: throw Failure("\(report.suite): \(names(.fail)) failed", kind: .difference)
        case .inconclusive:
            switch inconclusive {
            case .pass: return
            case .fail:
                throw Failure(
                    "\(report.suite): \(names(.inconclusive)) is inconclusive, which counts as failed",
                    kind: .difference
                )
            case .inconclusive, nil:
                throw Failure(
                    "\(report.suite): \(names(.inconclusive)) is inconclusive",
                    help: "--inconclusive pass or fail sets how that counts",
                    kind: .inconclusive
                )
            }
        }
    }
}
