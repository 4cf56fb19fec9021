import EventEngine
import Foundation
import PatchModel
import PatchSimulator

/// What a decision carries beyond its row: a rollout's plan, or the switches of a stop. Written as JSON, from which
/// exactly the same value is read.
enum DecisionText {
    static func encode(_ plan: RolloutPlan) throws -> String { try text(PlanRecord(plan)) }

    static func encode(_ switches: OnStop) throws -> String { try text(SwitchesRecord(switches)) }

    /// - Throws: `DecodingError` or `Damage` for what `encode` has not written.
    static func plan(_ text: String) throws -> RolloutPlan {
        try JSONDecoder().decode(PlanRecord.self, from: Data(text.utf8)).plan()
    }

    static func switches(_ text: String) throws -> OnStop {
        try JSONDecoder().decode(SwitchesRecord.self, from: Data(text.utf8)).switches
    }

    private static func text(_ record: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(record), as: UTF8.self)
    }

    /// A word that stands for nothing.
    struct Damage: Error {
        var word: String
    }

    fileprivate static func value<Value: RawRepresentable>(_ word: String) throws -> Value
    where Value.RawValue == String {
        guard let value = Value(rawValue: word) else { throw Damage(word: word) }
        return value
    }
}

private struct PlanRecord: Codable {
    var patches: [Int]
    var rings: [RingRecord]
    var assignment: String
    var watchSeconds: Tick

    init(_ plan: RolloutPlan) {
        patches = plan.patches
        rings = plan.rings.map(RingRecord.init)
        assignment = plan.assignment.rawValue
        watchSeconds = plan.watch
    }

    func plan() throws -> RolloutPlan {
        RolloutPlan(
            patches: patches,
            rings: try rings.map { try $0.ring() },
            assignment: try DecisionText.value(assignment),
            watch: watchSeconds
        )
    }
}

private struct RingRecord: Codable {
    var name: String
    /// Neither of the two: the rest.
    var share: Double?
    var count: Int?
    var isControl: Bool?
    var condition: ConditionRecord?

    init(_ ring: RolloutPlan.RingPlan) {
        name = ring.name
        switch ring.size {
        case .share(let share): self.share = share
        case .count(let count): self.count = count
        case .rest: break
        }
        if ring.isControl { isControl = true }
        if ring.condition != DevicePredicate() { condition = ConditionRecord(ring.condition) }
    }

    func ring() throws -> RolloutPlan.RingPlan {
        RolloutPlan.RingPlan(
            name: name,
            size: share.map { .share($0) } ?? count.map { .count($0) } ?? .rest,
            condition: try condition?.predicate() ?? DevicePredicate(),
            isControl: isControl ?? false
        )
    }
}

private struct ConditionRecord: Codable {
    struct Range: Codable {
        var component: Int
        var fromVersion: Int
        var belowVersion: Int
    }

    var components: [Range]?
    var deviceClass: String?
    var group: String?
    var site: String?
    var tag: String?
    var image: Int?
    var risk: String?
    var exposure: String?

    init(_ predicate: DevicePredicate) {
        if !predicate.components.isEmpty {
            components = predicate.components.map {
                Range(
                    component: $0.component,
                    fromVersion: $0.versions.lowerBound,
                    belowVersion: $0.versions.upperBound
                )
            }
        }
        deviceClass = predicate.deviceClass?.rawValue
        group = predicate.group
        site = predicate.site
        tag = predicate.tag
        image = predicate.image
        risk = predicate.risk?.rawValue
        exposure = predicate.exposure?.rawValue
    }

    func predicate() throws -> DevicePredicate {
        DevicePredicate(
            components: try (components ?? []).map { range in
                guard range.fromVersion <= range.belowVersion else { throw DecisionText.Damage(word: "versions") }
                return VersionRange(component: range.component, versions: range.fromVersion..<range.belowVersion)
            },
            deviceClass: try deviceClass.map { try DecisionText.value($0) },
            group: group,
            site: site,
            tag: tag,
            image: image,
            risk: try risk.map { try DecisionText.value($0) },
            exposure: try exposure.map { try DecisionText.value($0) }
        )
    }
}

private struct SwitchesRecord: Codable {
    var stopsOffers: Bool
    var cancelsQueued: Bool
    var interruptsInFlight: Bool
    var rollsBack: Bool
    var resumesWithFix: Bool?
    /// Neither of the two: it never goes on.
    var resumesAfterSeconds: Tick?

    init(_ switches: OnStop) {
        stopsOffers = switches.stopsOffers
        cancelsQueued = switches.cancelsQueued
        interruptsInFlight = switches.interruptsInFlight
        rollsBack = switches.rollsBack
        switch switches.resume {
        case .never: break
        case .withFix: resumesWithFix = true
        case .after(let wait): resumesAfterSeconds = wait
        }
    }

    var switches: OnStop {
        OnStop(
            stopsOffers: stopsOffers,
            cancelsQueued: cancelsQueued,
            interruptsInFlight: interruptsInFlight,
            rollsBack: rollsBack,
            resume: resumesAfterSeconds.map { .after($0) } ?? (resumesWithFix == true ? .withFix : .never)
        )
    }
}
