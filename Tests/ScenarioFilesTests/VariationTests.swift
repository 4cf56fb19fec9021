import Testing

@testable import ScenarioFiles

@Suite("Variations")
struct VariationTests {
    private let source = ScenarioSource(text: settingScenario, name: "small.yaml")
    private static let soak = "strategies.staged.gate.soak"

    private func levels(_ text: String, standard: Int = 5) throws -> [String] {
        try Variation(text, in: source).levels(standard: standard)
    }

    @Test("spread values evenly between the ends, which are as written, and keep the unit where it comes out even")
    func ranges() throws {
        #expect(try levels("\(Self.soak)=1h..5h/5") == ["1h", "2h", "3h", "4h", "5h"])
        #expect(try levels("\(Self.soak)=12h..36h") == ["12h", "18h", "24h", "30h", "36h"])
        #expect(try levels("\(Self.soak)=1h..7d/3") == ["1h", "3d12h30m", "7d"])
        #expect(try levels("patches.app-1.1.install.failure-chance=1%..10%/4") == ["1%", "4%", "7%", "10%"])
        #expect(try levels("patches.app-1.1.install.failure-chance=0.1..0.4/4") == ["0.1", "0.2", "0.3", "0.4"])
        #expect(try levels("fleet.road.count=1..10/4") == ["1", "4", "7", "10"])
        #expect(try levels("patches.app-1.1.size=1 MiB..3 MiB/3") == ["1 MiB", "2 MiB", "3 MiB"])
        #expect(
            try levels("fleet.road.background-failures=0.1%/day..0.5%/day/3") == ["0.1%/day", "0.3%/day", "0.5%/day"]
        )
        #expect(try levels("strategies.staged.stop.failures=1%..3%/3") == ["> 1%", "> 2%", "> 3%"])
        #expect(try levels("strategies.staged.stop.failures=>= 5..>= 15/3") == [">= 5", ">= 10", ">= 15"])
        #expect(try levels("vulnerabilities.CVE-2026-1.disclosed=-2d..2d/3") == ["-2d", "0d", "2d"])
    }

    @Test("in logarithms multiply from value to value")
    func logarithmic() throws {
        #expect(try levels("\(Self.soak)=1h..64h/4log") == ["1h", "4h", "16h", "64h"])
        #expect(try levels("fleet.road.count=1..1000/4log") == ["1", "10", "100", "1000"])
        #expect(try levels("fleet.road.count=1..1000/log", standard: 4) == ["1", "10", "100", "1000"])
    }

    @Test("of whole numbers hold no number twice")
    func wholeNumbers() throws {
        #expect(try levels("fleet.road.count=1..3/8") == ["1", "2", "3"])
        let variation = try Variation("fleet.road.count=1..4", in: source)
        #expect(variation.levelCount == 4)
        #expect((0..<8).map { variation.text(at: (Double($0) + 0.5) / 8) } == ["1", "1", "2", "2", "3", "3", "4", "4"])
    }

    @Test("can be lists of anything that may stand there")
    func lists() throws {
        #expect(try levels("\(Self.soak)=1h, 6h,2d") == ["1h", "6h", "2d"])
        #expect(try levels("strategies.staged.unit=batch,patch") == ["batch", "patch"])
        #expect(try levels("patches.app-1.1.install.interrupts=true,false") == ["true", "false"])
        #expect(
            try levels("patches.app-1.1.install.duration=10m,{ uniform: [1m, 5m] }") == [
                "10m", "{ uniform: [1m, 5m] }",
            ]
        )
    }

    @Test("find the place of a value again")
    func places() throws {
        for text in [
            "\(Self.soak)=1h..7d", "\(Self.soak)=1h..7d/log", "fleet.road.count=1..100",
            "strategies.staged.unit=batch,patch",
        ] {
            let variation = try Variation(text, in: source)
            for step in 0...10 {
                let value = variation.text(at: Double(step) / 10)
                let place = try #require(variation.place(of: value))
                #expect(variation.text(at: place) == value)
            }
        }
        #expect(try Variation("\(Self.soak)=1h..7d", in: source).place(of: "8d") == nil)
    }

    @Test("give values that the scenario accepts")
    func accepted() throws {
        for text in [
            "\(Self.soak)=1m..2d/7", "patches.app-1.1.install.failure-chance=0.1%..99.9%/7",
            "fleet.road.background-failures=0.01%/day..1%/week/7",
            "strategies.staged.stop.failures=0.1%..3%/7", "patches.app-1.1.size=1.5 MiB..3 GiB/7",
            "fleet.road.bandwidth=1 Mbit/s..50 Mbit/s/7",
            "\(Self.soak)=1m..2d/7log",
        ] {
            let variation = try Variation(text, in: source)
            let levels = variation.levels(standard: 5)
            #expect(levels.count == 7)
            for level in levels {
                let loaded = source.load(setting: [variation.setting(level)])
                #expect(loaded.scenario != nil, "\(loaded.diagnostics)")
            }
        }
    }

    @Test(
        "that cannot be read say what was expected",
        arguments: [
            ("soak", "expected KEY=VALUES"), ("=1h..2h", "expected KEY=VALUES"),
            ("strategies.staged.stages[0].soak=1h..2h", "did you mean \"strategies.staged.gate.soak\"?"),
            ("strategies.staged=1h..2h", "more than a single number or word"),
            ("strategies.staged.gate.soak=1h", "one value cannot be varied"),
            ("strategies.staged.gate.soak=1h,1h", "given twice"),
            ("strategies.staged.gate.soak=1h,", "a value is empty"),
            ("strategies.staged.gate.soak=1h..2x", "\"2x\" is not a duration"),
            ("strategies.staged.gate.soak=1h..2 days", "did you mean \"2d\"?"),
            ("strategies.staged.gate.soak=1..2h", "needs a unit"),
            ("strategies.staged.gate.soak=1h...2d", "two dots, not three"),
            ("strategies.staged.gate.soak=2h..1h", "from the smaller value to the greater"),
            ("strategies.staged.gate.soak=1h..2h/1", "from 2 to 10000"),
            ("strategies.staged.gate.soak=1h..2h/x", "from 2 to 10000"),
            ("strategies.staged.gate.soak=0h..2h/5log", "must begin above zero"),
            ("strategies.staged.gate.soak=1h..2h,5h", "cannot be mixed"),
            ("strategies.staged.unit=batch..patch", "list its values: strategies.staged.unit=batch,patch"),
            ("fleet.road.count=1.5..3", "not a whole number"),
        ]
    )
    func mistakes(text: String, words: String) {
        #expect {
            _ = try Variation(text, in: source)
        } throws: { error in
            let message = "\(error)"
            return message.hasPrefix("--vary \(text)") && message.contains(words)
        }
    }
}
