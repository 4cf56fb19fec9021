import EventEngine
import Testing

@testable import Experiments

@Suite("Shares of paired replications")
struct PairedSharesTests {
    @Test("Newcombe's interval is the published one")
    func published() {
        // Bentur and others (2009), in M. W. Fagerland, S. Lydersen and P. Laake, "Recommended tests and confidence intervals for
        // paired binomial proportions", Statistics in Medicine 33 (2014): −0.507 to −0.026.
        let bentur = PairedShares(both: 1, candidateOnly: 1, baselineOnly: 7, neither: 12)
        let z = normalQuantile(0.975)
        #expect(abs(bentur.bound(z: -z) + 0.507) < 5e-4)
        #expect(abs(bentur.bound(z: z) + 0.026) < 5e-4)
    }

    @Test("Without a bad replication the upper bound is Wilson's, z²/(n + z²)")
    func zero() {
        let shares = PairedShares(both: 0, candidateOnly: 0, baselineOnly: 0, neither: 800)
        #expect(abs(shares.bound(z: 2) - 4.0 / 804) < 1e-15)
        #expect(abs(shares.bound(z: -2) + 4.0 / 804) < 1e-15)
    }

    @Test("Changing the labels changes the sign")
    func symmetric() {
        let one = PairedShares(both: 30, candidateOnly: 12, baselineOnly: 5, neither: 200)
        let other = PairedShares(both: 30, candidateOnly: 5, baselineOnly: 12, neither: 200)
        for z in [0.3, 1.6, 4] { #expect(abs(one.bound(z: z) + other.bound(z: -z)) < 1e-15) }
    }

    @Test("McNemar's test is the binomial one of Altman's 5 : 0, and of 9 : 2")
    func mcNemar() {
        #expect(
            abs(PairedShares(both: 14, candidateOnly: 5, baselineOnly: 0, neither: 22).mcNemarPValue - 1.0 / 32) < 1e-15
        )
        // (1 + 11 + 55) / 2¹¹
        #expect(
            abs(PairedShares(both: 1, candidateOnly: 9, baselineOnly: 2, neither: 1).mcNemarPValue - 67.0 / 2048)
                < 1e-14
        )
        #expect(PairedShares(both: 1, candidateOnly: 0, baselineOnly: 2, neither: 1).mcNemarPValue == 1)
    }

    @Test("The p-value is the level at which the bound meets the margin")
    func inversion() {
        let shares = PairedShares(both: 20, candidateOnly: 18, baselineOnly: 12, neither: 350)
        for margin in [0.02, 0.04, 0.06, 0.2] {
            let level = shares.passPValue(margin)
            #expect(abs(shares.bound(z: -normalQuantile(level)) - margin) < 1e-9)
        }
    }

    @Test("Where more is better the share that counts is that of zeros")
    func orientation() throws {
        let values: [Double] = [1, 1, 0, 1]
        let sample = try #require(
            GatedSample(
                .init(world: "w", metric: "m"),
                margin: Margin(absolute: 0.01),
                baseline: [1, 1, 1, 1],
                candidate: values,
                lowerIsBetter: false
            )
        )
        #expect(sample.isBinary)
        #expect(PairedShares(sample) == PairedShares(both: 0, candidateOnly: 1, baselineOnly: 0, neither: 3))
        #expect(sample.loss == 0.25)
    }
}
