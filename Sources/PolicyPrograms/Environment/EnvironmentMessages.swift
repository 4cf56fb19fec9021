import EventEngine
import PatchSimulator
import Text

/// A request to an environment: a simulation of which somebody else has the loop.
enum EnvironmentRequest: MessageValue {
    /// Begins anew.
    case reset(ResetRequest)
    /// Carries orders out, and goes on to the next moment at which something is to be decided.
    case step(StepRequest)
    case close

    static var shape: Shape { .oneOf([ResetRequest.shape, StepRequest.shape]) }

    var json: JSON {
        switch self {
        case .reset(let request): request.json
        case .step(let request): request.json
        case .close: .object([("type", .string("close"))])
        }
    }

    init(json: JSON) throws(ShapeMistake) {
        guard case .string(let type) = json.members?["type"] else { throw ShapeMistake("a text \"type\"") }
        switch type {
        case "reset": self = .reset(try ResetRequest(json: json))
        case "step": self = .step(try StepRequest(json: json))
        case "close": self = .close
        default:
            throw ShapeMistake(
                "reset, step or close" + didYouMean(type, among: ["reset", "step", "close"]),
                at: "type"
            )
        }
    }
}

struct ResetRequest: MessageObject {
    var seed: Int?
    var replication = 0

    static var blank: ResetRequest { ResetRequest() }

    static let fields: [Field<ResetRequest>] = [
        Field("type", always: "reset"),
        Field("seed", \.seed, isRequired: false, "null: the one before, or that of the command"),
        Field("replication", \.replication, isRequired: false, "which of the many possible courses of events"),
    ]
}

struct StepRequest: MessageObject {
    var wake: Tick?
    var actions: [AnyJSON] = []

    static var blank: StepRequest { StepRequest() }

    static let fields: [Field<StepRequest>] = [
        Field("type", always: "step"),
        Field("wake", \.wake, isRequired: false, "null: at the next release, or the end"),
        Field("actions", \.actions, isRequired: false, as: .list(Order.shape)),
    ]
}

/// What an environment answers: an observation, what it cost to get there, and whether that was the end.
struct EnvironmentState: MessageObject {
    var observation = Observation()
    var cost = 0.0
    var isEnded = false
    /// What was wrong with the actions.
    var incidents: [ErrorMessage] = []

    static var blank: EnvironmentState { EnvironmentState() }

    static let fields: [Field<EnvironmentState>] = [
        Field("type", always: "state"),
        Field("observation", \.observation),
        Field(
            "costSince",
            \.cost,
            "what it has cost since the last state, at the scenario's prices; without prices, device-days exposed and "
                + "device-days of unplanned downtime"
        ),
        Field("ended", \.isEnded, "whether the horizon is reached"),
        Field("incidents", \.incidents, "what was wrong with the actions"),
    ]
}
