package import EventEngine
package import PatchModel

/// A lesson: a world in which somebody decides on what the console shows, and what is held against it afterwards.
///
/// A value without behaviour and without truth: which of its draws is played, and what is true in it, is no part of it.
package struct Lesson: Sendable, Hashable {
    /// A message that arrives at a time of its own.
    package struct Inject: Sendable, Hashable {
        package var time: Tick
        package var from: String
        package var text: String
        /// What the console must show then; otherwise nobody sends it. Nil: it comes in any case.
        package var condition: Condition?

        /// How rollouts stand.
        package enum Condition: Sendable, Hashable {
            /// No ring is open.
            case nothingOpen
            /// A ring is open, whether its rollout is stopped or not.
            case open
            /// A ring is open, and no rollout is stopped.
            case running
            /// A rollout is stopped.
            case stopped
        }

        package init(time: Tick, from: String, text: String, condition: Condition? = nil) {
            self.time = time
            self.from = from
            self.text = text
            self.condition = condition
        }
    }

    /// Where the trainee is made to look up.
    package struct AttentionRule: Sendable, Hashable {
        /// Shares of a ring's reporting devices that are unhealthy, ascending.
        package var unhealthy: [Double]
        /// Shares of a ring's devices that have been heard of, ascending.
        package var heard: [Double]
        /// Whether a day with many tickets is worth a look.
        package var tickets: Bool

        package init(
            unhealthy: [Double] = [0.005, 0.01, 0.02, 0.05],
            heard: [Double] = [0.5, 0.9, 0.95],
            tickets: Bool = true
        ) {
            self.unhealthy = unhealthy
            self.heard = heard
            self.tickets = tickets
        }
    }

    /// What is asked before a ring is opened.
    package struct Question: Sendable, Hashable {
        package var ring: String
        package var text: String

        package init(ring: String, text: String) {
            self.ring = ring
            self.text = text
        }
    }

    /// Three steps of help, each noted, none of which costs anything.
    package struct Hint: Sendable, Hashable {
        package var question: String
        package var pointer: String
        package var rule: String

        package init(question: String, pointer: String, rule: String) {
            self.question = question
            self.pointer = pointer
            self.rule = rule
        }

        package var steps: [String] { [question, pointer, rule] }
    }

    /// The policies among which the best one in hindsight is looked for, besides the strategies of the scenario.
    package struct Hindsight: Sendable, Hashable {
        /// Everyone at these times.
        package var everyoneAt: [Tick]
        /// The rings of the scenario's staged strategies, with soaks that are so many times as long.
        package var soaks: [Double]

        package init(everyoneAt: [Tick] = [], soaks: [Double] = []) {
            self.everyoneAt = everyoneAt
            self.soaks = soaks
        }
    }

    /// Which draws there are: runs 0 and on of a seed.
    package struct Pool: Sendable, Hashable {
        package var seed: UInt64
        package var draws: Int

        package init(seed: UInt64, draws: Int) {
            self.seed = seed
            self.draws = draws
        }
    }

    /// Its name in commands, such as `tuesdays-library`.
    package var name: String
    package var number: Int
    package var title: String
    package var minutes: Int
    /// What the role is and what it knows, in words.
    package var role: String
    /// What is to be done, and what counts.
    package var brief: String
    package var scenario: Scenario
    package var prices: Prices
    package var pool: Pool
    package var injects: [Inject]
    package var attention: AttentionRule
    package var questions: [Question]
    package var must: [Duty]
    package var never: [Duty]
    package var expert: Strategy
    package var naive: Strategy
    package var hindsight: Hindsight
    package var hints: [Hint]
    /// The sentence to take home.
    package var rule: String
    /// Of the files that it was made of: whatever changes the lesson changes it.
    package var digest: String
    /// What the expert and the naive strategy cost on other draws; nil: it has not been worked out.
    package var par: Par?

    package init(
        name: String,
        number: Int = 0,
        title: String,
        minutes: Int = 30,
        role: String = "",
        brief: String = "",
        scenario: Scenario,
        prices: Prices,
        pool: Pool = Pool(seed: 1, draws: 64),
        injects: [Inject] = [],
        attention: AttentionRule = AttentionRule(),
        questions: [Question] = [],
        must: [Duty] = [],
        never: [Duty] = [],
        expert: Strategy,
        naive: Strategy,
        hindsight: Hindsight = Hindsight(),
        hints: [Hint] = [],
        rule: String = "",
        digest: String = "",
        par: Par? = nil
    ) {
        self.name = name
        self.number = number
        self.title = title
        self.minutes = minutes
        self.role = role
        self.brief = brief
        self.scenario = scenario
        self.prices = prices
        self.pool = pool
        self.injects = injects
        self.attention = attention
        self.questions = questions
        self.must = must
        self.never = never
        self.expert = expert
        self.naive = naive
        self.hindsight = hindsight
        self.hints = hints
        self.rule = rule
        self.digest = digest
        self.par = par
    }
}

/// Something that must be done, or must never be done, in words and as a test on what was decided and what the console showed.
package struct Duty: Sendable, Hashable {
    package enum Test: Sendable, Hashable {
        /// Before the last ring of a rollout is opened, that many devices with the component were in open rings for at least so
        /// many seconds, without a rollback in between unless the vendor has fixed the patch since.
        case pilots(component: Int, count: Int, since: Tick)
        /// A rule that stops a rollout was armed before its first ring was opened, or in the same decision.
        case stopIsArmed
        /// A rollout with a control group was begun.
        case controlGroup
        /// Of the devices of the first ring that was opened, at least half belong to the group.
        case first(group: String)
        /// A forecast of that kind was given, by that time.
        case forecast(Forecast.Kind, by: Tick)
        /// A note was made before the last ring was opened, and after the ring before it.
        case noteBeforeLast
        /// A rollout was stopped within so many seconds after that many of its devices were reported to be in trouble.
        case stopped(within: Tick, afterTroubles: Int)
        /// A rollout went on after a stop, while the vendor had not answered about any of its patches.
        case resumedBeforeAnswer
        /// Patches were taken back while fewer devices than that were unhealthy.
        case rolledBack(below: Int)
        /// A ring was opened while less than that share of the ring before it had reported, or before it had been open so long.
        case openedBlindly(reporting: Double, soak: Tick)
    }

    package var text: String
    package var test: Test

    package init(_ test: Test, _ text: String) {
        self.test = test
        self.text = text
    }
}

/// What a trainee expects, to be compared with what came.
package struct Forecast: Sendable, Hashable {
    package enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The chance that an update that is being rolled out carries a defect, as a share.
        case defect
        /// The time at which 95 % of the devices run what they are to run, in seconds after the start.
        case t95
    }

    package var kind: Kind
    package var value: Double

    package init(_ kind: Kind, _ value: Double) {
        self.kind = kind
        self.value = value
    }
}
