import EventEngine
import PatchModel

/// What a kind of strategy does with one rollout: all that the simulator has to know of the kind.
protocol StrategyRules {
    /// The rings into which each rollout is cut.
    var ringPlans: [RolloutPlan.RingPlan] { get }

    /// The strata in which first troubles of the first ring are compared with those of control groups; nil: they are not.
    var comparison: SequentialTest.Strata? { get }

    /// What is done at a look at the console, if the rollout is not stopped and the strategy's stop rule does not hold.
    ///
    /// - Parameter status: nil when the rollout begins at this very moment.
    func actions(
        of course: inout RolloutCourse,
        at now: Tick,
        _ strategy: Strategy,
        _ status: RolloutStatus?
    ) -> [ReasonedAction]

    /// What the rollout, which is not stopped and has rings that are not open, waits for; nil: nothing.
    func wait(of course: RolloutCourse, at now: Tick, _ status: RolloutStatus) -> RolloutWait?
}

extension StrategyRules {
    var comparison: SequentialTest.Strata? { nil }
}

extension Strategy.Kind {
    /// The only place where the simulator tells kinds of strategies apart.
    var rules: any StrategyRules {
        switch self {
        case .bigBang: BigBang()
        case .staged(let staged): staged
        case .canary(let canary): canary
        }
    }
}

/// Everyone at once.
private struct BigBang: StrategyRules {
    var ringPlans: [RolloutPlan.RingPlan] { [.init(name: "everyone", size: .rest)] }

    func actions(
        of course: inout RolloutCourse,
        at now: Tick,
        _ strategy: Strategy,
        _ status: RolloutStatus?
    ) -> [ReasonedAction] {
        course.openRest(at: now, because: now == course.began ? "everyone at release" : "everyone at once")
    }

    func wait(of course: RolloutCourse, at now: Tick, _ status: RolloutStatus) -> RolloutWait? { nil }
}
