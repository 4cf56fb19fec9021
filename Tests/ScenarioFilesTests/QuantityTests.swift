import EventEngine
import PatchModel
import ScenarioFiles
import Testing

/// How quantities are written.
@Suite struct QuantityTests {
    private func patch(_ key: String, _ text: String) -> LoadedScenario {
        let line = "    \(key): \(text)\n    install: { duration: 5m }"
        return ScenarioFile.load(
            text: smallScenario.replacing("    install: { duration: 5m }", with: line),
            name: "x.yaml"
        )
    }

    @Test(
        "Durations are read in seconds",
        arguments: [
            ("0s", 0), ("30s", 30), ("5m", 300), ("2h", 7200), ("14d", 1_209_600), ("3w", 1_814_400), ("0.62d", 53_568),
            ("1h30m", 5400), ("-12d", -1_036_800), ("+1h", 3600), (".5h", 1800), ("1.h", 3600),
        ] as [(String, Tick)]
    )
    func durations(text: String, ticks: Tick) throws {
        let loaded = patch("released", text)
        #expect(loaded.diagnostics == [])
        #expect(loaded.scenario?.patches[0].released == ticks)
    }

    @Test(
        "What is no duration is refused, with what was meant",
        arguments: [
            ("5", nil), ("5min", "5m"), ("2 hours", "2h"), ("1h 30m", "1h30m"), ("soon", nil), ("1.2.3h", nil),
            ("5x", nil), ("--5m", nil), ("1e3s", nil), ("0x10s", nil), (".h", nil), ("\"\"", nil),
        ] as [(String, String?)]
    )
    func badDurations(text: String, meant: String?) {
        let found = patch("released", text).diagnostics
        #expect(found.map(\.code) == [.badDuration])
        #expect(found.first?.suggestion == meant)
        #expect(found.first?.line == 20)
        #expect(found.first?.column == 15)
    }

    @Test(
        "Sizes are read in bytes",
        arguments: [
            ("512 B", 512), ("250 MiB", 262_144_000), ("6 MB", 6_000_000), ("1.5 GiB", 1_610_612_736), ("1kB", 1000),
        ] as [(String, Int64)]
    )
    func sizes(text: String, bytes: Int64) {
        #expect(patch("size", text).scenario?.patches[0].size == bytes)
    }

    @Test(
        "What is no size is refused, with what was meant",
        arguments: [("6", nil), ("6 mb", "6 MB"), ("6M", "6 MB"), ("6 Mib", "6 MiB"), ("-6 MB", nil), ("9e9 TB", nil)]
            as [(String, String?)]
    )
    func badSizes(text: String, meant: String?) {
        let found = patch("size", text).diagnostics
        #expect(found.map(\.code) == [.badSize])
        #expect(found.first?.suggestion == meant)
    }

    @Test(
        "Shares are percentages or fractions",
        arguments: [("40%", 0.4), ("0.4", 0.4), ("0.01%", 0.0001), ("1", 1), ("100%", 1), ("0", 0), ("2.5 %", 0.025)]
            as [(String, Double)]
    )
    func shares(text: String, share: Double) throws {
        let value = try #require(install("failure-chance: \(text)").scenario?.patches[0].installation.failureChance)
        #expect(abs(value - share) < 1e-15)
    }

    private func install(_ text: String) -> LoadedScenario {
        ScenarioFile.load(
            text: smallScenario.replacing("duration: 5m", with: "duration: 5m, \(text)"),
            name: "x.yaml"
        )
    }

    @Test(
        "What is no share is refused",
        arguments: [
            ("40", DiagnosticCode.shareOver100), ("101%", .shareOver100), ("-1%", .negativeShare),
            ("-0.1", .negativeShare),
            (".nan", .badShare), (".inf", .badShare), ("nan", .badShare), ("1e400", .badShare), ("\"0.4\"", .badShare),
            ("half", .badShare), ("[0.1]", .wrongKind), ("", .wrongKind),
        ]
    )
    func badShares(text: String, code: DiagnosticCode) {
        #expect(install("failure-chance: \(text)").diagnostics.map(\.code) == [code])
    }

    @Test(
        "Whole numbers are neither fractions nor texts, and keep to their bounds",
        arguments: [
            ("2.5", DiagnosticCode.badNumber), ("\"3\"", .badNumber), ("three", .badNumber), (".nan", .badNumber),
            ("0", .numberOutOfRange), ("31", .numberOutOfRange), ("-1", .numberOutOfRange),
            ("99999999999999999999999", .numberOutOfRange), ("0x10", .badNumber), ("1_0", .badNumber),
        ]
    )
    func wholeNumbers(text: String, code: DiagnosticCode) {
        #expect(install("attempts: \(text)").diagnostics.map(\.code) == [code])
    }

    @Test("A million million devices are too many, whether in one group or together")
    func tooMany() {
        for count in ["1000000000000", "1e12", "99999999999999999999999999", "1073741825"] {
            let found = remarks(("count: 300", "count: \(count)"))
            #expect(found.count == 1)
            #expect(found.first?.hasPrefix("x.yaml:13:33: error too-many-devices: ") ?? false)
        }
        #expect(remarks(("count: 8,", "count: 1073741824,")).first?.contains("13:33: error too-many-devices") ?? false)
        #expect(remarks(("count: 8,", "count: 134217428,")) == [])
    }

    @Test(
        "Bandwidths and rates are read per second and per day",
        arguments: [
            ("20 Mbit/s", 2_500_000, "0.2%/day", 0.002), ("5 MB/s", 5_000_000, "0.7%/week", 0.001),
            ("8 bit/s", 1, "0.001/hour", 0.024),
        ] as [(String, Double, String, Double)]
    )
    func bandwidths(bandwidth: String, bytes: Double, noise: String, daily: Double) throws {
        let text = smallScenario.replacing(
            "image: web }",
            with: "image: web, bandwidth: \(bandwidth), background-failures: \(noise) }"
        )
        let group = try #require(ScenarioFile.load(text: text, name: "x.yaml").scenario).groups[0]
        #expect(group.bandwidth == bytes)
        #expect(abs(group.backgroundFailuresPerDay - daily) < 1e-15)
    }

    @Test(
        "Every distribution is read in seconds",
        arguments: [
            ("4m", try .constant(240)), ("{ constant: 4m }", try .constant(240)),
            ("{ uniform: [1m, 5m] }", try .uniform(low: 60, high: 300)),
            ("{ exponential: { mean: 2d } }", try .exponential(mean: 172_800)),
            ("{ exponential: { mean: 15m, plus: 2m } }", try .exponential(mean: 900, plus: 120)),
            ("{ weibull: { shape: 0.53, scale: 1h } }", try .weibull(shape: 0.53, scale: 3600)),
            ("{ lognormal: { median: 6d, sigma: 1.8 } }", try .logNormal(median: 518_400, sigma: 1.8)),
            ("{ loglogistic: { median: 2d, shape: 2.5 } }", try .logLogistic(median: 172_800, shape: 2.5)),
            ("{ gamma: { shape: 2, scale: 3h } }", try .gamma(shape: 2, scale: 10_800)),
            ("{ triangular: [20s, 60s, 5m] }", try .triangular(low: 20, mode: 60, high: 300)),
            ("{ empirical: [5h, 1h] }", try .empirical([3600, 18_000])),
            (
                "{ mixture: [{ weight: 30%, of: 5m }, { weight: 70%, of: { exponential: { mean: 1h } } }] }",
                try .mixture([(0.3, .constant(300)), (0.7, .exponential(mean: 3600))])
            ),
        ] as [(String, Distribution)]
    )
    func distributions(text: String, law: Distribution) {
        let loaded = ScenarioFile.load(
            text: smallScenario.replacing("duration: 5m", with: "duration: \(text)"),
            name: "x.yaml"
        )
        #expect(loaded.diagnostics == [])
        #expect(loaded.scenario?.patches[0].installation.duration == law)
    }

    @Test(
        "What makes no distribution is refused",
        arguments: [
            ("{ uniform: [5m, 1m] }", DiagnosticCode.badDistribution), ("{ uniform: [0s, 0s] }", .zeroDuration),
            ("0s", .zeroDuration), ("{ exponential: { mean: 0s } }", .zeroDuration), ("{}", .missingKey),
            ("{ exponential: { mean: 1h }, constant: 1h }", .conflictingKeys),
            ("{ normal: { mean: 1h } }", .unknownKey),
            ("{ gamma: { shape: 2e6, scale: 1s } }", .numberOutOfRange),
            ("{ weibull: { shape: 0, scale: 1h } }", .numberOutOfRange),
            ("{ empirical: [] }", .tooFewItems), ("{ lognormal: { mu: .inf, sigma: 1, unit: d } }", .badNumber),
            ("{ lognormal: { mu: 1, sigma: 1, unit: y } }", .unknownWord), ("[1h, 2h]", .wrongKind),
        ]
    )
    func badDistributions(text: String, code: DiagnosticCode) {
        let found = ScenarioFile.load(
            text: smallScenario.replacing("duration: 5m", with: "duration: \(text)"),
            name: "x.yaml"
        ).diagnostics
        #expect(found.map(\.code).contains(code))
    }
}
