import Experiments
import Foundation
import PatchModel
import Testing

@testable import Reports

@Suite("Whom a ring means, in words")
struct ConditionTextTests {
    private static let scenario = SmallStudy.scenario()

    private static func words(_ condition: DevicePredicate) -> String? { ConditionText(condition, scenario).devices }

    @Test("Every kind of condition is told, and all that hold together")
    func kinds() {
        let all = DevicePredicate(
            components: [VersionRange(component: 0, versions: 0..<1)],
            deviceClass: .laptop,
            group: "head-office",
            site: "Bonn",
            tag: "till",
            images: [0],
            criticality: .high,
            exposure: .internet
        )
        #expect(
            Self.words(all)
                == "the devices in group head-office, of class laptop, at site Bonn, tagged till, with image standard, of high "
                + "criticality, reachable from the internet and with app 1"
        )
        #expect(Self.words(DevicePredicate()) == nil)
        #expect(Self.words(DevicePredicate(exposure: .internal)) == "the devices reachable from inside only")
        let versions = [0..<2, 1..<2, 0..<9, 5..<6].map { VersionRange(component: 0, versions: $0) }
        #expect(
            versions.map { Self.words(DevicePredicate(components: [$0])) } == [
                "the devices with app", "the devices with app 2", "the devices with app",
                "the devices with app in no known version",
            ]
        )
        // What no scenario holds may not stop a report.
        let odd = DevicePredicate(components: [VersionRange(component: 7, versions: 0..<1)], images: [9])
        #expect(Self.words(odd) == "the devices with image 9 and with a component")
    }

    @Test("Limits are told with their slots, who shares them, and what becomes of slots")
    func limits() {
        let steps = [
            SlotStep(upTo: 24, slots: .count(1)), SlotStep(upTo: nil, slots: .share(SlotShare(0.1, roundsUp: true))),
        ]
        let limits = [
            InFlightLimit(slots: .count(2)),
            InFlightLimit(
                slots: .share(SlotShare(0.25)),
                surge: .count(1),
                scope: .site,
                afterFailure: .frees,
                expiry: 14_400
            ),
            InFlightLimit(slots: .byTargets(steps), scope: .service),
        ]
        #expect(
            limits.map { LimitText($0).sentence } == [
                "At most 2 in flight at once.",
                "At most 25 % (rounded down) in flight at once per site, and 1 more with a replacement; a failed one gives its slot "
                    + "back; a slot is free again after 4.00 h.",
                "At most 1 of up to 24 devices, 10 % (rounded up) of more in flight at once per service.",
            ]
        )
    }

    @Test("A share is told with what it is a share of, in the short and the full assumptions")
    func rings() async throws {
        var study = try await SmallStudy.study(replications: 2)
        let office = DevicePredicate(group: "laptops")
        let rings = [
            Ring(name: "office", size: .share(0.2), condition: office),
            Ring(name: "few", size: .count(3), condition: office),
            Ring(name: "others", size: .rest, condition: office), Ring(name: "wide", size: .share(0.5)),
            Ring(name: "rest", size: .rest),
        ]
        let strategy = Strategy(name: "staged", kind: .staged(StagedRollout(rings: rings, gate: nil)))
        study.policies[1] = StudiedPolicy(name: "staged", strategy: strategy)
        let outline =
            "Rings one after the other: office (20 % of the devices in group laptops), few (3 of the devices in group laptops), "
            + "others (the rest of the devices in group laptops), wide (50 % of all devices), rest (the rest)"
        #expect(StrategyText(strategy, study.scenario).outline == outline)
        let page = try SmallStudy.document(study).html()
        #expect(page.components(separatedBy: outline).count == 3)
        let canary = Strategy(
            name: "canary",
            kind: .canary(CanaryRollout(size: .share(0.01), condition: office, soak: 3600))
        )
        let told = StrategyText(canary, study.scenario)
        #expect(
            told.outline == "1 % of the devices in group laptops first, beside a control group of as many that wait"
        )
        #expect(told.sentences[0].hasPrefix(told.outline + ". After"))
        let planned = CanaryRollout(
            size: .count(300),
            soak: 4 * 86_400,
            extend: 86_400,
            sequential: SequentialTest(method: .groupSequential(looks: 4))
        )
        let words = StrategyText(Strategy(name: "planned", kind: .canary(planned)), study.scenario).sentences[0]
        #expect(
            words.contains(
                "It fails if a one-sided exact test says so at one of 4 looks, over which 5 % are spent, with 2 canaries"
            )
        )
        #expect(words.contains("If too few have reported by then, the last look waits for up to 24.0 h more."))
    }
}
