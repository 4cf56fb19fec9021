public import PatchModel

/// What a search for the best settings of a strategy has found.
public struct OptimisationResult: Sendable {
    /// A point that was judged, in the order of judging.
    public struct Trial: Sendable, Hashable {
        /// Empty: the scenario as it is written.
        public var settings: [SweepSetting]
        public var score: SearchScore

        public init(settings: [SweepSetting], score: SearchScore) {
            self.settings = settings
            self.score = score
        }
    }

    /// Why a search came to its end.
    public enum Ending: String, Sendable, Hashable, CaseIterable {
        /// Another point would have cost more than was left.
        case budgetSpent = "budget-spent"
        /// There are no more points than those that were judged.
        case everyPointJudged = "every-point-judged"
        /// What was asked for had all been judged before, `OptimisationResult.patience` times in a row.
        case nothingNew = "nothing-new"
    }

    /// A search ends when so many points in a row had been judged before. If a share p of all points were left, that would
    /// happen with a probability of about exp(-10,000 p): of a share of one in a thousand, once in 20,000 searches.
    public static let patience = 10_000

    /// The scenario as it is written.
    public var scenario: Scenario
    public var strategy: String
    public var keys: [String]
    /// Those of them that nobody chooses, such as prices and chances.
    public var circumstances: Set<String>
    public var goal: SearchGoal
    public var seed: UInt64
    /// Single runs made in the search.
    public var runs: Int
    /// The scenario as it is written comes first.
    public var trials: [Trial]
    /// How often the search began again elsewhere.
    public var restarts: Int
    public var ending: Ending
    /// The scenario as it is written, in the replications of the search.
    public var start: SweepCell
    /// The best point, in the replications of the search. Chosen because it was good there: rather too good to be true.
    public var best: SweepCell
    /// Values of the best point by key; those of the start where nothing better was found.
    public var settings: [SweepSetting]
    /// The numbers of the replications of the search, and of the fresh ones.
    public var replications: [Int]
    public var freshReplications: [Int]
    /// Both in replications that the search has not seen.
    public var freshStart: SweepCell
    public var freshBest: SweepCell

    public init(
        scenario: Scenario,
        strategy: String,
        keys: [String],
        circumstances: Set<String> = [],
        goal: SearchGoal,
        seed: UInt64,
        runs: Int,
        trials: [Trial],
        restarts: Int,
        ending: Ending = .budgetSpent,
        start: SweepCell,
        best: SweepCell,
        settings: [SweepSetting],
        replications: [Int],
        freshReplications: [Int],
        freshStart: SweepCell,
        freshBest: SweepCell
    ) {
        self.scenario = scenario
        self.strategy = strategy
        self.keys = keys
        self.circumstances = circumstances
        self.goal = goal
        self.seed = seed
        self.runs = runs
        self.trials = trials
        self.restarts = restarts
        self.ending = ending
        self.start = start
        self.best = best
        self.settings = settings
        self.replications = replications
        self.freshReplications = freshReplications
        self.freshStart = freshStart
        self.freshBest = freshBest
    }

    /// Whether any two points differ in the metric or in how they keep the constraints.
    public var reacts: Bool { Set(trials.map(\.score)).count > 1 }

    /// The best point against the start in fresh replications: the only fair judgement of a point that was chosen for its
    /// figures. Nil if the metric has no value there.
    public var confirmation: PairedDifference? {
        guard let one = freshBest.values(goal.metric), let other = freshStart.values(goal.metric) else { return nil }
        return PairedDifference(of: one, against: other)
    }

    /// Whether the best point keeps all constraints, by its means in the replications of the search and in fresh ones.
    public var isFeasible: (searched: Bool, fresh: Bool) {
        (goal.score(best).violation == 0, goal.score(freshBest).violation == 0)
    }
}
