import Experiments
import PatchModel
import PatchSimulator
import Testing

@testable import Reports

@Suite("Curves in the terminal")
struct CurvesTextTests {
    /// One replication of two strategies: the pairs that run their patch out of 100, and the exposed pairs, at five instants.
    private static func study(_ curves: [(patched: [Int64], exposed: [Int64])]) async throws -> Study {
        var study = try await SmallStudy.study()
        study.replications = [0]
        study.policies = Array(study.policies.prefix(curves.count))
        study.scenario.horizon = 400
        study.results = zip(study.results, curves).map { results, curve in
            var result = results[0]
            let values = RunSeries.Kind.allCases.map { kind -> [Int64] in
                switch kind {
                case .releasedPairs: Array(repeating: 100, count: 5)
                case .patchedPairs: curve.patched
                case .exposedPairs: curve.exposed
                default: Array(repeating: 0, count: 5)
                }
            }
            result.series = RunSeries(step: 100, values: values)
            return [result]
        }
        return study
    }

    @Test("Each strategy has a line with what is patched and, scaled to the greatest of all, what is exposed")
    func lines() async throws {
        let study = try await Self.study([
            ([0, 50, 100, 100, 100], [40, 20, 0, 0, 0]), ([0, 0, 0, 0, 100], [40, 40, 40, 10, 0]),
        ])
        let names = study.policies.map(\.name)
        let lines = CurvesText(study, width: 80).lines
        #expect(lines[0].isEmpty)
        #expect(lines[1].contains("patched, 0…6.67 min") && lines[1].contains("exposed, 0…6.67 min"))
        #expect(lines[2].hasPrefix(names[0]) && lines[2].contains("▁▅███") && lines[2].hasSuffix("█▅▁▁▁"))
        #expect(lines[3].hasPrefix(names[1]) && lines[3].contains("▁▁▁▁█") && lines[3].hasSuffix("███▃▁"))
        #expect(lines.dropFirst(4).joined(separator: " ").hasSuffix("at most 40."))
    }

    @Test("Without vulnerabilities there is nothing to say of exposure")
    func unexposed() async throws {
        let lines = CurvesText(try await Self.study([([0, 0, 0, 0, 100], [0, 0, 0, 0, 0])]), width: 80).lines
        #expect(!lines.joined().contains("exposed"))
        #expect(lines[2].hasSuffix("▁▁▁▁█"))
    }

    @Test("Runs that kept no series, too many runs and too narrow a terminal have no curves")
    func none() async throws {
        var study = try await Self.study([([0, 0, 0, 0, 100], [0, 0, 0, 0, 0])])
        #expect(CurvesText(study, width: 14).lines.isEmpty)
        var many = study
        many.results[0] = Array(repeating: study.results[0][0], count: CurvesText.greatestRunCount + 1)
        #expect(CurvesText(many, width: 80).lines.isEmpty)
        study.results[0][0].series = nil
        #expect(CurvesText(study, width: 80).lines.isEmpty)
    }
}
