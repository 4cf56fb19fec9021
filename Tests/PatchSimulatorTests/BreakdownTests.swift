import EventEngine
import PatchModel
import Testing

@testable import PatchSimulator

@Suite("A run taken apart")
struct BreakdownTests: SmallWorldSuite {
    @Test("Law 13: what members have adds up to what the run has, to the last second", arguments: LawTests.lots)
    func sums(lot: Int) throws {
        for number in LawTests.numbers(lot) {
            var simulation = try LawTests.simulation(number)
            simulation.advance(to: simulation.horizon / 3)
            for _ in 0..<2 {
                let ledger = simulation.ledger
                for dimension in Dimension.allCases {
                    let members = simulation.breakdown(by: dimension).members
                    for figure in Ledger.figures where figure.addsUp(over: dimension) {
                        let sum = members.reduce(0) { $0 + ($1.ledger[figure] ?? 0) }
                        #expect(sum == ledger[figure], "\(figure.id) by \(dimension), scenario \(number)")
                    }
                }
                simulation.run()
            }
        }
    }

    @Test("Members are those of the scenario, in its order, and what belongs to none comes last")
    func members() throws {
        var groups = [W.group(3, name: "a"), W.group(2, name: "b"), W.group(1, name: "c")]
        groups[0].owner = "sales"
        groups[2].owner = "sales"
        groups[1].site = "paris"
        groups[1].risk = .critical
        groups[2].deviceClass = .laptop
        var other = W.patch()
        other.name = "tool-2"
        other.severity = .critical
        other.fixes = []
        var scenario = W.scenario(groups, [W.patch(), other], horizon: Self.day)
        scenario.vulnerabilities.append(
            Vulnerability(name: "CVE-2", affects: [VersionRange(component: 1, versions: 0..<1)], severity: .low)
        )
        let simulation = try W.simulation(scenario, W.bigBang)
        func names(_ dimension: Dimension) -> [String?] { simulation.breakdown(by: dimension).members.map(\.name) }
        func devices(_ dimension: Dimension) -> [Int] {
            simulation.breakdown(by: dimension).members.map(\.ledger.devices)
        }
        #expect(names(.group) == ["a", "b", "c"])
        #expect(devices(.group) == [3, 2, 1])
        #expect(names(.deviceClass) == ["server", "laptop"])
        #expect(names(.site) == ["paris", nil])
        #expect(devices(.site) == [2, 4])
        #expect(names(.owner) == ["sales", nil])
        #expect(devices(.owner) == [4, 2])
        #expect(names(.risk) == ["critical", "medium"])
        #expect(names(.patch) == ["app-2", "tool-2", nil])
        #expect(devices(.patch) == [6, 6, 6])
        #expect(names(.severity) == ["critical", "high", nil])
    }
}
