import Experiments

/// An outcome in JSON.
struct RequirementRecord: Encodable {
    var requirement: String
    var strategy: String
    var metric: String
    var unit: String
    var value: Double?
    var limit: Double?
    var isMet: Bool
    var isSure: Bool

    init(_ outcome: RequirementOutcome) {
        requirement = outcome.requirement.text
        strategy = outcome.strategy
        metric = outcome.requirement.metric.id
        unit = outcome.requirement.metric.unit.name
        value = outcome.value
        limit = outcome.limit
        isMet = outcome.isMet
        isSure = outcome.isSure
    }
}
