import EventEngine
import PatchModel
import Testing

@testable import Warnings

@Suite("By when devices are in contact")
struct ContactLawTests {
    private static func group(_ connectivity: Connectivity, reach: CheckIn.Reach = .internet) -> DeviceGroup {
        DeviceGroup(
            name: "g",
            count: 2,
            deviceClass: .laptop,
            image: 0,
            connectivity: connectivity,
            checkIn: CheckIn(mode: .push, reach: reach)
        )
    }

    @Test("off-periods without memory: what is left of one has the law of the whole")
    func exponential() throws {
        let law = ContactLaw(
            Self.group(
                .alternating(on: try .exponential(mean: 2700), off: try .exponential(mean: 777_600), awayShare: 0)
            )
        )
        let atOnce = 2700.0 / 780_300
        for days in [0.5, 1, 5, 20] {
            let off = try Distribution.exponential(mean: 9).cumulative(days)
            #expect(abs(law.probability(within: days * 86_400) - (atOnce + (1 - atOnce) * off)) < 1e-7)
        }
    }

    @Test("off-periods of one length: the time that is left is spread evenly over it")
    func constant() throws {
        let law = ContactLaw(
            Self.group(.alternating(on: try .constant(100), off: try .constant(900), awayShare: 0))
        )
        // Simpson's rule meets the step of the distribution function only at the very end.
        #expect(abs(law.probability(within: 450) - (0.1 + 0.9 * 0.5)) < 1e-9)
        #expect(law.probability(within: 0) == 0.1)
    }

    @Test("the chance of a contact never falls with time, and two of two need longer than one of two")
    func order() throws {
        let profiles: [Connectivity] = [
            .alternating(
                on: try .exponential(mean: 2700),
                off: try .logNormal(median: 500_000, sigma: 0.9),
                awayShare: 0.7
            ),
            .weekly(WeeklyPattern(days: [.mon, .fri], opens: 30_000, closes: 60_000, attendance: 0.6)),
        ]
        for profile in profiles {
            for reach in CheckIn.Reach.allCases {
                let group = Self.group(profile, reach: reach)
                let law = ContactLaw(group)
                let values = stride(from: 0.0, through: 30, by: 0.25).map { law.probability(within: $0 * 86_400) }
                #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 + 1e-12 })
                #expect(values.allSatisfy { (0...1).contains($0) })
                let ring = RolloutOutline.Ring(name: "r", targets: 2, members: [2], opens: 0)
                let one = try #require(RingContact(ring, needed: 1).median(within: 8_640_000, [law]))
                let both = try #require(RingContact(ring, needed: 2).median(within: 8_640_000, [law]))
                #expect(one < both)
                // Both of two: the square of one's chance is a half.
                #expect(abs(law.probability(within: both) - 0.5.squareRoot()) < 1e-4)
            }
        }
    }
}
